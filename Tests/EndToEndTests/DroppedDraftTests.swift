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
    }
}
