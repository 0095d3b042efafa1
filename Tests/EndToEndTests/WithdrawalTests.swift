import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// A broadcast that is taken back while it is being sent.
    @Suite struct WithdrawalTests {
        @Test func `a withdrawal stops a broadcast, and reaches exactly those who were sent it`() async throws
        {
            let server = try await TestServer.sink(["-l", "20"])
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<600).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            let daemon = try workspace.linerelay("run")
            try #require(
                await eventually { server.ledger.count >= 60 || daemon.hasEnded }, "\(daemon.errors)")
            let first = try #require(workspace.broadcasts.first)
            try workspace.drop(
                "stop.md",
                "Subject: Lines\nTo: sector\nWithdraws: \(first.id)\n\nDo not use them: a figure was wrong.\n"
            )
            try #require(
                await eventually {
                    workspace.broadcasts.count == 2
                        && (try? workspace.broadcasts.last?.summary().state) == "sent"
                }, "\(daemon.errors)")
            #expect(try first.summary().state == "cancelled")
            let sent = Set(
                try first.events().filter { ["attempting", "accepted"].contains($0.event) }.map(\.to))
            #expect(sent.count >= 60 && sent.count < 600)
            let told = Set(try workspace.broadcasts[1].events().map(\.to))
            #expect(told == sent)
            daemon.send(SIGTERM)
            #expect(try await daemon.end() == 0)
            // Nobody got the first one after the withdrawal, and everybody who got it was told.
            let counts = try server.ledger.counts()
            #expect(Set(counts.keys) == sent && counts.values.allSatisfy { $0 == 2 })
        }
    }
}
