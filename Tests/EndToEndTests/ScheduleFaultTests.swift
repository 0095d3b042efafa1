import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// Drafts that go later, while daemons end and clocks are set.
    @Suite struct ScheduleFaultTests {
        private func workspace(_ server: TestServer, people: Int = 3) throws -> Workspace {
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<people).map(\.line))
            return workspace
        }

        private func schedule(_ workspace: Workspace, _ name: String, _ text: String) async throws {
            try workspace.drop(name, text)
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0, "\(run.errors)")
            #expect(workspace.names(in: "drafts/scheduled").contains(name))
        }

        @Test func `whose time comes while no daemon runs, it goes at the start`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            let time = seconds(ahead: 3)
            try await schedule(workspace, "lines.md", draft(to: "sector", at: time))
            #expect(await eventually { seconds(ahead: 0) > time })
            let daemon = try workspace.linerelay("run")
            _ = try await workspace.sentBroadcast(by: daemon)
            #expect(server.ledger.count == 3 && workspace.broadcasts.count == 1)
        }

        @Test func `an editor that has it open at its time keeps it waiting, in sight, until it is closed`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            let time = seconds(ahead: 2)
            try await schedule(workspace, "lines.md", draft(to: "sector", at: time))
            let lock = "drafts/scheduled/.~lock.lines.md#"
            try workspace.write("", to: lock)
            let daemon = try workspace.linerelay("run")
            #expect(
                await eventually { workspace.text("state/status.json").contains("it is open in an editor") },
                "\(daemon.errors)")
            #expect(await eventually { seconds(ahead: -2) >= time })
            #expect(workspace.broadcasts.isEmpty)
            try workspace.write(
                draft(to: "sector", at: time, subject: "Edited"), to: "drafts/scheduled/lines.md")
            try #require(unlink(workspace(lock)) == 0)
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(try broadcast.summary().subject == "Edited")
            #expect(server.ledger.count == 3 && workspace.broadcasts.count == 1)
        }

        @Test(arguments: [UInt64(20_261_125)])
        func `kills around its time have it accepted once and only once`(seed: UInt64) async throws {
            var random = SeededGenerator(seed: seed)
            let server = try await TestServer.sink(["-l", "3"])
            let workspace = try workspace(server, people: 400)
            try await schedule(workspace, "lines.md", draft(to: "sector", at: seconds(ahead: 4)))
            var kills = 0
            while workspace.broadcasts.isEmpty || kills < 25 {
                let daemon = try workspace.linerelay("run")
                try await Task.sleep(for: .milliseconds(Int.random(in: 20..<350, using: &random)))
                #expect(!daemon.hasEnded, "kill \(kills): it ended by itself: \(daemon.errors)")
                try await daemon.killAtOnce()
                kills += 1
                try #require(kills < 400)
            }
            let daemon = try workspace.linerelay("run")
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(await workspace.becomes("drafts/scheduled", []))
            #expect(workspace.broadcasts.count == 1)
            try expectLogAndSummaryAgree(broadcast)
            try expectDuplicatesAreFlagged(server.ledger, broadcast, atMost: kills * 4)
            #expect(Set(try server.ledger.counts().keys) == Set(Person.all(0..<400).map(\.address)))
        }

        // MARK: Clocks

        private static let faketime = "/usr/bin/faketime"

        /// Starts the program with a clock that the file `clock` sets; the one that never jumps is left alone.
        private func run(_ workspace: Workspace, _ words: String...) throws -> RunningProcess {
            let command = [
                "-f", "+0", "sh", "-c", #"unset FAKETIME; exec "$@""#, "sh", try Repository.linerelay(),
            ]
            return try RunningProcess(
                ScheduleFaultTests.faketime, command + ["--config", workspace.configuration] + words,
                environment: [
                    "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
                    "FAKETIME_NO_CACHE": "1", "FAKETIME_TIMESTAMP_FILE": workspace("clock"),
                ])
        }

        @Test(.enabled(if: Repository.canFakeTime, "there is no faketime that works"))
        func `the time of day is what counts, and one that is set back sends nothing twice`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            try workspace.write("+0\n", to: "clock")
            let daemon = try run(workspace, "run")
            defer { workspace.endDaemon() }
            try workspace.drop("lines.md", draft(to: "sector", at: seconds(ahead: 3_600)))
            try #require(
                await workspace.becomes("drafts/scheduled", ["lines.md", "lines.md.why.txt"]),
                "\(daemon.errors)")
            try workspace.write("+2h\n", to: "clock")
            #expect(await eventually { server.ledger.count == 3 }, "\(daemon.errors)")
            try workspace.write("-2h\n", to: "clock")
            try workspace.drop("marker.md", draft(to: "sector", subject: "Marker"))
            #expect(await eventually { server.ledger.count == 6 }, "\(daemon.errors)")
            try workspace.write("+3h\n", to: "clock")
            try workspace.drop("last.md", draft(to: "sector", subject: "Last"))
            #expect(await eventually { server.ledger.count == 9 }, "\(daemon.errors)")
            #expect(workspace.broadcasts.count == 3 && workspace.names(in: "drafts/scheduled") == [])
        }

        @Test(.enabled(if: Repository.canFakeTime, "there is no faketime that works"))
        func `what goes late says so, and what has expired meanwhile is rejected`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            let (soon, end) = (seconds(ahead: 3_600), seconds(ahead: 7_200))
            try await schedule(workspace, "late.md", draft(to: "sector", at: soon, subject: "Late"))
            try await schedule(
                workspace, "expired.md",
                draft(to: "sector", at: "\(soon)\nExpires: \(end)", subject: "Expired"))
            try workspace.write("+3h\n", to: "clock")
            let once = try run(workspace, "run", "--once")
            #expect(try await once.end() == 65, "\(once.errors)")
            #expect(server.ledger.count == 3 && workspace.broadcasts.count == 1)
            let receipt = workspace.text("drafts/sent/late.md.receipt.txt")
            #expect(
                receipt.contains("it goes 2 h later than 'Send-At' asked")
                    || receipt.contains("it goes 1 h 59 min later"), "\(receipt)")
            #expect(workspace.text("drafts/rejected/expired.md.why.txt").contains("'Expires' has passed"))
        }
    }
}
