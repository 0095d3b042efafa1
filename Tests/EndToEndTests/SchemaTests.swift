import Foundation
import JSON
import TestSupport
import Testing

extension EndToEndTests {
    /// What the program really writes, held against the schemas that are published, with no key that they do not name.
    @Suite struct SchemaTests {
        /// - Parameter files: of one document each, or of a document a line.
        private func expectValid(
            _ schema: String, _ files: [String], documents: Int? = nil,
            sourceLocation: SourceLocation = #_sourceLocation
        ) throws {
            let process = try RunningProcess(
                Repository.python,
                [
                    Repository.file("Tests/Schemas/validate.py"),
                    Repository.file("docs/schema/\(schema).schema.json"),
                ] + files)
            let code = process.waitHere()
            #expect(code == 0, "\(process.output)\(process.errors)", sourceLocation: sourceLocation)
            let count = Int(process.output.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
            #expect(count >= documents ?? 1, "\(schema)", sourceLocation: sourceLocation)
        }

        /// Holds the standard output of a command against a schema.
        private func expectValid(
            _ schema: String, _ workspace: Workspace, _ words: [String], code: Int32 = 0,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let process = try RunningProcess(
                try Repository.linerelay(), ["--config", workspace.configuration] + words)
            let ended = try await process.end()
            #expect(ended == code, "\(process.errors)", sourceLocation: sourceLocation)
            try workspace.write(process.output, to: "output.json")
            try expectValid(schema, [workspace("output.json")], sourceLocation: sourceLocation)
        }

        /// Of a broadcast.
        private static let files = [
            ("broadcast", "broadcast.json"), ("summary", "summary.json"), ("recipient", "recipients.jsonl"),
            ("delivery", "deliveries.jsonl"),
        ]

        private func expectRecordsValid(_ workspace: Workspace, broadcasts count: Int) throws {
            let folders = workspace.broadcasts
            try #require(folders.count == count, "\(folders)")
            for (schema, file) in Self.files {
                try expectValid(schema, folders.map { "\($0.path)/\(file)" }, documents: count)
            }
        }

        private func run(_ workspace: Workspace, _ words: String..., code: Int32 = 0) async throws {
            let process = try RunningProcess(
                try Repository.linerelay(), ["--config", workspace.configuration] + words)
            let ended = try await process.end()
            #expect(ended == code, "\(words): \(process.errors)")
        }

        @Test func `records, reports and lists of broadcasts of many kinds are as they are described`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(
                relayPort: server.port,
                settings:
                    #""retry": {"firstDelay": "1s", "maxDelay": "1s"}, "lists": {"sector": {"title": "Sector"}}, "notify": ["desk@hub.example"]"#
            )
            try workspace.write(
                "email,name,organisation,unsubscribed\nann@hub.example,Ann,Hub A,\nrefuse550-jo@hub.example,Jo,,\n"
                    + "gone@hub.example,,,yes\nann@hub.example,,,\nbad,,,\nsup@hub.example,Sue,,\n",
                to: "lists/sector.csv")
            let kent = ["greylist-cy@hub.example", "bob@other.example", "Ann <ann@hub.example>"]
            try workspace.write(list: "kent", kent)
            try await run(workspace, "suppress", "sup@hub.example", "--reason", "asked by phone")
            try await run(workspace, "suppress", "bob@other.example", "--list", "kent")
            try await run(workspace, "unsuppress", "bob@other.example", "--list", "kent")
            try FileManager.default.createDirectory(
                atPath: workspace("drafts/attachments"), withIntermediateDirectories: true)
            try workspace.write("Some text.\n", to: "drafts/attachments/note.txt")
            try workspace.drop(
                "lines.md",
                "Subject: Lines\nTo: sector, kent\nTopic: Crossings\nAttach: note.txt\nExpires: 2099-01-01\n\nHello.\n"
            )
            try await run(workspace, "run", "--once", code: 1)
            let first = try #require(workspace.broadcasts.first).id
            try workspace.write(list: "kent", kent.dropLast() + ["dan@hub.example"])
            try workspace.drop("more.md", "Subject: Lines\nTo: kent\nUpdates: \(first)\n\nMore.\n")
            try await run(workspace, "run", "--once")
            try expectRecordsValid(workspace, broadcasts: 2)
            try expectValid("recipient", [workspace("broadcasts/\(first)/elsewhere.jsonl")])
            let notices = workspace.names(in: "state/notices")
            for (schema, file) in Self.files {
                try expectValid(
                    schema, notices.map { workspace("state/notices/\($0)/\(file)") }, documents: 2)
            }
            try expectValid("suppression", [workspace("state/suppressions.jsonl")], documents: 3)
            try await expectValid("report", workspace, ["report", first, "--json"])
            try await expectValid("report-all", workspace, ["report", "--json"])
            try await expectValid("lists", workspace, ["lists", "--json"])
            try await expectValid("lists", workspace, ["lists", "sector", "--json"])
            try await expectValid("status", workspace, ["status", "--json"])
            try workspace.write("nonsense\n", to: "broadcasts/\(first)/recipients.jsonl")
            try await expectValid("report", workspace, ["report", first, "--json"], code: 1)
        }

        @Test func `approvals, and what goes without them, are as they are described`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(
                relayPort: server.port, settings: #""lists": {"sector": {"approvals": 2}}"#)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            for name in ["one", "two"] {
                try workspace.drop("\(name).md", draft(to: "sector", subject: name))
            }
            try await run(workspace, "run", "--once", code: 65)
            for name in ["one", "two"] { try await run(workspace, "approve", "\(name).md", "--as", "Ann") }
            try await expectValid("status", workspace, ["status", "--json"])
            try await run(workspace, "approve", "one.md", "--as", "Bob")
            try await run(workspace, "approve", "two.md", "--as", "Cy", "--override", "no time")
            try await run(workspace, "run", "--once")
            try expectRecordsValid(workspace, broadcasts: 2)
            try expectValid("approval", [workspace("state/approvals.jsonl")], documents: 6)
        }

        @Test func `a running daemon's status is as it is described, whatever can be read`() async throws {
            let workspace = try Workspace(relayPort: try freePort())
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            try workspace.drop("lines.md", draft(to: "sector"))
            try workspace.drop("wrong.md", "Subject: Lines\n\nHello.\n")
            try workspace.write("", to: "drafts/.~lock.open.md#")
            try workspace.drop("open.md", draft(to: "sector", subject: "Open"))
            let daemon = try workspace.linerelay("run")
            let isThere = await eventually {
                (try? workspace.broadcasts.first?.summary()) != nil
                    && workspace.names(in: "drafts/rejected").count == 2
                    && (try? Data(contentsOf: URL(fileURLWithPath: workspace("state/status.json")))) != nil
            }
            try #require(isThere, "\(daemon.errors)")
            try expectValid("status-file", [workspace("state/status.json")])
            try await expectValid("status", workspace, ["status", "--json"])
            let broadcast = try #require(workspace.broadcasts.first)
            try await run(workspace, "pause", broadcast.id)
            try await expectValid("report", workspace, ["report", broadcast.id, "--json"])
            daemon.send(SIGTERM)
            try await daemon.end()
            try FileManager.default.removeItem(atPath: "\(broadcast.path)/summary.json")
            try workspace.write(
                "nonsense\n{\"event\":\"x\"}\n", to: "broadcasts/\(broadcast.id)/deliveries.jsonl")
            try await expectValid("status", workspace, ["status", "--json"])
            try await expectValid("report", workspace, ["report", broadcast.id, "--json"], code: 1)
            try await expectValid("report-all", workspace, ["report", "--json"], code: 1)
        }

        @Test(arguments: [("config", "config.example.json"), ("house-style", "Examples/house-style.json")])
        func `the examples are as they are described`(schema: String, file: String) throws {
            let folder = try TemporaryFolder()
            let octets = try #require(fileOctets(Repository.file(file)))
            let json = try JSON.parse(octets, options: .relaxed)
            try writeFile(json.bytes(), to: folder("strict.json"))
            try expectValid(schema, [folder("strict.json")])
        }

        @Test(arguments: [
            ("summary", #"{"id": "a"}"#, "'subject' is a required property"),
            ("suppression", suppression(#""odd": 1"#), "'odd' was unexpected"),
            ("suppression", suppression(#""list": "No list""#), "does not match"),
            ("lists", #"[{"name": "kent", "lines": [{"odd": 1}]}]"#, "'odd' was unexpected"),
            ("report", #"{"lists": [{"odd": 1}]}"#, "'odd' was unexpected"),
            ("broadcast", #"{"lists": [{"message": [{"open": "to", "odd": 1}]}]}"#, "is not valid under any"),
        ])
        func `what is not described is found`(schema: String, document: String, problem: String) throws {
            let folder = try TemporaryFolder()
            try writeFile(document, to: folder("document.json"))
            let process = try RunningProcess(
                Repository.python,
                [
                    Repository.file("Tests/Schemas/validate.py"),
                    Repository.file("docs/schema/\(schema).schema.json"), folder("document.json"),
                ])
            #expect(process.waitHere() == 1)
            #expect(process.output.contains(problem), "\(process.output)")
        }

        private static func suppression(_ more: String) -> String {
            #"{"at": "2026-11-23T12:00:00.000Z", "address": "a@hub.example", "event": "suppressed", "reason": "x", "#
                + more + "}"
        }
    }
}
