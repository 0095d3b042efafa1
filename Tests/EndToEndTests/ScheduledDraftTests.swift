import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// Drafts that go later, moved about as people do it: with files alone.
    @Suite struct ScheduledDraftTests {
        private static let farAhead = "2096-11-24 06:00"

        private func workspace(_ server: TestServer, _ settings: String = "") throws -> Workspace {
            let workspace = try Workspace(relayPort: server.port, settings: settings)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            return workspace
        }

        /// A running one, and `lines.md` waits for a time far ahead.
        private func daemonWithScheduled(_ workspace: Workspace) async throws -> RunningProcess {
            let daemon = try workspace.linerelay("run")
            try workspace.drop("lines.md", draft(to: "sector", at: Self.farAhead))
            try #require(
                await workspace.becomes("drafts/scheduled", ["lines.md", "lines.md.why.txt"]),
                "\(daemon.errors)")
            return daemon
        }

        @Test func `it waits in sight, and at its time it goes to whoever is on the list by then`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            let daemon = try workspace.linerelay("run")
            try workspace.drop("lines.md", draft(to: "sector", at: seconds(ahead: 6)))
            try #require(
                await workspace.becomes("drafts/scheduled", ["lines.md", "lines.md.why.txt"]),
                "\(daemon.errors)")
            #expect(workspace.text("drafts/scheduled/lines.md.why.txt").contains("UTC"))
            let status = try workspace.linerelay("status")
            #expect(try await status.end() == 0)
            #expect(status.output.contains("scheduled: lines.md, goes on "), "\(status.output)")
            #expect(server.ledger.count == 0)
            try workspace.write(list: "sector", Person.all(1..<5).map(\.line))
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(Set(try server.ledger.counts().keys) == Set(Person.all(1..<5).map(\.address)))
            #expect(await workspace.becomes("drafts/scheduled", []))
            #expect(workspace.names(in: "drafts/sent") == ["lines.md.receipt.txt"])
            #expect(!workspace.text("drafts/sent/lines.md.receipt.txt").contains("Please look at"))
            // From its release on.
            #expect(try #require(broadcast.summary().secondsToLast) < 60)
        }

        @Test func `deleted or moved out it does not go, and its note goes`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            let daemon = try workspace.linerelay("run")
            for name in ["deleted", "moved"] {
                try workspace.drop("\(name).md", draft(to: "sector", at: seconds(ahead: 5), subject: name))
            }
            try workspace.drop("last.md", draft(to: "sector", at: seconds(ahead: 6), subject: "last"))
            try #require(
                await eventually { workspace.names(in: "drafts/scheduled").count == 6 }, "\(daemon.errors)")
            try #require(unlink(workspace("drafts/scheduled/deleted.md")) == 0)
            try workspace.move("drafts/scheduled/moved.md", to: "moved.md")
            #expect(await workspace.becomes("drafts/scheduled", ["last.md", "last.md.why.txt"]))
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(broadcast.id.hasSuffix("-last") && workspace.broadcasts.count == 1)
            #expect(server.ledger.count == 3)
            #expect(daemon.errors.contains("moved.md: not scheduled any more"), "\(daemon.errors)")
        }

        @Test func `moved to approved it goes now`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            let daemon = try await daemonWithScheduled(workspace)
            try workspace.move("drafts/scheduled/lines.md", to: "drafts/approved/lines.md")
            _ = try await workspace.sentBroadcast(by: daemon)
            #expect(await workspace.becomes("drafts/scheduled", []))
            #expect(server.ledger.count == 3 && workspace.broadcasts.count == 1)
        }

        @Test func `edited where it lies, it goes at the new time, once and as it was edited`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            let daemon = try await daemonWithScheduled(workspace)
            let sooner = seconds(ahead: 5)
            try workspace.write(
                draft(to: "sector", at: sooner, subject: "Edited"), to: "drafts/scheduled/lines.md")
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(try broadcast.summary().subject == "Edited")
            #expect(server.ledger.count == 3 && workspace.broadcasts.count == 1)
        }

        @Test func `edited so that it is wrong it is rejected, and without its time it is held`() async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            let daemon = try workspace.linerelay("run")
            for (name, subject) in [("wrong.md", "One"), ("timeless.md", "Two")] {
                try workspace.drop(name, draft(to: "sector", at: Self.farAhead, subject: subject))
            }
            try #require(
                await eventually { workspace.names(in: "drafts/scheduled").count == 4 }, "\(daemon.errors)")
            try workspace.write(
                draft(to: "sectr", at: Self.farAhead, subject: "One"), to: "drafts/scheduled/wrong.md")
            try workspace.write(draft(to: "sector", subject: "Two"), to: "drafts/scheduled/timeless.md")
            #expect(
                await workspace.becomes("drafts/rejected", ["wrong.md", "wrong.md.why.txt"]),
                "\(daemon.errors)")
            #expect(workspace.text("drafts/rejected/wrong.md.why.txt").contains("did you mean 'sector'?"))
            #expect(
                await workspace.becomes("drafts/held", ["timeless.md", "timeless.md.why.txt"]),
                "\(daemon.errors)")
            #expect(workspace.text("drafts/held/timeless.md.why.txt").contains("'Send-At'"))
            #expect(await workspace.becomes("drafts/scheduled", []))
            #expect(workspace.broadcasts.isEmpty)
            // On the words of the notes: put right and dropped again, and approved.
            try workspace.write(draft(to: "sector", subject: "One"), to: "drafts/rejected/wrong.md")
            try workspace.move("drafts/rejected/wrong.md", to: "drafts/wrong.md")
            try workspace.move("drafts/held/timeless.md", to: "drafts/approved/timeless.md")
            #expect(await eventually { server.ledger.count == 6 }, "\(daemon.errors)")
        }

        @Test func `held when it is dropped and let go, it waits for its time`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            try workspace.write(
                list: "sector", Person.all(0..<3).map(\.line) + (0..<6).map { "broken-\($0)@" })
            let daemon = try workspace.linerelay("run")
            let time = seconds(ahead: 6)
            try workspace.drop("lines.md", draft(to: "sector", at: time))
            #expect(
                await workspace.becomes("drafts/held", ["lines.md", "lines.md.why.txt"]), "\(daemon.errors)")
            #expect(
                workspace.text("drafts/held/lines.md.why.txt").contains(
                    "It then waits in drafts/scheduled/ until"))
            try workspace.move("drafts/held/lines.md", to: "drafts/approved/lines.md")
            #expect(
                await workspace.becomes("drafts/scheduled", ["lines.md", "lines.md.why.txt"]),
                "\(daemon.errors)")
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(try broadcast.summary().droppedAt >= time.dropLast() && server.ledger.count == 3)
        }

        @Test func `a time that is none or two is refused with both ways to write it`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server, #""timezone": "Europe/London""#)
            try workspace.drop("none.md", draft(to: "sector", at: "2096-03-25 01:30"))
            try workspace.drop("two.md", draft(to: "sector", at: "2096-10-28 01:30"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 65, "\(run.errors)")
            for (name, day) in [("none.md", "2096-03-25"), ("two.md", "2096-10-28")] {
                let why = workspace.text("drafts/rejected/\(name).why.txt")
                #expect(why.contains("\(day) 01:30+00:00") && why.contains("\(day) 01:30+01:00"), "\(why)")
            }
            try workspace.drop("first.md", draft(to: "sector", at: "2096-10-28 01:30+01:00"))
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            let why = workspace.text("drafts/scheduled/first.md.why.txt")
            #expect(why.contains("Sunday 28 October 2096, 01:30 BST (00:30 UTC)"), "\(why)")
        }

        @Test func `run --once leaves it, and commands do without a daemon what moving does`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            for name in ["a", "b"] {
                try workspace.drop("\(name).md", draft(to: "sector", at: Self.farAhead, subject: name))
            }
            for _ in 0..<2 { #expect(try await workspace.linerelay("run", "--once").end() == 0) }
            #expect(workspace.names(in: "drafts/scheduled").count == 4 && server.ledger.count == 0)
            let status = try workspace.linerelay("status", "--json")
            #expect(try await status.end() == 0)
            #expect(status.output.contains(#""a.md": "2096-11-24T06:00:00.000Z""#), "\(status.output)")
            #expect(try await workspace.linerelay("reject", "a.md").end() == 0)
            #expect(
                workspace.text("drafts/rejected/a.md.why.txt").contains(
                    "was scheduled, and then a person rejected it"))
            #expect(try await workspace.linerelay("approve", "b.md").end() == 0)
            #expect(workspace.names(in: "drafts/scheduled") == [])
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            #expect(server.ledger.count == 3 && workspace.broadcasts.count == 1)
        }

        @Test func `commands reach a running daemon as well`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try workspace(server)
            let daemon = try workspace.linerelay("run")
            for name in ["a", "b"] {
                try workspace.drop("\(name).md", draft(to: "sector", at: Self.farAhead, subject: name))
            }
            try #require(
                await eventually { workspace.names(in: "drafts/scheduled").count == 4 }, "\(daemon.errors)")
            #expect(try await workspace.linerelay("reject", "a.md").end() == 0)
            #expect(try await workspace.linerelay("approve", "b.md").end() == 0)
            _ = try await workspace.sentBroadcast(by: daemon)
            #expect(workspace.broadcasts.map(\.id).allSatisfy { $0.hasSuffix("-b") })
            #expect(server.ledger.count == 3)
            #expect(workspace.names(in: "drafts/rejected") == ["a.md", "a.md.why.txt"])
        }
    }
}

/// A moment so many seconds from now, as a draft has it.
func seconds(ahead seconds: Double) -> String {
    Date(timeIntervalSinceNow: seconds).formatted(.iso8601)
}

/// A draft that is to go at a certain time.
func draft(to lists: String, at time: String, subject: String = "Lines on this morning's front pages")
    -> String
{
    draft(to: lists, subject: subject).replacingOccurrences(of: "Stance:", with: "Send-At: \(time)\nStance:")
}

extension Workspace {
    /// Waits until these are the names in a folder.
    func becomes(_ folder: String, _ names: [String]) async -> Bool {
        await eventually { self.names(in: folder) == names }
    }

    /// A file's text; empty where there is none.
    func text(_ name: String) -> String {
        fileOctets(self(name)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// As a file manager moves it.
    func move(_ name: String, to target: String) throws {
        guard rename(self(name), self(target)) == 0 else { throw TestFailure("move \(name)", errno: errno) }
    }
}
