import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// However a text gets into the drafts folder, it is sent once, and whole.
    @Suite struct SavingTests {
        @Test func `each way of saving sends the whole final text once`() async throws {
            try await saveEverything(under: [])
        }

        /// As on a network drive: a file then has to rest for ten seconds.
        @Test func `so it does where the system tells of no changes`() async throws {
            try await saveEverything(under: [
                "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=inotify_init1", "-e",
                "inject=inotify_init1:error=EMFILE",
            ])
        }

        private func saveEverything(under tracer: [String]) async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port, settings: #""settleTime": "3s""#)
            try workspace.write(list: "sector", ["Jo <jo@charity.example.org>"])
            let command = tracer + [try Repository.linerelay(), "--config", workspace.configuration, "run"]
            let daemon = try RunningProcess(command[0], Array(command.dropFirst()))
            defer { workspace.endDaemon() }
            try #require(
                await eventually { workspace.names(in: "drafts").contains("held") }, "\(daemon.errors)")
            let files = Saving.all.indices.map { file($0, in: workspace) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (saving, file) in zip(Saving.all, files) { group.addTask { try await saving.save(file) } }
                try await group.waitForAll()
            }
            let isDone = await eventually(deadline: 120) { server.ledger.count >= Saving.all.count }
            #expect(isDone, "\(daemon.errors)")
            #expect(await eventually { workspace.names(in: "drafts/sent").count == Saving.all.count })
            // A second sending would come with the next look, at the latest after another rest.
            let last = SavedFile(
                folder: workspace("drafts"), name: "last.md", text: text("Last"), earlier: [])
            try last.write(last.text)
            #expect(await eventually { server.ledger.count > Saving.all.count }, "\(daemon.errors)")
            #expect(server.ledger.count == Saving.all.count + 1)
            expectWhole(files, workspace)
            #expect(workspace.names(in: "drafts/held") == [])
            #expect(workspace.names(in: "drafts/rejected") == [])
            workspace.endDaemon()
            #expect(try await daemon.end() == 0)
        }

        private func expectWhole(_ files: [SavedFile], _ workspace: Workspace) {
            let sent = workspace.broadcasts.compactMap { fileOctets("\($0.path)/draft.md") }
            for (saving, file) in zip(Saving.all, files) {
                #expect(sent.count { $0 == file.text } == 1, "\(saving.way)")
                #expect(fileOctets(file.path) == nil, "\(saving.way)")
            }
        }

        private func file(_ number: Int, in workspace: Workspace) -> SavedFile {
            SavedFile(
                folder: workspace("drafts"), name: "way-\(number).md", text: text("Way \(number)"),
                earlier: Array(
                    "Subject: Way \(number), not the last word\nTo: sector\n\nAn earlier version.\n".utf8))
        }

        private func text(_ subject: String) -> [UInt8] {
            let lines = (1...40).map { "- Line \($0) of \(subject): people are looking for safety.\n" }
            return Array(
                "Subject: \(subject)\nTo: sector\n\n\(lines.joined())\nThe end of \(subject).\n".utf8)
        }
    }
}
