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
