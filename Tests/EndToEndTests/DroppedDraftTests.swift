import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// What becomes of a file in the drafts folder.
    @Suite struct DroppedDraftTests {
        @Test func `a draft with a typing error is rejected with a suggestion, and nobody is mailed`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            let text = draft(to: "sector").replacingOccurrences(of: "Stance:", with: "Stanse:")
            try workspace.drop("lines.md", text)
            #expect(try await workspace.linerelay("run", "--once").end() == 65)
            #expect(workspace.names(in: "drafts/rejected") == ["lines.md", "lines.md.why.txt"])
            let why = try String(
                contentsOfFile: workspace("drafts/rejected/lines.md.why.txt"), encoding: .utf8)
            #expect(why.contains("'Stance'"), "\(why)")
            #expect(workspace.broadcasts.isEmpty)
            #expect(server.ledger.count == 0)
        }

        @Test func `a list that is mostly broken holds the draft`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(
                list: "sector", Person.all(0..<20).map(\.line) + (0..<6).map { "broken-\($0)@" })
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 65)
            #expect(workspace.names(in: "drafts/held") == ["lines.md", "lines.md.why.txt"])
            #expect(workspace.broadcasts.isEmpty)
            #expect(server.ledger.count == 0)
        }

        @Test func `the same lines dropped twice are sent once and held once`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            try workspace.drop("lines (copy).md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 65)
            #expect(workspace.names(in: "drafts/held").first == "lines (copy).md")
            #expect(server.ledger.count == 3)
        }

        @Test func `a file written in place is taken once it is left alone`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            let daemon = try workspace.linerelay("run")
            try workspace.place("lines.md", draft(to: "sector"))
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(try broadcast.summary().accepted == 3)
            #expect(await eventually { workspace.names(in: "drafts/sent") == ["lines.md.receipt.txt"] })
            #expect(!workspace.names(in: "drafts").contains("lines.md"))
            let copy = try String(contentsOfFile: "\(broadcast.path)/draft.md", encoding: .utf8)
            #expect(copy == draft(to: "sector"))
        }

        @Test func `what is no draft is left alone`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            let names = [
                ".hidden.md", "lines.md~", "lines.md.swp", "lines.md.part", "~$lines.md", "#lines.md#",
                "a.log",
            ]
            for name in names { try workspace.place(name, draft(to: "sector")) }
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            #expect(names.allSatisfy { FileManager.default.fileExists(atPath: workspace("drafts/\($0)")) })
            #expect(workspace.broadcasts.isEmpty)
            #expect(server.ledger.count == 0)
        }

        @Test func `a draft that a crash left in the folder is sent once`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            // A folder in the way of the draft's removal: all is done but that, as after a crash.
            let obstacle = workspace("drafts/.lines.md.accepted")
            try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: false)
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            #expect(workspace.names(in: "drafts").contains("lines.md"))
            try FileManager.default.removeItem(atPath: obstacle)
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            #expect(!workspace.names(in: "drafts").contains("lines.md"))
            #expect(workspace.broadcasts.count == 1)
            #expect(server.ledger.count == 3)
        }

        @Test
        func `lines that a damaged broadcast may have sent are held, and sent when a person lets them go`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            let id = try #require(workspace.names(in: "broadcasts").first)
            try workspace.write("{", to: "broadcasts/\(id)/broadcast.json")
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 65)
            #expect(server.ledger.count == 3)
            #expect(try await workspace.linerelay("approve", "lines.md").end() == 0)
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            #expect(server.ledger.count == 6)
        }

        @Test func `a draft that an editor has open is named by status, and taken when it is closed`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            let daemon = try workspace.linerelay("run")
            let lock = ".~lock.lines.md#"
            try workspace.place(lock, "")
            try workspace.drop("lines.md", draft(to: "sector"))
            let isNamed = await eventually {
                let status = try? String(contentsOfFile: workspace("state/status.json"), encoding: .utf8)
                return status?.contains(lock) == true
            }
            #expect(isNamed)
            let status = try workspace.linerelay("status")
            #expect(try await status.end() == 0)
            #expect(
                status.output.contains("left alone: lines.md: it is open in an editor"), "\(status.output)")
            #expect(workspace.broadcasts.isEmpty)
            try FileManager.default.removeItem(atPath: workspace("drafts/\(lock)"))
            #expect(try await workspace.sentBroadcast(by: daemon).summary().accepted == 3)
        }

        @Test func `a link, a pipe and a folder are no drafts, and a file with two names waits`() async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            try workspace.write(draft(to: "sector"), to: "outside.md")
            let files = FileManager.default
            try files.createSymbolicLink(
                atPath: workspace("drafts/link.md"), withDestinationPath: workspace("outside.md"))
            try files.linkItem(atPath: workspace("outside.md"), toPath: workspace("drafts/hard.md"))
            try #require(mkfifo(workspace("drafts/pipe.md"), 0o600) == 0)
            try files.createDirectory(
                atPath: workspace("drafts/folder.md"), withIntermediateDirectories: false)
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            for name in ["link.md", "hard.md", "pipe.md", "folder.md"] {
                #expect(workspace.names(in: "drafts").contains(name))
            }
            #expect(workspace.broadcasts.isEmpty)
            #expect(server.ledger.count == 0)
        }
    }
}
