import TestSupport
import Testing

extension EndToEndTests {
    /// Which relay is used: the first that is well, and another one when the configuration says so.
    @Suite struct RelayTests {
        private func text(_ path: String) -> String {
            String(decoding: fileOctets(path) ?? [], as: UTF8.self)
        }

        private func relays(_ ports: Int...) -> String {
            let relays = ports.enumerated().map { number, port in
                #"{"name": "relay-\#(number)", "url": "smtp://127.0.0.1:\#(port)", "helo": "tests.hub.example"}"#
            }
            return """
                {
                  "organisation": "Example Hub", "from": "Press desk <press@hub.example>",
                  "owner": "desk@hub.example", "postalAddress": "1 Example Street",
                  "relays": [\(relays.joined(separator: ", "))]
                }

                """
        }

        @Test func `where the first relay is down the next one takes over`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(relays(try freePort(), server.port), to: "config.json")
            try workspace.write(list: "sector", Person.all(0..<20).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0, "\(run.errors)")
            #expect(server.ledger.count == 20)
            let broadcast = try #require(workspace.broadcasts.first)
            try expectLogAndSummaryAgree(broadcast)
            #expect(run.errors.contains("relay 'relay-1' takes over"), "\(run.errors)")
        }

        @Test func `a relay's messages of the day are used up, and stay so after a restart`() async throws {
            let (first, second) = (try await TestServer.aiosmtpd(), try await TestServer.aiosmtpd())
            let workspace = try Workspace(relayPort: first.port)
            let limited = relays(first.port, second.port)
                .replacingOccurrences(of: #""relay-0","#, with: #""relay-0", "messagesPerDay": 7,"#)
            try workspace.write(limited, to: "config.json")
            try workspace.write(list: "sector", Person.all(0..<20).map(\.line))
            for (name, subject) in [("one.md", "One"), ("two.md", "Two")] {
                try workspace.drop(name, draft(to: "sector", subject: subject))
                let run = try workspace.linerelay("run", "--once")
                #expect(try await run.end() == 0, "\(run.errors)")
                #expect(run.errors.contains("relay 'relay-1' takes over"), "\(run.errors)")
            }
            #expect(first.ledger.count == 7 && second.ledger.count == 33)
            for broadcast in workspace.broadcasts { try expectLogAndSummaryAgree(broadcast) }
        }

        @Test func `one message for many: addressed to the list, each recipient with their own outcome`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            let sharing = relays(server.port)
                .replacingOccurrences(of: #""relay-0","#, with: #""relay-0", "recipientsPerMessage": 10,"#)
            try workspace.write(sharing, to: "config.json")
            let people = Person.all(0..<33).map(\.line) + ["refuse550-x@charity-0.example.org"]
            try workspace.write(list: "sector", people)
            try workspace.drop("personal.md", draft(to: "sector"))
            try workspace.drop("lines.md", "Template: shared\n" + draft(to: "sector", subject: "For all"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 65, "\(run.errors)")
            #expect(
                text(workspace("drafts/rejected/personal.md.why.txt")).contains("recipientsPerMessage 10"))
            let broadcast = try #require(workspace.broadcasts.first)
            try expectLogAndSummaryAgree(broadcast)
            #expect(try broadcast.summary().accepted == 33)
            #expect(try server.ledger.counts().count == 33)
            let messages = server.messages.map(text)
            #expect(messages.count == 4)
            #expect(
                messages.allSatisfy { $0.contains("\nTo: sector@hub.example\r\n") && !$0.contains("person-") }
            )
            #expect(Set(try server.ledger.entries().map(\.messageID)).count == 1)
        }

        @Test func `SIGHUP changes the relay, and a bad configuration changes nothing`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: try freePort())
            try workspace.write(list: "sector", Person.all(0..<5).map(\.line))
            let daemon = try workspace.linerelay("run")
            try workspace.drop("lines.md", draft(to: "sector"))
            try #require(await eventually { daemon.errors.contains("refused") }, "\(daemon.errors)")
            try workspace.write("{", to: "config.json")
            daemon.send(1)
            try #require(
                await eventually { daemon.errors.contains("the configuration stays as it was") },
                "\(daemon.errors)")
            #expect(server.ledger.count == 0)
            try workspace.write(relays(server.port), to: "config.json")
            daemon.send(1)
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(server.ledger.count == 5)
            try expectLogAndSummaryAgree(broadcast)
        }
    }
}
