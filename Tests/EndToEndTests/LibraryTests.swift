import Foundation
import JSON
import TestSupport
import Testing

extension EndToEndTests {
    /// Lines prepared in calm times, with the real daemon.
    @Suite struct LibraryTests {
        private static let line =
            "Subject: In {{place}}\nTo: sector\nReview: 2099-12-31\nBlanks: place\n\nIn *{{place}}*.\n"

        private func begin(_ line: String = line, approvals: Int = 2) async throws -> (TestServer, Workspace)
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(
                relayPort: server.port, settings: #""lists": {"sector": {"approvals": \#(approvals)}}"#)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            try FileManager.default.createDirectory(
                atPath: workspace("library"), withIntermediateDirectories: true)
            try workspace.write(line, to: "library/dover.md")
            return (server, workspace)
        }

        private func run(_ workspace: Workspace, _ words: String..., code: Int32 = 0) async throws {
            let process = try RunningProcess(
                try Repository.linerelay(), ["--config", workspace.configuration] + words)
            let ended = try await process.end()
            #expect(ended == code, "\(words): \(process.output)\(process.errors)")
        }

        private func approve(_ workspace: Workspace) async throws {
            try await run(workspace, "approve", "library/dover", "--as", "Ann", code: 1)
            try await run(workspace, "approve", "library/dover", "--as", "Ann")
            try await run(workspace, "approve", "library/dover", "--as", "Bob")
        }

        @Test func `in a storm one line sends what was approved before, and the record is whole`()
            async throws
        {
            let (server, workspace) = try await begin()
            try await approve(workspace)
            let daemon = try workspace.linerelay("run")
            try workspace.drop("now.md", "Use: dover\nplace: Dover & {{place}} <b>\n")
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(server.ledger.count == 3)
            let messages = try server.messages.map {
                String(decoding: try #require(fileOctets($0)), as: UTF8.self).replacing("\r\n", with: "\n")
                    .replacing("=\n", with: "").replacing("=3D", with: "=")
            }
            for message in messages {
                #expect(message.contains("\nSubject: In Dover & {{place}} <b>\n"), "\(message)")
                #expect(message.contains("In *Dover & {{place}} <b>*."), "\(message)")
                #expect(message.contains("<em>Dover &amp; {{place}} &lt;b&gt;</em>"), "\(message)")
            }
            #expect(workspace.text("broadcasts/\(broadcast.id)/library.md") == Self.line)
            #expect(workspace.text("broadcasts/\(broadcast.id)/draft.md").hasPrefix("Use: dover\n"))
            let record = try JSON.parse(
                try #require(fileOctets(workspace("broadcasts/\(broadcast.id)/broadcast.json"))))
            #expect(record["library"]?["file"]?.stringValue == "library/dover.md")
            #expect(
                record["approvals"]?["by"]?.arrayValue?.compactMap { $0["who"]?.stringValue } == [
                    "Ann", "Bob",
                ])
            #expect(
                workspace.text("drafts/sent/now.md.receipt.txt").contains("Prepared line: library/dover.md\n")
            )
            #expect(workspace.names(in: "library") == ["dover.md"])
        }

        @Test func `after an edit it waits for people, and goes when they have approved it`() async throws {
            let (server, workspace) = try await begin()
            try await approve(workspace)
            try workspace.write(Self.line + "Call us.\n", to: "library/dover.md")
            try workspace.drop("now.md", "Use: dover\nplace: Dover\n")
            try await run(workspace, "run", "--once", code: 65)
            let why = workspace.text("drafts/held/now.md.why.txt")
            #expect(
                why.contains(
                    "the prepared line does not go without: as it is now, library/dover.md has 0 of 2 approvals"
                ),
                "\(why)")
            #expect(server.ledger.count == 0)
            try await run(workspace, "approve", "now.md", "--as", "Ann")
            try await run(workspace, "approve", "now.md", "--as", "Bob")
            try await run(workspace, "run", "--once")
            #expect(server.ledger.count == 3)
        }

        @Test(arguments: [0, 2])
        func `after its review it waits for a person`(approvals: Int) async throws {
            let old = Self.line.replacing("2099-12-31", with: "2020-12-31")
            let (server, workspace) = try await begin(old, approvals: approvals)
            try workspace.drop("now.md", "Use: dover\nplace: Dover\n")
            try await run(workspace, "run", "--once", code: 65)
            let why = workspace.text("drafts/held/now.md.why.txt")
            #expect(
                why.contains("- drafts/now.md:1:6: the review date of library/dover.md has passed ("),
                "\(why)")
            #expect(why.contains("2 of 2 approvals are missing") == (approvals == 2), "\(why)")
            #expect(server.ledger.count == 0)
            if approvals == 0 { try await run(workspace, "approve", "now.md") }
            for who in ["Ann", "Bob"] where approvals == 2 {
                try await run(workspace, "approve", "now.md", "--as", who)
            }
            try await run(workspace, "run", "--once")
            #expect(server.ledger.count == 3)
        }
    }
}
