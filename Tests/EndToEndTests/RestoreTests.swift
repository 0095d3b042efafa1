import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// A workspace that was put back from an older backup sends nothing by itself.
    @Suite struct RestoreTests {
        static let people = 400

        /// A workspace that was backed up in the middle of a broadcast and then sent all of it.
        private func sent(_ server: TestServer, backingUp names: [String]) async throws -> Workspace {
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<RestoreTests.people).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            let first = try workspace.linerelay("run")
            try #require(
                await eventually { server.ledger.count >= 50 || first.hasEnded }, "\(first.errors)")
            first.send(SIGTERM)
            #expect(try await first.end() == 0)
            for name in names { try copy(workspace(name), to: workspace("backup-\(name)")) }
            let second = try workspace.linerelay("run")
            _ = try await workspace.sentBroadcast(by: second)
            #expect(!second.errors.contains("paused"), "\(second.errors)")
            second.send(SIGTERM)
            #expect(try await second.end() == 0)
            #expect(server.ledger.count == RestoreTests.people)
            return workspace
        }

        private func copy(_ from: String, to target: String) throws {
            try? FileManager.default.removeItem(atPath: target)
            try FileManager.default.copyItem(atPath: from, toPath: target)
        }

        private func putBack(_ names: [String], in workspace: Workspace) throws {
            for name in names { try copy(workspace("backup-\(name)"), to: workspace(name)) }
        }

        @Test(arguments: [["broadcasts"], ["state", "broadcasts"]])
        func `an older copy is noticed, holds what it would send again, and a person decides`(
            names: [String]
        ) async throws {
            if names.count == 2, !tellsBirth { return }
            let server = try await TestServer.sink(["-l", "3"])
            let workspace = try await sent(server, backingUp: names)
            try workspace.drop("waiting.md", draft(to: "sector", subject: "It waited"))
            try putBack(names, in: workspace)
            // Longer than a tick of the clock that dates files.
            try await Task.sleep(for: .milliseconds(50))
            try workspace.write(list: "few", Person.all(1000..<1003).map(\.line))
            try workspace.drop("at-once.md", draft(to: "few", subject: "Dropped before the start"))

            let daemon = try workspace.linerelay("run")
            try #require(
                await eventually {
                    workspace.names(in: "drafts/held") == ["waiting.md", "waiting.md.why.txt"]
                        && (try? workspace.broadcasts.first?.summary().state) == "paused"
                }, "\(daemon.errors)")
            // What was written since goes as usual.
            try #require(
                await eventually { server.ledger.count == RestoreTests.people + 3 }, "\(daemon.errors)")
            let status = try workspace.linerelay("status")
            try await status.end()
            #expect(status.output.contains("put back"), "\(status.output)")
            #expect(status.output.contains("linerelay resume"), "\(status.output)")

            // What waited goes when a person has moved it, once.
            let note = workspace.text("drafts/held/waiting.md.why.txt")
            #expect(note.contains("it cannot be known whether it was sent already"), "\(note)")
            try workspace.move("drafts/held/waiting.md", to: "drafts/approved/waiting.md")
            let all = 2 * RestoreTests.people + 3
            #expect(await eventually { server.ledger.count == all }, "\(daemon.errors)")

            // And where a person says so, the old one goes on from its log.
            let old = try #require(workspace.broadcasts.first)
            #expect(try await workspace.linerelay("resume", old.id).end() == 0)
            #expect(await eventually { (try? old.summary().state) == "sent" }, "\(daemon.errors)")
            try expectLogAndSummaryAgree(old)
            #expect(server.ledger.count > all)
        }

        @Test func `a draft that came with the copy stays in doubt until a person has moved it`() async throws
        {
            let server = try await TestServer.sink(["-l", "3"])
            let workspace = try await sent(server, backingUp: ["state"])
            // Whoever is still writing it keeps it from being held at once.
            try workspace.drop("waiting.md", draft(to: "sector", subject: "It waited"))
            try workspace.write("x", to: "drafts/.~lock.waiting.md#")
            try putBack(["state"], in: workspace)
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            #expect(workspace.names(in: "drafts/held") == [])
            unlink(workspace("drafts/.~lock.waiting.md#"))
            let next = try workspace.linerelay("run", "--once")
            #expect(try await next.end() == 65, "\(next.errors)")
            #expect(server.ledger.count == RestoreTests.people)
        }

        @Test func `an older state alone is noticed as well`() async throws {
            let server = try await TestServer.sink(["-l", "3"])
            let workspace = try await sent(server, backingUp: ["state"])
            try putBack(["state"], in: workspace)
            let daemon = try workspace.linerelay("run", "--once")
            #expect(try await daemon.end() == 0)
            #expect(daemon.errors.contains("state/ is older than broadcasts/"), "\(daemon.errors)")
            // Nothing was unfinished: the next start is as any other.
            let next = try workspace.linerelay("run", "--once")
            #expect(try await next.end() == 0)
            #expect(next.errors == "", "\(next.errors)")
        }

        @Test func `a workspace that was moved goes on`() async throws {
            let server = try await TestServer.sink(["-l", "3"])
            let root = try TemporaryFolder()
            let workspace = try Workspace(relayPort: server.port, at: root("old"))
            try workspace.write(list: "sector", Person.all(0..<RestoreTests.people).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            let first = try workspace.linerelay("run")
            try #require(
                await eventually { server.ledger.count >= 50 || first.hasEnded }, "\(first.errors)")
            try await first.killAtOnce()
            try FileManager.default.moveItem(atPath: root("old"), toPath: root("new"))
            let second = try RunningProcess(
                try Repository.linerelay(), ["--config", root("new/config.json"), "run", "--once"])
            #expect(try await second.end() == 0, "\(second.errors)")
            #expect(Set(try server.ledger.counts().keys).count == RestoreTests.people)
        }

        /// Whether this file system tells when a file was made.
        private var tellsBirth: Bool {
            guard let folder = try? TemporaryFolder(), (try? folder.write("x", to: "x")) != nil,
                let process = try? RunningProcess("stat", ["-c", "%W", folder("x")])
            else { return false }
            return process.waitHere() == 0 && !["", "0\n", "-\n"].contains(process.output)
        }
    }
}
