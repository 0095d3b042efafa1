import TestSupport
import Testing

extension EndToEndTests {
    /// `coolingTime`: what was accepted waits first, and can be called back.
    @Suite struct CoolingTests {
        @Test func `a draft waits in sight, goes by itself, and does not where somebody calls it back`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(
                relayPort: server.port, settings: #""lists": {"sector": {"coolingTime": "4s"}}"#)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            try workspace.write(list: "kent", Person.all(7..<9).map(\.line))
            let daemon = try workspace.linerelay("run")
            for name in ["rejected", "moved", "stays"] {
                try workspace.drop("\(name).md", draft(to: "kent, sector", subject: name))
            }
            try #require(
                await eventually { workspace.names(in: "drafts/scheduled").count == 6 }, "\(daemon.errors)")
            #expect(workspace.text("drafts/scheduled/stays.md.why.txt").contains("Each draft waits 4 s"))
            #expect(try await workspace.linerelay("reject", "rejected.md").end() == 0)
            try workspace.move("drafts/scheduled/moved.md", to: "moved.md")
            // A list without one is not kept waiting.
            try workspace.drop("kent.md", draft(to: "kent", subject: "Kent"))
            #expect(await eventually { workspace.broadcasts.count == 2 }, "\(daemon.errors)")
            #expect(workspace.broadcasts.map { $0.id.hasSuffix("-kent") } == [true, false])
            #expect(await eventually { server.ledger.count == 7 }, "\(daemon.errors)")
            #expect(await workspace.becomes("drafts/scheduled", []))
            #expect(workspace.broadcasts.last?.id.hasSuffix("-stays") == true)
        }

        @Test func `moved to approved it goes now`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port, settings: #""coolingTime": "30d""#)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            #expect(workspace.names(in: "drafts/scheduled").count == 2)
            let daemon = try workspace.linerelay("run")
            try workspace.move("drafts/scheduled/lines.md", to: "drafts/approved/lines.md")
            _ = try await workspace.sentBroadcast(by: daemon)
            #expect(server.ledger.count == 3)
        }
    }
}
