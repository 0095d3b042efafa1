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

        @Test func `a withdrawal that lies there at the start stops what was unfinished before it goes on`()
            async throws
        {
            let server = try await TestServer.sink(["-l", "20"])
            let workspace = try Workspace(relayPort: server.port, settings: #""settleTime": "0s""#)
            try workspace.write(list: "sector", Person.all(0..<600).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            let daemon = try workspace.linerelay("run")
            try #require(
                await eventually { server.ledger.count >= 60 || daemon.hasEnded }, "\(daemon.errors)")
            daemon.send(SIGTERM)
            #expect(try await daemon.end() == 0)
            let first = try #require(workspace.broadcasts.first)
            let before = try Set(server.ledger.counts().keys)
            #expect(before.count < 600)
            // It is not the only one that waits to be looked at.
            let long = String(repeating: "Long.\n", count: 40_000)
            for number in 1...15 {
                try workspace.drop("\(number).md", "Subject: Other\nTo: nobody\n\n" + long)
            }
            try workspace.drop(
                "stop.md", "Subject: Lines\nTo: sector\nWithdraws: \(first.id)\n\nDo not use them.\n")
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end(deadline: 60) == 65, "\(run.errors)")
            #expect(try first.summary().state == "cancelled")
            let counts = try server.ledger.counts()
            #expect(Set(counts.keys) == before && counts.values.allSatisfy { $0 == 2 })
        }
    }
}
