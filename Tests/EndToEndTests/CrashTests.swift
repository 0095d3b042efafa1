import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// What ends the daemon twice by a fault of its own is set aside, and everything else goes on. The fault is
    /// a fatal signal, sent while a pipe holds the daemon in the middle of the draft or the broadcast.
    @Suite struct CrashTests {
        static let other = draft(to: "sector", subject: "Other lines")

        private func workspace(_ server: TestServer, people: Int = 3) throws -> Workspace {
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<people).map(\.line))
            try FileManager.default.createDirectory(
                atPath: workspace("state"), withIntermediateDirectories: true)
            return workspace
        }

        /// Starts the daemon, waits until it reads the pipe, and ends it there.
        private func end(_ workspace: Workspace, in fifo: Fifo, by signal: Int32) async throws {
            let daemon = try workspace.linerelay("run")
            let thread = try await waiting(daemon, for: fifo)
            if signal == SIGTERM || signal == SIGKILL {
                daemon.send(signal)
            } else {
                daemon.send(signal, toThread: thread)
            }
            if signal == SIGTERM { fifo.release() }
            #expect(try await daemon.end() == (signal == SIGTERM ? 0 : -signal))
        }

        private func waiting(_ daemon: RunningProcess, for fifo: Fifo) async throws -> pid_t {
            var thread: pid_t?
            _ = await eventually {
                thread = fifo.waiting(in: daemon)
                return thread != nil || daemon.hasEnded
            }
            return try #require(thread, "\(daemon.errors)")
        }

        private func crashes(_ workspace: Workspace) -> String {
            fileOctets(workspace("state/crashes.jsonl")).map { String(decoding: $0, as: UTF8.self) } ?? "none"
        }

        @Test(arguments: [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP])
        func `a fatal signal leaves a line, and the exit status stays the signal's`(signal: Int32)
            async throws
        {
            let workspace = try workspace(try await TestServer.sink())
            let fifo = try Fifo(workspace("state/suppressions.jsonl"))
            try workspace.drop("lines \"1\".md", draft(to: "sector"))
            try await end(workspace, in: fifo, by: signal)
            let start = #"{"event":"crashed","signal":\#(signal),"draft":"lines \"1\".md","sha256":""#
            let line = crashes(workspace)
            #expect(line.hasPrefix(start) && line.hasSuffix("\"}\n"), "\(line)")
        }

        @Test func `a draft that ends the daemon twice is held, the others go on, and it may try again`()
            async throws
        {
            let server = try await TestServer.sink()
            let workspace = try workspace(server)
            try workspace.drop("lines.md", draft(to: "sector"))
            let fifo = try Fifo(workspace("state/suppressions.jsonl"))
            for _ in 0..<2 { try await end(workspace, in: fifo, by: SIGSEGV) }
            try workspace.drop("other.md", CrashTests.other)
            fifo.remove()

            let third = try workspace.linerelay("run")
            try #require(await eventually { server.ledger.count == 3 || third.hasEnded }, "\(third.errors)")
            #expect(workspace.names(in: "drafts/held") == ["lines.md", "lines.md.why.txt"])
            let why = String(
                decoding: fileOctets(workspace("drafts/held/lines.md.why.txt")) ?? [], as: UTF8.self)
            for words in [
                "LineRelay itself failed twice", "signal 11", "from drafts/held/ to drafts/approved/",
            ] {
                #expect(why.contains(words), "\(why)")
            }
            #expect(workspace.broadcasts.map { $0.id.hasSuffix("-other") } == [true])
            third.send(SIGTERM)
            #expect(try await third.end() == 0, "\(third.errors)")

            // Approved, it is tried once: one more crash, and it is back.
            let again = try Fifo(workspace("state/suppressions.jsonl"))
            try workspace.move("drafts/held/lines.md", to: "drafts/approved/lines.md")
            try await end(workspace, in: again, by: SIGILL)
            again.remove()
            let fifth = try workspace.linerelay("run")
            try #require(
                await eventually { workspace.names(in: "drafts/held").count == 2 || fifth.hasEnded },
                "\(fifth.errors)")

            // And where the fault is gone, it goes.
            try workspace.move("drafts/held/lines.md", to: "drafts/approved/lines.md")
            try #require(await eventually { server.ledger.count == 6 || fifth.hasEnded }, "\(fifth.errors)")
            fifth.send(SIGTERM)
            #expect(try await fifth.end() == 0, "\(fifth.errors)")
            let last = try workspace.linerelay("run", "--once")
            #expect(try await last.end() == 0, "\(last.errors)")
            #expect(crashes(workspace) == "")
        }

        @Test func `whoever is killed or told to end in a draft leaves nothing, and the draft goes`()
            async throws
        {
            let server = try await TestServer.sink()
            let workspace = try workspace(server)
            try workspace.drop("lines.md", draft(to: "sector"))
            let fifo = try Fifo(workspace("state/suppressions.jsonl"))
            for _ in 0..<3 { try await end(workspace, in: fifo, by: SIGKILL) }
            #expect(crashes(workspace) == "")
            try await end(workspace, in: fifo, by: SIGTERM)
            #expect(crashes(workspace) == "")
            fifo.remove()
            _ = try await workspace.sentBroadcast(by: try workspace.linerelay("run"))
            #expect(server.ledger.count == 3)
        }

        @Test
        func `a broadcast that ends the daemon twice is paused, the others go on, and resume tries again`()
            async throws
        {
            let server = try await TestServer.sink()
            let workspace = try workspace(server)
            try workspace.drop("lines.md", draft(to: "sector"))
            let first = try workspace.linerelay("run", "--once")
            #expect(try await first.end() == 0, "\(first.errors)")
            // As it was before the first message: nothing in the log, and a summary that says so.
            let broadcast = try #require(workspace.broadcasts.first)
            for name in ["summary.json", "deliveries.jsonl"] { unlink("\(broadcast.path)/\(name)") }
            for name in ["state/epoch.json", "broadcasts/.epoch/epoch.json"] { unlink(workspace(name)) }
            let fifo = try Fifo("\(broadcast.path)/deliveries.jsonl")
            for _ in 0..<2 { try await end(workspace, in: fifo, by: SIGSEGV) }
            #expect(crashes(workspace).contains(#""broadcast":"\#(broadcast.id)""#))

            try workspace.drop("other.md", CrashTests.other)
            let third = try workspace.linerelay("run")
            try #require(await eventually { server.ledger.count == 6 || third.hasEnded }, "\(third.errors)")
            #expect(fifo.waiting(in: third) == nil)
            let status = try workspace.linerelay("status")
            #expect(try await status.end() == 0)
            #expect(status.output.contains("failed twice") || third.errors.contains("failed twice"))

            fifo.remove()
            #expect(try await workspace.linerelay("resume", broadcast.id).end() == 0)
            try #require(await eventually { server.ledger.count == 9 || third.hasEnded }, "\(third.errors)")
            #expect(await eventually { (try? broadcast.summary().state) == "sent" }, "\(third.errors)")
        }

        @Test func `another try at what ends the daemon is set aside like any other work`() async throws {
            let server = try await TestServer.sink()
            let workspace = try workspace(server)
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            let broadcast = try #require(workspace.broadcasts.first)
            let log = try #require(fileOctets("\(broadcast.path)/deliveries.jsonl"))
            try writeFile("{}", to: "\(broadcast.path)/retry")
            let fifo = try Fifo("\(broadcast.path)/deliveries.jsonl")
            for _ in 0..<2 { try await end(workspace, in: fifo, by: SIGSEGV) }
            let third = try workspace.linerelay("run")
            try workspace.drop("other.md", CrashTests.other)
            try #require(await eventually { server.ledger.count == 6 || third.hasEnded }, "\(third.errors)")
            #expect(fifo.waiting(in: third) == nil)
            #expect(third.errors.contains("failed twice"), "\(third.errors)")

            // Finished or not, a person may let it be tried once more.
            fifo.remove()
            try writeFile(String(decoding: log, as: UTF8.self), to: "\(broadcast.path)/deliveries.jsonl")
            let resume = try workspace.linerelay("resume", broadcast.id)
            #expect(try await resume.end() == 0, "\(resume.errors)")
            #expect(await eventually { !FileManager.default.fileExists(atPath: "\(broadcast.path)/retry") })
            third.send(SIGTERM)
            #expect(try await third.end() == 0, "\(third.errors)")
            #expect(server.ledger.count == 6)
        }
    }
}
