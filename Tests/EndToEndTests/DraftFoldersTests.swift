import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// Folders that a person deletes or renames under the daemon.
    @Suite struct DraftFoldersTests {
        private static let places = ["approved", "attachments", "held", "rejected", "scheduled", "sent"]

        private func workspace(_ server: TestServer) throws -> Workspace {
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            return workspace
        }

        private func start(_ workspace: Workspace) async throws -> RunningProcess {
            let daemon = try workspace.linerelay("run")
            try #require(await workspace.becomes("drafts", Self.places), "\(daemon.errors)")
            return daemon
        }

        /// Whether every end of a draft is reached as before.
        private func expectAllWorks(_ workspace: Workspace, _ daemon: RunningProcess, _ mark: String)
            async throws
        {
            let there = workspace.broadcasts.count
            try workspace.drop("sent-\(mark).md", draft(to: "sector", subject: "Sent \(mark)"))
            try workspace.drop("bad-\(mark).md", draft(to: "sectr"))
            try workspace.drop(
                "later-\(mark).md", draft(to: "sector", at: "2096-11-24", subject: "Later \(mark)"))
            #expect(
                await eventually {
                    workspace.names(in: "drafts/sent").contains("sent-\(mark).md.receipt.txt")
                }, "\(daemon.errors)")
            #expect(await eventually { workspace.names(in: "drafts/rejected").contains("bad-\(mark).md") })
            #expect(await eventually { workspace.names(in: "drafts/scheduled").contains("later-\(mark).md") })
            try workspace.move("drafts/scheduled/later-\(mark).md", to: "drafts/approved/later-\(mark).md")
            #expect(await eventually { workspace.broadcasts.count == there + 2 }, "\(daemon.errors)")
            try workspace.drop("again-\(mark).md", draft(to: "sector", subject: "Sent \(mark)"))
            #expect(await eventually { workspace.names(in: "drafts/held").contains("again-\(mark).md") })
        }

        @Test func `each folder that is deleted comes back, and is watched`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            let daemon = try await start(workspace)
            for name in Self.places {
                try FileManager.default.removeItem(atPath: workspace("drafts/\(name)"))
                #expect(await workspace.becomes("drafts", Self.places), "\(name): \(daemon.errors)")
            }
            try await expectAllWorks(workspace, daemon, "one")
            // While they are deleted one by one, some may come back already.
            #expect(
                await eventually { (try? FileManager.default.removeItem(atPath: workspace("drafts"))) != nil }
            )
            #expect(await workspace.becomes("drafts", Self.places), "\(daemon.errors)")
            try await expectAllWorks(workspace, daemon, "two")
            #expect(daemon.errors.contains("drafts/held/ had gone, and was made again"), "\(daemon.errors)")
        }

        @Test
        func `what lay in folders that are renamed is not sent from there, and goes when it is put back`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            let daemon = try await start(workspace)
            let time = seconds(ahead: 4)
            for name in ["one", "two"] {
                try workspace.drop("\(name).md", draft(to: "sector", at: time, subject: name))
            }
            try #require(
                await eventually { workspace.names(in: "drafts/scheduled").count == 4 }, "\(daemon.errors)")
            try workspace.move("drafts/scheduled", to: "drafts/old")
            #expect(
                await eventually { workspace.names(in: "drafts").contains("scheduled") }, "\(daemon.errors)")
            try workspace.move("drafts", to: "old")
            #expect(await workspace.becomes("drafts", Self.places), "\(daemon.errors)")
            #expect(await eventually { seconds(ahead: -1) > time })
            try workspace.drop("marker.md", draft(to: "sector", subject: "Marker"))
            #expect(await eventually { server.ledger.count == 3 }, "\(daemon.errors)")
            #expect(workspace.broadcasts.count == 1)
            #expect(
                workspace.names(in: "old/old") == ["one.md", "one.md.why.txt", "two.md", "two.md.why.txt"])
            let status = workspace.text("state/status.json")
            for name in ["one", "two"] {
                #expect(status.contains("\(name).md: not scheduled any more"), "\(status)")
            }
            // Back into drafts/ it is a draft like any other; where it waited, its time has passed, and a person is asked.
            try workspace.move("old/old/one.md", to: "drafts/one.md")
            try workspace.move("old/old/two.md", to: "drafts/scheduled/two.md")
            #expect(await eventually { server.ledger.count == 6 }, "\(daemon.errors)")
            #expect(await workspace.becomes("drafts/held", ["two.md", "two.md.why.txt"]), "\(daemon.errors)")
            try workspace.move("drafts/held/two.md", to: "drafts/approved/two.md")
            #expect(await eventually { server.ledger.count == 9 }, "\(daemon.errors)")
            #expect(
                await eventually { !workspace.text("state/status.json").contains("not scheduled any more") })
        }
    }
}
