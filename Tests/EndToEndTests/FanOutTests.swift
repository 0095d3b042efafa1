import TestSupport
import Testing

extension EndToEndTests {
    /// Who gets a message: everybody on any of the lists, once, and nobody sees anybody else.
    @Suite struct FanOutTests {
        @Test func `500 people on three overlapping lists get one message each and see nobody else`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            let people = Person.all(0..<500)
            try workspace.write(list: "sector", people[0..<300].map(\.line))
            try workspace.write(list: "kent", people[200..<450].map { $0.line.uppercased() })
            try workspace.write(list: "regional", people[100..<500].map(\.address))
            let daemon = try workspace.linerelay("run")
            try workspace.drop("lines.md", draft(to: "sector, kent, regional"))
            let broadcast = try await workspace.sentBroadcast(by: daemon)

            let summary = try broadcast.summary()
            #expect(summary.recipients == 500)
            #expect(summary.accepted == 500)
            try expectLogAndSummaryAgree(broadcast)
            let addresses = people.map(\.address).sorted()
            #expect(try server.ledger.counts() == Dictionary(uniqueKeysWithValues: addresses.map { ($0, 1) }))
            let reading = try await StrictReading.of(try #require(server.mailbox), addresses: addresses)
            #expect(reading.problems == [:])
            #expect(reading.recipients == addresses)

            daemon.send(15)
            #expect(try await daemon.end() == 0)
        }

        @Test func `an edited list needs no restart`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<4).map(\.line))
            let daemon = try workspace.linerelay("run")
            try workspace.drop("one.md", draft(to: "sector", subject: "One"))
            #expect(await eventually { server.ledger.count == 4 }, "\(daemon.errors)")
            try workspace.write(list: "sector", Person.all(0..<6).map(\.line))
            try workspace.drop("two.md", draft(to: "sector", subject: "Two"))
            #expect(await eventually { server.ledger.count == 10 }, "\(daemon.errors)")
        }

        @Test func `a bad line is named and the good lines are sent`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", ["samira@"] + Person.all(0..<20).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            #expect(server.ledger.count == 20)
            let check = try workspace.linerelay("check")
            _ = try await check.end()
            #expect(check.output.contains("lists/sector.txt:1:"))
            #expect(check.output.contains("samira@"))
        }

        @Test(.enabled(if: Repository.hasProgram("/usr/bin/mutt"), "mutt is not installed"))
        func `mutt shows the subject and the lines as they were typed`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", ["Iris Novák <iris@charity-1.example.org>"])
            try workspace.drop("lines.md", draft(to: "sector", subject: "Grüße: „lines“ – {{and}} more"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0, "\(run.errors)")
            let shown = try await Mutt.text(of: try #require(server.mailbox))
            #expect(shown.contains("Subject: Grüße: „lines“ – {{and}} more"), "\(shown)")
            #expect(shown.contains("To: Iris Novák <iris@charity-1.example.org>"))
            #expect(shown.contains("- People making this journey are looking for safety – and find it.\n"))
        }

        @Test(.enabled(if: Repository.hasProgram("/usr/sbin/smtp-sink"), "smtp-sink is not installed"))
        func `Postfix's smtp-sink takes what is pipelined`() async throws {
            let port = try freePort()
            let sink = try RunningProcess(
                "/usr/sbin/smtp-sink",
                Repository.isRoot
                    ? ["-u", "nobody", "127.0.0.1:\(port)", "100"] : ["127.0.0.1:\(port)", "100"])
            try #require(await eventually { listens(onPort: port) || sink.hasEnded })
            let workspace = try Workspace(relayPort: port, connections: 8)
            try workspace.write(list: "sector", Person.all(0..<1000).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0, "\(run.errors)")
            let broadcast = try #require(workspace.broadcasts.first)
            #expect(try broadcast.summary().accepted == 1000)
            try expectLogAndSummaryAgree(broadcast)
        }

        @Test(.enabled(if: Repository.isRoot, "a Postfix of one's own needs root"))
        func `Postfix delivers every message and a strict reader finds no fault in any`() async throws {
            let server = try await TestServer.postfix()
            let workspace = try Workspace(relayPort: server.port, connections: 8)
            let people = Person.all(0..<200)
            try workspace.write(list: "sector", people.map(\.line))
            try workspace.drop("lines.md", draft(to: "sector", subject: "Grüße, “lines” – and more"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0, "\(run.errors)")
            try #require(await eventually { server.messages.count == 200 })
            let addresses = people.map(\.address).sorted()
            let reading = try await StrictReading.of(
                try #require(server.mailbox), addresses: addresses, storedWithLF: true)
            #expect(reading.problems == [:])
            #expect(reading.recipients == addresses)
            try await server.stop()
        }
    }
}
