import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// Refusals and delays: each recipient has its own fate, and the exit code tells the sum.
    @Suite struct OutcomeTests {
        @Test func `one refusal does not stop the others`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            let gone = "refuse550-jo@charity-1.example.org"
            try workspace.write(list: "sector", Person.all(0..<10).map(\.line) + [gone])
            try workspace.drop("lines.md", draft(to: "sector"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 1)
            let broadcast = try #require(workspace.broadcasts.first)
            let summary = try broadcast.summary()
            #expect((summary.accepted, summary.rejected) == (10, 1))
            let last = try #require(try broadcast.events(for: gone).last)
            #expect(last.event == "rejected")
            #expect(last.code == 550)
            #expect(last.status == "5.1.1")
            #expect(server.ledger.count == 10)
            try expectLogAndSummaryAgree(broadcast)
        }

        @Test func `a dead address is not tried again in the next broadcast`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            let gone = "refuse550-jo@charity-1.example.org"
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line) + [gone])
            try workspace.drop("one.md", draft(to: "sector", subject: "One"))
            #expect(try await workspace.linerelay("run", "--once").end() == 1)
            try workspace.drop("two.md", draft(to: "sector", subject: "Two"))
            let run = try workspace.linerelay("run", "--once")
            _ = try await run.end()
            try #require(workspace.broadcasts.count == 2, "\(run.errors)")
            let second = try #require(
                workspace.broadcasts.first { (try? $0.summary().subject)?.contains("Two") == true })
            #expect(try second.summary().suppressed == 1)
            #expect(try second.events(for: gone).map(\.event) == ["suppressed"])
        }

        @Test func `a greylisted recipient gets the message at the next attempt`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(
                relayPort: server.port, settings: #""retry": {"firstDelay": "1s", "maxDelay": "2s"}"#)
            let grey = "greylist-jo@charity-1.example.org"
            try workspace.write(list: "sector", Person.all(0..<5).map(\.line) + [grey])
            try workspace.drop("lines.md", draft(to: "sector"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0, "\(run.errors)")
            let broadcast = try #require(workspace.broadcasts.first)
            let events = try broadcast.events(for: grey).map(\.event).filter { $0 != "attempting" }
            #expect(events == ["deferred", "accepted"])
            #expect(try broadcast.events(for: grey).first { $0.event == "deferred" }?.next != nil)
            #expect(try server.ledger.counts()[grey] == 1)
            try expectLogAndSummaryAgree(broadcast)
        }

        @Test func `a relay that is down when the draft comes gets everything when it is back`() async throws
        {
            let port = try freePort()
            let workspace = try Workspace(
                relayPort: port, settings: #""retry": {"firstDelay": "1s", "maxDelay": "2s"}"#)
            try workspace.write(list: "sector", Person.all(0..<5).map(\.line))
            let daemon = try workspace.linerelay("run")
            try workspace.drop("lines.md", draft(to: "sector"))
            try #require(await eventually { workspace.broadcasts.count == 1 }, "\(daemon.errors)")
            let server = try await TestServer.aiosmtpd(["--port", "\(port)"])
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(server.ledger.count == 5)
            try expectLogAndSummaryAgree(broadcast)
        }
    }
}

extension EndToEndTests.OutcomeTests {
    private func begin(
        _ script: Script, people: Int = 10, connections: Int = 1
    ) throws -> (ScriptedServer, Workspace, RunningProcess) {
        let server = try ScriptedServer(script)
        let workspace = try Workspace(relayPort: server.port, connections: connections)
        try workspace.write(list: "sector", Person.all(0..<people).map(\.line))
        try workspace.drop("lines.md", draft(to: "sector"))
        return (server, workspace, try workspace.linerelay("run"))
    }

    @Test func `a recipient that ends every connection it is tried on stands before nobody`() async throws {
        let (server, workspace, daemon) = try begin(Script(.init(.rcpt, .close, recipient: "person-1@")))
        defer { server.stop() }
        #expect(await eventually { server.messages.count == 9 }, "\(daemon.errors)")
        let broadcast = try #require(workspace.broadcasts.first)
        let person = Person(number: 1).address
        #expect(
            await eventually { (try? broadcast.events(for: person).first?.event) == "deferred" })
        #expect(!server.messages.contains { $0.recipients == [person] })
    }

    @Test func `three answers that never come pause it, and resume lets it go on`() async throws {
        let (server, workspace, daemon) = try begin(
            Script(.init(.endOfData, .close, times: 3, recipient: "person-4@")))
        defer { server.stop() }
        try #require(
            await eventually { (try? workspace.broadcasts.first?.summary().state) == "paused" },
            "\(daemon.errors)")
        let broadcast = try #require(workspace.broadcasts.first)
        let person = Person(number: 4).address
        let events = try broadcast.events(for: person)
        #expect(
            events.map(\.event) == [
                "attempting", "unconfirmed", "attempting", "unconfirmed", "attempting", "unconfirmed",
            ])
        #expect(events.filter { $0.event == "attempting" }.map(\.maybeDuplicate) == [nil, true, true])
        let resume = try workspace.linerelay("resume", broadcast.id)
        #expect(try await resume.end() == 0)
        _ = try await workspace.sentBroadcast(by: daemon)
        try expectLogAndSummaryAgree(broadcast)
        let copies = server.messages.filter { $0.recipients == [person] }
        let identities = copies.compactMap {
            $0.content.split(separator: "\r\n").first { $0.hasPrefix("Message-ID:") }
        }
        #expect(Set(identities).count == 1)
    }

    @Test func `a person is heeded while no relay can be reached`() async throws {
        let workspace = try Workspace(relayPort: try freePort())
        try workspace.write(list: "sector", Person.all(0..<5).map(\.line))
        try workspace.drop("lines.md", draft(to: "sector"))
        let daemon = try workspace.linerelay("run")
        try #require(
            await eventually { daemon.errors.split(separator: "\n").count { $0.contains("refused") } >= 3 },
            "\(daemon.errors)")
        let broadcast = try #require(workspace.broadcasts.first)
        #expect(try await workspace.linerelay("cancel", broadcast.id).end() == 0)
        #expect(await eventually { (try? broadcast.summary().state) == "cancelled" })
        #expect(try broadcast.events().map(\.event) == Array(repeating: "cancelled", count: 5))
    }

    @Test func `a damaged log stops its own broadcast alone, and names the line`() async throws {
        let server = try await TestServer.aiosmtpd()
        let workspace = try Workspace(relayPort: server.port)
        try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
        try workspace.drop("one.md", draft(to: "sector", subject: "One"))
        #expect(try await workspace.linerelay("run", "--once").end() == 0)
        let broadcast = try #require(workspace.broadcasts.first)
        let log = "broadcasts/\(broadcast.id)/deliveries.jsonl"
        var lines = try String(contentsOfFile: workspace(log), encoding: .utf8).split(separator: "\n")
        lines[1] = "nonsense"
        try workspace.write(lines.map { "\($0)\n" }.joined(), to: log)
        try FileManager.default.removeItem(atPath: workspace("broadcasts/\(broadcast.id)/summary.json"))
        try workspace.drop("two.md", draft(to: "sector", subject: "Two"))
        let run = try workspace.linerelay("run", "--once")
        #expect(try await run.end() == 75)
        #expect(run.errors.contains("deliveries.jsonl:2: "), "\(run.errors)")
        #expect(server.ledger.count == 6)
    }
}
