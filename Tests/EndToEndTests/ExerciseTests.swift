import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// A drill with real messages.
    @Suite struct ExerciseTests {
        private func run(_ workspace: Workspace, _ words: String..., code: Int32 = 0) async throws -> String {
            let process = try RunningProcess(
                try Repository.linerelay(), ["--config", workspace.configuration] + words)
            let ended = try await process.end()
            #expect(ended == code, "\(words): \(process.output)\(process.errors)")
            return process.output
        }

        /// Its messages with soft line breaks taken out.
        private func texts(of server: TestServer) throws -> [String] {
            try server.messages.map { path in
                String(decoding: try #require(fileOctets(path)), as: UTF8.self).replacing("\r\n", with: "\n")
                    .replacing("=\n", with: "").replacing("=3D", with: "=")
            }
        }

        @Test func `a drill is stamped in every message, counted apart, and does not hold the real lines`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(
                relayPort: server.port,
                settings:
                    #""lists": {"sector": {"exercise": true, "template": "own", "subjectPrefix": "[Lines]"}}"#
            )
            try workspace.write(list: "sector", ["Ann <ann@hub.example>", "bob@hub.example"])
            try workspace.write(list: "kent", ["kim@hub.example"])
            try workspace.write("{{body.text}}\n", to: "Templates/own.txt.mustache")
            try workspace.write(
                "<!-- <body> -->\n<HTML><BODY>\n{{{body.html}}}</BODY></HTML>\n",
                to: "Templates/own.html.mustache")

            try workspace.drop("drill.md", "Subject: Lines\nTo: sector\nExercise: yes\n\nHello.\n")
            _ = try await run(workspace, "run", "--once")
            let messages = try texts(of: server)
            #expect(messages.count == 2)
            for message in messages {
                #expect(message.contains("\nSubject: EXERCISE: [Lines] Lines\n"), "\(message)")
                let words = "EXERCISE: this is a drill, and nothing in it is real."
                #expect(message.ranges(of: words).count == 4, "\(message)")
                #expect(message.contains("<HTML><BODY><div role=\"note\""), "\(message)")
            }
            // The real lines of the afternoon.
            try workspace.drop("real.md", "Subject: Lines\nTo: sector\n\nHello.\n")
            _ = try await run(workspace, "run", "--once")
            let real = try texts(of: server).filter { !$0.contains("EXERCISE") }
            #expect(real.count == 2)
            let report = try await run(workspace, "report")
            #expect(report.contains("-drill  exercise, sent: 2 accepted of 2"), "\(report)")
            #expect(report.contains(": 1 broadcast, and 1 exercise\n"), "\(report)")
            #expect(report.contains("\nExercises, not counted above:"), "\(report)")
            #expect(try await run(workspace, "status").contains("-drill  exercise, sent: 2 accepted"))
            let csv = try await run(workspace, "report", "--csv").split(separator: "\r\n")
            #expect(csv.map { $0.hasSuffix(",\"yes\"") } == [false, true, false], "\(csv)")
            let id = try #require(workspace.broadcasts.first?.id)
            #expect(try await run(workspace, "report", id).hasPrefix("EXERCISE: Lines\n"))

            try workspace.drop("wrong.md", "Subject: Lines\nTo: kent\nExercise: yes\n\nHello.\n")
            _ = try await run(workspace, "run", "--once", code: 65)
            let why = workspace.text("drafts/rejected/wrong.md.why.txt")
            #expect(
                why.contains(
                    "drafts/wrong.md:2:5: error: list 'kent' is not for exercises; those that are: sector"),
                "\(why)")
        }
    }
}
