import TestSupport
import Testing

extension EndToEndTests {
    /// Nothing leaves that could not be written down first.
    @Suite struct FullDiskTests {
        @Test(.enabled(if: SmallDisk.isPossible, "a small disk of one's own needs root and leave to mount"))
        func `a full disk stops the sending, and room lets it go on`() async throws {
            let disk = try SmallDisk(kilobytes: 2048)
            let server = try await TestServer.sink(["-l", "5"])
            let workspace = try Workspace(relayPort: server.port, at: "\(disk.path)/workspace")
            try workspace.write(list: "sector", Person.all(0..<1500).map(\.line))
            let daemon = try workspace.linerelay("run")
            try workspace.drop("lines.md", draft(to: "sector"))
            try #require(await eventually { server.ledger.count >= 100 }, "\(daemon.errors)")
            try disk.fill()
            try #require(
                await eventually { daemon.errors.lowercased().contains("no space") || daemon.hasEnded })
            #expect(!daemon.hasEnded, "\(daemon.errors)")
            let sentWhileFull = server.ledger.count
            #expect(sentWhileFull < 1500)
            let broadcast = try #require(workspace.broadcasts.first)
            let attempted = Set(try broadcast.events().filter { $0.event == "attempting" }.map(\.to))
            #expect(try server.ledger.entries().allSatisfy { attempted.contains($0.to) })

            disk.makeRoom()
            _ = try await workspace.sentBroadcast(by: daemon)
            try expectLogAndSummaryAgree(broadcast)
            #expect(try server.ledger.counts().values.allSatisfy { $0 == 1 })
            #expect(server.ledger.count == 1500)
        }
    }
}
