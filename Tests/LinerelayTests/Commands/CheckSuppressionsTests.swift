import Foundation
import TestSupport
import Testing

/// What `check` says of who must not be mailed.
struct CheckSuppressionsTests {
    @Test func `a suppressed address that stands on a list is named with its place`() async throws {
        let workspace = try Workspace.forCommands()
        #expect(try await workspace.ran("suppress BOB@hub.example --reason phone").code == 0)
        #expect(try await workspace.ran("suppress ann@hub.example --list news").code == 0)
        for words in ["check", "check \(workspace("lists/news.txt"))"] {
            let run = try await workspace.ran(words)
            #expect(run.code == 0 && run.errors == "", "\(run)")
            let lines = run.output.split(separator: "\n")
            try #require(lines.count == 2, "\(run)")
            #expect(
                lines[0].contains(
                    "lists/news.txt:1:1: warning: 'ann@hub.example' is suppressed on 'news' since 20"))
            #expect(
                lines[1].contains("lists/news.txt:2:1: warning: 'BOB@hub.example' is suppressed since 20"))
            #expect(lines[1].hasSuffix(" (phone), and is not mailed"))
        }
    }

    @Test func `suppressions of a list that was renamed are told`() async throws {
        let workspace = try Workspace.forCommands()
        #expect(try await workspace.ran("suppress ann@hub.example --list news").code == 0)
        try FileManager.default.moveItem(
            atPath: workspace("lists/news.txt"), toPath: workspace("lists/fresh.txt"))
        let run = try await workspace.ran("check")
        #expect(run.code == 0, "\(run)")
        #expect(
            run.output.hasPrefix(
                "state/suppressions.jsonl:1:1: warning: 1 address is suppressed on the list 'news', which is not there"
            ),
            "\(run)")
    }

    @Test func `suppressions that cannot be read are an error at their line`() async throws {
        let workspace = try Workspace.forCommands()
        #expect(try await workspace.ran("suppress ann@hub.example").code == 0)
        let line = try workspace.read("state/suppressions.jsonl")
        try workspace.write("\(line)damage\n\(line)", to: "state/suppressions.jsonl")
        let run = try await workspace.ran("check")
        #expect(run.code == 1, "\(run)")
        #expect(run.output.hasPrefix("state/suppressions.jsonl:2:1: error: "), "\(run)")
        #expect(run.output.split(separator: "\n").count == 1, "\(run)")
    }
}
