import TestSupport
import Testing

extension EndToEndTests {
    /// The promise: nobody lost, and a duplicate only where a crash left the outcome unknown (RFC 1047).
    @Suite struct KillTests {
        static let connections = 4

        @Test(arguments: [UInt64(20_261_124)])
        func `twenty kills lose nobody, and every duplicate is flagged`(seed: UInt64) async throws {
            var random = SeededGenerator(seed: seed)
            let server = try await TestServer.sink(["-l", "3"])
            let workspace = try Workspace(relayPort: server.port, connections: KillTests.connections)
            let people = Person.all(0..<2000)
            try workspace.write(list: "sector", people.map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            let kills = 20
            for number in 0..<kills {
                let daemon = try workspace.linerelay("run")
                let target = number * 90 + Int.random(in: 1..<90, using: &random)
                _ = await eventually { server.ledger.count >= target || daemon.hasEnded }
                #expect(!daemon.hasEnded, "kill \(number): it ended by itself: \(daemon.errors)")
                try await daemon.killAtOnce()
            }
            let daemon = try workspace.linerelay("run")
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(workspace.broadcasts.count == 1)
            try expectLogAndSummaryAgree(broadcast)
            #expect(try broadcast.summary().accepted == 2000)
            try expectDuplicatesAreFlagged(server.ledger, broadcast, atMost: kills * KillTests.connections)
            #expect(Set(try server.ledger.counts().keys) == Set(people.map(\.address)))
        }

        @Test func `a daemon told to end finishes what is in flight and its successor sends the rest`()
            async throws
        {
            let server = try await TestServer.sink(["-l", "3"])
            let workspace = try Workspace(relayPort: server.port, connections: KillTests.connections)
            try workspace.write(list: "sector", Person.all(0..<1000).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            for target in [50, 250, 500] {
                let daemon = try workspace.linerelay("run")
                try #require(await eventually { server.ledger.count >= target }, "\(daemon.errors)")
                daemon.send(15)
                #expect(try await daemon.end() == 0, "\(daemon.errors)")
                let broadcast = try #require(workspace.broadcasts.first)
                let accepted = try broadcast.events().count { $0.event == "accepted" }
                #expect(try broadcast.summary().accepted == accepted)
                #expect(accepted == server.ledger.count)
            }
            let broadcast = try await workspace.sentBroadcast(by: try workspace.linerelay("run"))
            try expectLogAndSummaryAgree(broadcast)
            #expect(try server.ledger.counts().values.allSatisfy { $0 == 1 })
            #expect(server.ledger.count == 1000)
        }

        @Test func `a second daemon refuses and names the first, until the first is gone`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            let first = try workspace.linerelay("run")
            try workspace.drop("one.md", draft(to: "sector", subject: "One"))
            try #require(await eventually { server.ledger.count == 3 }, "\(first.errors)")
            let second = try workspace.linerelay("run")
            #expect(try await second.end() == 75)
            #expect(second.errors.contains("\(first.pid)"), "\(second.errors)")
            #expect(try await workspace.linerelay("run", "--once").end() == 75)

            try await first.killAtOnce()
            let third = try workspace.linerelay("run")
            try workspace.drop("two.md", draft(to: "sector", subject: "Two"))
            #expect(await eventually { server.ledger.count == 6 }, "\(third.errors)")
        }
    }
}

/// What the server had twice is the same message, and the log says that it may have been.
func expectDuplicatesAreFlagged(_ ledger: Ledger, _ broadcast: BroadcastFolder, atMost limit: Int) throws {
    let events = Dictionary(grouping: try broadcast.events(), by: \.to)
    let copies = Dictionary(grouping: try ledger.entries(), by: \.to).filter { $0.value.count > 1 }
    #expect(copies.values.reduce(0) { $0 + $1.count - 1 } <= limit)
    for (recipient, entries) in copies {
        #expect(Set(entries.map(\.messageID)).count == 1, "\(recipient): not the same Message-ID")
        let flagged = events[recipient, default: []].count { $0.maybeDuplicate == true }
        #expect(flagged >= entries.count - 1, "\(recipient): \(entries.count) copies, \(flagged) flagged")
    }
}
