import Foundation
import JSON
import TestSupport
import Testing

extension EndToEndTests {
    /// `approvals`: what several people have to approve, driven with files and commands alone.
    @Suite struct ApprovalTests {
        let author = NSUserName()

        func begin(_ settings: String, people: Int = 3) async throws -> (TestServer, Workspace) {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port, settings: settings)
            try workspace.write(list: "sector", Person.all(0..<people).map(\.line))
            return (server, workspace)
        }

        func begin(approvals: Int) async throws -> (TestServer, Workspace) {
            try await begin(#""lists": {"sector": {"approvals": \#(approvals)}}"#)
        }

        /// Drops a draft, which is then held.
        func hold(_ workspace: Workspace, _ name: String = "lines.md") async throws {
            try workspace.drop(name, draft(to: "sector"))
            try await expect(65, workspace, "run", "--once")
            #expect(workspace.names(in: "drafts/held") == [name, "\(name).why.txt"])
        }

        @discardableResult
        func expect(
            _ code: Int32, _ workspace: Workspace, _ words: String...,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws -> String {
            let process = try RunningProcess(
                try Repository.linerelay(), ["--config", workspace.configuration] + words)
            let ended = try await process.end()
            #expect(
                ended == code, "\(words): \(process.output)\(process.errors)", sourceLocation: sourceLocation)
            return process.output + process.errors
        }

        func approve(
            _ workspace: Workspace, as who: String, code: Int32 = 0,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws -> String {
            try await expect(
                code, workspace, "approve", "lines.md", "--as", who, sourceLocation: sourceLocation)
        }

        func note(_ workspace: Workspace) -> String { workspace.text("drafts/held/lines.md.why.txt") }

        func record(_ workspace: Workspace) throws -> JSON {
            let folder = try #require(workspace.broadcasts.first)
            return try JSON.parse(try #require(fileOctets("\(folder.path)/broadcast.json")))
        }

        func approvers(_ workspace: Workspace) throws -> [String] {
            try record(workspace)["approvals"]?["by"]?.arrayValue?.compactMap { $0["who"]?.stringValue } ?? []
        }

        @Test func `one other person approves, and the author cannot`() async throws {
            let (server, workspace) = try await begin(approvals: 1)
            let daemon = try workspace.linerelay("run")
            try workspace.drop("lines.md", draft(to: "sector"))
            try #require(
                await workspace.becomes("drafts/held", ["lines.md", "lines.md.why.txt"]), "\(daemon.errors)")
            for words in [
                "it needs 1 approval by other people than its author ('approvals' of list 'sector')",
                "- 1 of 1 approval is missing.", "- So far: nobody.", "author is '\(author)'",
                "reaches 3 recipients: sector (3)", "linerelay approve lines.md --as YOUR-NAME",
                "linerelay reject lines.md",
            ] { #expect(note(workspace).contains(words), "\(words)") }
            #expect(try await approve(workspace, as: author.uppercased(), code: 77).contains("wrote it"))
            // Without a name it is whoever runs it: the author here.
            try await expect(77, workspace, "approve", "lines.md")
            #expect(server.ledger.count == 0)
            _ = try await approve(workspace, as: "Ann Day")
            _ = try await workspace.sentBroadcast(by: daemon)
            #expect(server.ledger.count == 3)
            #expect(try approvers(workspace) == ["Ann Day"])
            #expect(try record(workspace)["approvals"]?["override"] == .null)
        }

        @Test func `an author who moves the file has not approved it`() async throws {
            let (server, workspace) = try await begin(approvals: 1)
            try await hold(workspace)
            #expect(note(workspace).contains("Moving the file is not enough"), "\(note(workspace))")
            for _ in 0..<2 {
                try workspace.move("drafts/held/lines.md", to: "drafts/approved/lines.md")
                try await expect(65, workspace, "run", "--once")
                #expect(note(workspace).contains("moved to drafts/approved/. That does not say who"))
            }
            #expect(server.ledger.count == 0)
            _ = try await approve(workspace, as: "Ann Day")
            try await expect(0, workspace, "run", "--once")
            #expect(server.ledger.count == 3)
        }

        @Test(.enabled(if: geteuid() == 0, "giving a file to another user needs root"))
        func `where its author cannot have moved it, and one is enough, a move is one`() async throws {
            let (server, workspace) = try await begin(approvals: 1)
            try workspace.write(draft(to: "sector"), to: "drafts/.lines.md.part")
            try #require(chown(workspace("drafts/.lines.md.part"), 65534, 65534) == 0)
            try workspace.move("drafts/.lines.md.part", to: "drafts/lines.md")
            try await expect(65, workspace, "run", "--once")
            #expect(note(workspace).contains("\n  Or move the file from drafts/held/ to drafts/approved/."))
            // A folder that everybody may write to tells nothing.
            #expect(chmod(workspace("drafts/approved"), 0o777) == 0)
            try workspace.move("drafts/held/lines.md", to: "drafts/approved/lines.md")
            try await expect(65, workspace, "run", "--once")
            #expect(note(workspace).contains("Moving the file is not enough"))
            #expect(chmod(workspace("drafts/approved"), 0o775) == 0)
            try workspace.move("drafts/held/lines.md", to: "drafts/approved/lines.md")
            try await expect(0, workspace, "run", "--once")
            #expect(server.ledger.count == 3)
            #expect(try approvers(workspace) == ["a person who moved the file"])
        }

        @Test func `two are two people, and a move is none`() async throws {
            let (server, workspace) = try await begin(approvals: 2)
            try await hold(workspace)
            try workspace.move("drafts/held/lines.md", to: "drafts/approved/lines.md")
            try await expect(65, workspace, "run", "--once")
            #expect(note(workspace).contains("moved to drafts/approved/. That does not say who approves it"))
            #expect(try await approve(workspace, as: "Ann Day").contains("1 more approval is missing"))
            #expect(note(workspace).contains("- 1 of 2 approvals is missing.\n- So far: 'Ann Day' ("))
            #expect(try await approve(workspace, as: " annDAY ", code: 1).contains("approved it already"))
            let status = try await expect(0, workspace, "status")
            #expect(status.contains("held: lines.md, 1 of 2 approvals (Ann Day)"), "\(status)")
            // Moved with one approval: it keeps that one, and waits for the other.
            try workspace.move("drafts/held/lines.md", to: "drafts/approved/lines.md")
            try await expect(65, workspace, "run", "--once")
            #expect(note(workspace).contains("So far: 'Ann Day' ("))
            #expect(server.ledger.count == 0)
            #expect(try await approve(workspace, as: "Bob").contains("released"))
            try await expect(0, workspace, "run", "--once")
            #expect(server.ledger.count == 3)
            #expect(try approvers(workspace) == ["Ann Day", "Bob"])
        }

        @Test func `in an emergency it goes without, and everybody is told who did it and why`() async throws
        {
            let (server, workspace) = try await begin(
                #""notify": ["duty@hub.example"], "lists": {"sector": {"approvals": 2}}"#)
            try await hold(workspace)
            try await expect(64, workspace, "approve", "lines.md", "--override", " ")
            #expect(workspace.names(in: "drafts/held").count == 2)
            try await expect(
                0, workspace, "approve", "lines.md", "--as", author, "--override", "nobody picks up the phone"
            )
            try await expect(0, workspace, "run", "--once")
            let words =
                "sent without the 2 approvals that it needs: overridden by '\(author)', who wrote it: nobody picks up the phone"
            #expect(
                try record(workspace)["problems"]?.arrayValue?.first?.stringValue?.hasSuffix(words) == true)
            #expect(
                try record(workspace)["approvals"]?["override"]?["reason"]
                    == .string("nobody picks up the phone"))
            #expect(workspace.text("drafts/sent/lines.md.receipt.txt").contains(words))
            let folder = try #require(workspace.broadcasts.first)
            #expect(
                String(decoding: try #require(fileOctets("\(folder.path)/summary.json")), as: UTF8.self)
                    .contains(words))
            // Held, overridden, finished; and after a crash nothing is told twice.
            let told = server.ledger.count
            #expect(told == 6)
            try await expect(0, workspace, "run", "--once")
            #expect(server.ledger.count == told)
            let notices = workspace.names(in: "state/notices").map {
                workspace.text("state/notices/\($0)/broadcast.json")
            }
            #expect(notices.contains { $0.contains("Sent without approval: lines.md") })
        }

        @Test func `above a number of recipients one has to, whatever the list says`() async throws {
            let (server, workspace) = try await begin(#""approvalsAbove": 3"#)
            try workspace.write(list: "kent", Person.all(10..<14).map(\.line))
            try workspace.drop("few.md", draft(to: "sector"))
            try await expect(0, workspace, "run", "--once")
            try workspace.drop("lines.md", draft(to: "kent"))
            try await expect(65, workspace, "run", "--once")
            #expect(note(workspace).contains("it reaches more than 3, 'approvalsAbove'"))
            #expect(server.ledger.count == 3)
            _ = try await approve(workspace, as: "Ann")
            try await expect(0, workspace, "run", "--once")
            #expect(server.ledger.count == 7)
        }
    }
}
