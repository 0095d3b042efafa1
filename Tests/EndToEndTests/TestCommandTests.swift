import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// `test`: one message to one address, and nothing is written down.
    @Suite struct TestCommandTests {
        @Test func `the message goes to that address only, with a list that was saved just now`() async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            try workspace.place(".kept.md", draft(to: "sector"))
            let run = try workspace.linerelay(
                "test", workspace("drafts/.kept.md"), "--to", "desk@hub.example")
            #expect(try await run.end() == 0, "\(run.errors)")
            #expect(try server.ledger.entries().map(\.to) == ["desk@hub.example"])
            #expect(workspace.broadcasts.isEmpty)
        }
    }
}
