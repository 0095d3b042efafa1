import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// Descriptors run out: said aloud, waited for, and nothing ignored; and they are not lost one by one.
    @Suite struct ExhaustionTests {
        /// A workspace with something unfinished in it, which the start has to take up.
        private func unfinished(_ server: TestServer) async throws -> Workspace {
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<50).map(\.line))
            try workspace.drop("one.md", draft(to: "sector", subject: "One"))
            let first = try workspace.linerelay("run")
            try #require(await eventually { !workspace.broadcasts.isEmpty || first.hasEnded })
            try await first.killAtOnce()
            return workspace
        }

        @Test(.enabled(if: Repository.hasProgram("/usr/bin/prlimit"), "there is no prlimit"))
        func `without descriptors nothing is forgotten, and with them it goes on by itself`() async throws {
            let server = try await TestServer.sink()
            let workspace = try await unfinished(server)

            let daemon = try workspace.linerelay("run")
            try #require(
                await eventually {
                    let status = String(
                        decoding: fileOctets(workspace("state/status.json")) ?? [], as: UTF8.self)
                    return status.contains("\(daemon.pid)") || daemon.hasEnded
                }, "\(daemon.errors)")
            let few =
                (try FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.pid)/fd").count) / 2
            try await limit(daemon, to: few)
            try workspace.drop("two.md", draft(to: "sector", subject: "Two"))
            try #require(
                await eventually { daemon.errors.contains("Too many open files") || daemon.hasEnded })
            #expect(!daemon.hasEnded, "\(daemon.errors)")
            #expect(workspace.names(in: "drafts").contains("two.md") || workspace.broadcasts.count == 2)
            try await limit(daemon, to: 1_000)
            #expect(
                await eventually { server.ledger.count >= 100 || daemon.hasEnded }, "\(daemon.errors)")
            #expect(Set(try server.ledger.counts().keys).count == 50)
        }

        @Test(
            .enabled(if: Repository.hasProgram("/usr/bin/prlimit"), "there is no prlimit"),
            arguments: [8, 10, 12, 16, 24])
        func `a daemon started with next to none says so and goes on by itself, or does not start`(
            descriptors: Int
        )
            async throws
        {
            let server = try await TestServer.sink()
            let workspace = try await unfinished(server)
            try workspace.drop("two.md", draft(to: "sector", subject: "Two"))

            let daemon = try RunningProcess(
                "/usr/bin/prlimit",
                [
                    "--nofile=\(descriptors):1000", try Repository.linerelay(), "--config",
                    workspace.configuration, "run",
                ])
            let isTold = await eventually {
                daemon.errors.lowercased().contains("too many open files") || server.ledger.count >= 100
                    || daemon.hasEnded
            }
            #expect(isTold, "\(daemon.errors)")
            // One that does not start has said so a moment before it ends.
            _ = await eventually(deadline: 2) { daemon.hasEnded }
            var said = daemon.errors
            if daemon.hasEnded {
                #expect((daemon.status ?? -1) > 0 && daemon.errors != "", "\(daemon.errors)")
                let next = try workspace.linerelay("run", "--once")
                #expect(try await next.end() == 0, "\(next.errors)")
                said += next.errors
            } else {
                try await limit(daemon, to: 1_000)
            }
            let isSent = try await eventually {
                Set(try server.ledger.entries().map(\.messageID)).count == 100
            }
            #expect(isSent, "\(said) \(server.ledger.count)")
        }

        @Test func `three hundred drafts cost no descriptor`() async throws {
            let server = try await TestServer.sink()
            let workspace = try Workspace(relayPort: server.port, connections: 1)
            try workspace.write(list: "sector", Person.all(0..<1).map(\.line))
            let daemon = try workspace.linerelay("run")
            func descriptors() -> Int {
                (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(daemon.pid)/fd"))?.count ?? 0
            }
            let isUp = await eventually { workspace.names(in: "state").contains("status.json") }
            try #require(isUp, "\(daemon.errors)")
            let idle = descriptors()
            for round in 1...3 {
                for number in 0..<100 {
                    try workspace.drop(
                        "r\(round)-\(number).md", draft(to: "sector", subject: "\(round).\(number)"))
                }
                try #require(
                    await eventually(deadline: 120) { server.ledger.count == round * 100 || daemon.hasEnded },
                    "\(daemon.errors)")
                // Logs are closed when all is told, and a connection that has nothing to do after a while.
                let isQuiet = await eventually { abs(descriptors() - idle) <= 2 }
                #expect(isQuiet, "\(descriptors()) descriptors, and \(idle) before")
            }
        }

        private func limit(_ daemon: RunningProcess, to descriptors: Int) async throws {
            let change = try RunningProcess(
                "/usr/bin/prlimit", ["--pid", "\(daemon.pid)", "--nofile=\(descriptors):1000"])
            #expect(try await change.end() == 0, "\(change.errors)")
        }
    }
}
