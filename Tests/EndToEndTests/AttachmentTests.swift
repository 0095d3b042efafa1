import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// Files that go with a message, as Python's parser finds them behind a real server.
    @Suite struct AttachmentTests {
        private static let png: [UInt8] =
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
            + [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]

        /// Names that tempt a writer of headers, with what is in the file, and its type.
        private static let files: [(name: String, octets: [UInt8], type: String)] = [
            ("Briefing  note (final), v2.pdf", Array("%PDF-1.4\r\n\u{0}\n.\n".utf8), "application/pdf"),
            ("say \"hello\"; to=us.txt", Array("From here\n.\n..\n".utf8), "text/plain"),
            ("ملف إعلامي.csv", Array("name,town\nAnn,Ely\n".utf8), "text/csv"),
            ("😀 front page 🗞️.png", png, "image/png"),
            ("=?utf-8?q?x?= %41 '*'.txt", [0x63, 0x61, 0x66, 0xE9, 0x0A], "text/plain"),
            (
                String(repeating: "long name ", count: 20) + ".bin",
                (0..<1000).map { UInt8(($0 * 7 + 130) % 251) },
                "application/octet-stream"
            ),
        ]

        private func draft(_ names: [String], subject: String = "Lines") -> String {
            "Subject: \(subject)\nTo: sector\n" + names.map { "Attach: \($0)\n" }.joined() + "\nHello.\n"
        }

        private func sha256(_ path: String) async throws -> String {
            let run = try RunningProcess("/usr/bin/sha256sum", ["--zero", path])
            try #require(try await run.end() == 0, "\(run.errors)")
            return String(run.output.prefix(64))
        }

        private func put(_ octets: [UInt8], _ name: String, into workspace: Workspace) throws -> String {
            let folder = workspace("drafts/attachments")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try writeFile(octets, to: "\(folder)/\(name)")
            return "\(folder)/\(name)"
        }

        @Test func `files of several kinds and odd names arrive as they were`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            let people = Person.all(0..<3)
            try workspace.write(list: "sector", people.map(\.line))
            var digests: [String] = []
            for file in AttachmentTests.files {
                digests.append(try await sha256(try put(file.octets, file.name, into: workspace)))
            }
            try workspace.drop("lines.md", draft(AttachmentTests.files.map(\.name)))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0, "\(run.errors)")
            let reading = try await StrictReading.of(
                try #require(server.mailbox), addresses: people.map(\.address))
            #expect(reading.problems == [:] && reading.messages == 3)
            let expected = zip(AttachmentTests.files, digests).map {
                StrictReading.Attached(name: $0.name, type: $0.type, sha256: $1)
            }
            for attached in reading.attachments { #expect(attached == expected) }
        }

        @Test func `one message for many carries them too`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port, relay: #""recipientsPerMessage": 10"#)
            let people = Person.all(0..<25)
            try workspace.write(list: "sector", people.map(\.line))
            let digest = try await sha256(try put(Array("%PDF-1.4\n".utf8), "briefing.pdf", into: workspace))
            try workspace.drop("lines.md", "Template: shared\n" + draft(["briefing.pdf"]))
            let daemon = try workspace.linerelay("run")
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            #expect(try broadcast.summary().accepted == 25)
            #expect(try server.ledger.counts().values.allSatisfy { $0 == 1 } && server.ledger.count == 25)
            let reading = try await StrictReading.of(
                try #require(server.mailbox), addresses: people.map(\.address))
            let attached = StrictReading.Attached(
                name: "briefing.pdf", type: "application/pdf", sha256: digest)
            #expect(reading.problems == [:] && reading.attachments.allSatisfy { $0 == [attached] })
        }

        @Test func `a restart sends the same octets, whatever became of the file`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            let people = Person.all(0..<60)
            try workspace.write(list: "sector", people.map(\.line))
            let path = try put((0..<300_000).map { UInt8(($0 * 7 + 130) % 251) }, "big.bin", into: workspace)
            let digest = try await sha256(path)
            try workspace.drop("lines.md", draft(["big.bin"]))
            for target in [5, 20, 40] {
                let daemon = try workspace.linerelay("run")
                _ = await eventually { server.ledger.count >= target || daemon.hasEnded }
                #expect(!daemon.hasEnded, "it ended by itself: \(daemon.errors)")
                try await daemon.killAtOnce()
                if target == 5 { try writeFile("something else", to: path) } else { unlink(path) }
            }
            let broadcast = try await workspace.sentBroadcast(by: try workspace.linerelay("run"))
            #expect(workspace.broadcasts.count == 1)
            try expectLogAndSummaryAgree(broadcast)
            try expectDuplicatesAreFlagged(server.ledger, broadcast, atMost: 3 * 4)
            let reading = try await StrictReading.of(
                try #require(server.mailbox), addresses: people.map(\.address))
            #expect(reading.problems == [:] && Set(reading.recipients) == Set(people.map(\.address)))
            let expected = StrictReading.Attached(
                name: "big.bin", type: "application/octet-stream", sha256: digest)
            #expect(reading.attachments.allSatisfy { $0 == [expected] })
        }

        @Test func `memory holds a few messages, not one for each recipient`() async throws {
            let server = try await TestServer.sink()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<500).map(\.line))
            _ = try put((0..<700_000).map { UInt8(($0 * 7 + 130) % 251) }, "big.bin", into: workspace)
            try workspace.drop("lines.md", draft(["big.bin"]))
            let daemon = try workspace.linerelay("run")
            _ = try await workspace.sentBroadcast(by: daemon)
            let status = String(
                decoding: try #require(fileOctets("/proc/\(daemon.pid)/status")), as: UTF8.self)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
            // All of them would be 480 MB.
            let peak = try #require(Int(line.filter(\.isNumber)))
            #expect(peak < 160_000, "\(line)")
            #expect(server.ledger.count == 500)
        }

        @Test func `a preview and a test message carry them too`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            let digest = try await sha256(
                try put(Array("%PDF-1.4\n".utf8), "briefing.pdf", into: workspace))
            try workspace.write(draft(["briefing.pdf"]), to: "lines.md")
            let preview = try workspace.linerelay("preview", workspace("lines.md"))
            #expect(try await preview.end() == 0, "\(preview.errors)")
            #expect(preview.output.contains("\nAttached: briefing.pdf (9 octets)\n"), "\(preview.output)")
            #expect(preview.output.contains("\nHello.\n") && !preview.output.contains("JVBERi"))
            let test = try workspace.linerelay("test", workspace("lines.md"), "--to", "desk@hub.example")
            #expect(try await test.end() == 0, "\(test.errors)")
            let reading = try await StrictReading.of(try #require(server.mailbox), addresses: [])
            #expect(reading.problems == [:])
            let attached = StrictReading.Attached(
                name: "briefing.pdf", type: "application/pdf", sha256: digest)
            #expect(reading.attachments == [[attached]])
        }
    }
}
