import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// Digests, and messages for who is new on a list, by the real daemon.
    @Suite struct DigestTests {
        private static let each = Person.all(0..<5)
        private static let daily = Person.all(5..<205)

        /// - Parameter isOpen: what waits for a digest goes at once.
        private func configure(_ workspace: Workspace, isOpen: Bool) throws {
            let octets = try #require(fileOctets(workspace("config.json")))
            let text = try #require(String(validating: octets, as: UTF8.self))
            let key = #""digestAt": "00:00","#
            try workspace.write(
                isOpen
                    ? text.replacingOccurrences(of: key, with: "")
                    : text.replacingOccurrences(
                        of: "{\n  \"organisation\"", with: "{\n  \(key)\n  \"organisation\""),
                to: "config.json")
        }

        private func workspace(_ server: TestServer) throws -> Workspace {
            let workspace = try Workspace(relayPort: server.port, connections: 4)
            let rows =
                Self.each.map { "\($0.address),Person \($0.number),each\n" }
                + Self.daily.map { "\($0.address),Person \($0.number),digest\n" }
            try workspace.write("email,name,delivery\n" + rows.joined(), to: "lists/sector.csv")
            try configure(workspace, isOpen: false)
            return workspace
        }

        private func runOnce(_ workspace: Workspace, code: Int32 = 0) async throws {
            let run = try workspace.linerelay("run", "--once")
            let ended = try await run.end()
            #expect(ended == code, "\(run.errors)")
        }

        @Test func `who wants digests gets one message with all lines in it, that strict readers can read`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            try workspace.drop("one.md", draft(to: "sector", subject: "First & <foremost>"))
            try workspace.drop("two.md", draft(to: "sector", subject: "مرحبا"))
            try await runOnce(workspace)
            #expect(server.ledger.count == 2 * Self.each.count)
            #expect(try workspace.broadcasts.map { try $0.summary().recipients } == [5, 5])
            try configure(workspace, isOpen: true)
            try await runOnce(workspace)
            let digest = try #require(workspace.broadcasts.first { $0.id.hasSuffix("-digest-sector") })
            #expect(workspace.broadcasts.count == 3)
            #expect(try digest.summary().accepted == Self.daily.count)
            try expectLogAndSummaryAgree(digest)
            let counts = try server.ledger.counts()
            #expect(Self.daily.allSatisfy { counts[$0.address] == 1 })
            #expect(Self.each.allSatisfy { counts[$0.address] == 2 })
            let everybody = (Self.each + Self.daily).map(\.address)
            let strict = try await StrictReading.of(try #require(server.mailbox), addresses: everybody)
            #expect(strict.problems == [:] && strict.messages == 10 + Self.daily.count)
            try await runOnce(workspace)
            #expect(server.ledger.count == 10 + Self.daily.count)
        }

        @Test(arguments: [UInt64(20_261_125)])
        func `kills while digests are made and sent lose nobody, and send nobody two of them`(seed: UInt64)
            async throws
        {
            var random = SeededGenerator(seed: seed)
            let server = try await TestServer.sink(["-l", "2"])
            let workspace = try workspace(server)
            // Nobody on it is mailed each time, so that all the server has is the digest.
            let rows = Self.daily.map { "\($0.address),Person \($0.number),digest\n" }
            try workspace.write("email,name,delivery\n" + rows.joined(), to: "lists/sector.csv")
            for name in ["One", "Two"] {
                try workspace.drop("\(name).md", draft(to: "sector", subject: name))
            }
            try await runOnce(workspace)
            #expect(server.ledger.count == 0)
            try configure(workspace, isOpen: true)
            let kills = 15
            for _ in 0..<kills {
                let daemon = try workspace.linerelay("run")
                // From before the digest is there until it is half sent.
                try await Task.sleep(for: .milliseconds(Int.random(in: 5...60, using: &random)))
                try await daemon.killAtOnce()
            }
            try await runOnce(workspace)
            let digests = workspace.broadcasts.filter { $0.id.contains("-digest-") }
            #expect(digests.count == 1)
            let digest = try #require(digests.first)
            try expectLogAndSummaryAgree(digest)
            #expect(try digest.summary().accepted == Self.daily.count)
            #expect(Set(try server.ledger.counts().keys) == Set(Self.daily.map(\.address)))
            try expectDuplicatesAreFlagged(server.ledger, digest, atMost: kills * 4)
        }

        @Test func `who is new on a list gets what still holds, once, when it has been left alone`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(
                relayPort: server.port, settings: #""lists": {"sector": {"catchUp": true}}"#)
            try workspace.write(list: "sector", Self.each.map(\.line))
            try workspace.drop(
                "one.md", "Subject: One\nTo: sector\nExpires: 2099-01-01\n\nStill good.\n")
            try await runOnce(workspace)
            let new = Person(number: 99)
            try workspace.write(list: "sector", (Self.each + [new]).map(\.line))
            // Each waits until nobody has touched the list for ten seconds.
            for _ in 0..<2 { try await runOnce(workspace) }
            #expect(workspace.broadcasts.count == 2)
            #expect(workspace.broadcasts.contains { $0.id.hasSuffix("-catch-up-sector") })
            #expect(
                try server.ledger.counts()
                    == Dictionary(
                        (Self.each + [new]).map { ($0.address, 1) }, uniquingKeysWith: +))
        }

        @Test func `withdrawn while the digest is sent: nobody more gets it, and the rest goes without it`()
            async throws
        {
            let server = try await TestServer.sink(["-l", "20"])
            let workspace = try workspace(server)
            for name in ["One", "Two"] {
                try workspace.drop("\(name).md", draft(to: "sector", subject: name))
            }
            try await runOnce(workspace)
            let one = try #require(workspace.broadcasts.first { $0.id.hasSuffix("-one") })
            try configure(workspace, isOpen: true)
            let daemon = try workspace.linerelay("run")
            let before = 2 * Self.each.count
            try #require(
                await eventually { server.ledger.count >= before + 30 || daemon.hasEnded }, "\(daemon.errors)"
            )
            try workspace.drop(
                "back.md", "Subject: Back\nTo: sector\nWithdraws: \(one.id)\n\nDo not use it.\n")
            #expect(
                await eventually {
                    workspace.broadcasts.count == 5
                        && workspace.broadcasts.allSatisfy {
                            ["sent", "cancelled"].contains((try? $0.summary().state) ?? "")
                        }
                }, "\(daemon.errors)")
            daemon.send(SIGTERM)
            #expect(try await daemon.end() == 0)
            let digests = workspace.broadcasts.filter { $0.id.contains("-digest-") }
            try #require(digests.count == 2)
            let accepted = try digests.map {
                Set(try $0.events().filter { $0.event == "accepted" }.map(\.to))
            }
            #expect(accepted[0].isDisjoint(with: accepted[1]) && accepted[0].count < Self.daily.count)
            #expect(accepted[0].union(accepted[1]) == Set(Self.daily.map(\.address)))
            #expect(try digests[1].summary().subject == "Digest: Two")
            let back = try #require(workspace.broadcasts.first { $0.id.hasSuffix("-back") })
            let told = Set(try back.events().filter { $0.event == "accepted" }.map(\.to))
            #expect(told.isSuperset(of: accepted[0].union(Self.each.map(\.address))))
        }

        @Test func `where an older copy of the broadcasts was put back, nobody gets the digest again`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            try workspace.drop("one.md", draft(to: "sector", subject: "One"))
            try await runOnce(workspace)
            let files = FileManager.default
            try files.copyItem(atPath: workspace("broadcasts"), toPath: workspace("copy"))
            let daily = workspace.text("config.json")
            try configure(workspace, isOpen: true)
            try await runOnce(workspace)
            try workspace.drop("two.md", draft(to: "sector", subject: "Two"))
            try await runOnce(workspace)
            let count = server.ledger.count
            try files.removeItem(atPath: workspace("broadcasts"))
            try files.moveItem(atPath: workspace("copy"), toPath: workspace("broadcasts"))
            // It is not due at this start; at the next one it is.
            try workspace.write(daily, to: "config.json")
            try await runOnce(workspace)
            try configure(workspace, isOpen: true)
            try await runOnce(workspace, code: 75)
            #expect(server.ledger.count == count)
            let digests = workspace.broadcasts.filter { $0.id.contains("-digest-") }
            #expect(try digests.map { try $0.summary().state } == ["paused"])
        }
    }
}
