import Foundation
import TestSupport
import Testing

struct SuppressCommandTests {
    @Test func `an address is suppressed on one list or all, and again taken back`() async throws {
        let workspace = try Workspace.forCommands()
        var run = try await workspace.ran("suppress --list news Ann@hub.example --reason asked")
        #expect(run.code == 0 && run.output == "Ann@hub.example is not mailed any more through news\n")
        run = try await workspace.ran("suppress bob@hub.example")
        #expect(run.output == "bob@hub.example is not mailed any more\n")
        #expect(try await workspace.ran("lists").output == "news: 2 subscribers, 2 suppressed\n")
        run = try await workspace.ran("unsuppress ann@HUB.example")
        #expect(run.code == 0 && run.output == "ann@hub.example may be mailed again\n")
        run = try await workspace.ran("unsuppress ann@hub.example")
        #expect(run.code == 0 && run.output == "ann@hub.example was not suppressed\n")
        #expect(try await workspace.ran("lists").output == "news: 2 subscribers, 1 suppressed\n")
        #expect(try workspace.read("state/suppressions.jsonl").split(separator: "\n").count == 3)
    }

    @Test(arguments: [
        ("suppress ann", 64, "'ann' is not an email address: no '@'"),
        ("suppress ann@hub.example --list nws", 66, "there is no list 'nws'; did you mean 'news'?"),
        ("suppress ann@hub.example --list ../x", 64, "'../x' is not the name of a list"),
        ("unsuppress ann@", 64, "'ann@' is not an email address: nothing after '@'"),
    ])
    func `what is wrong suppresses nobody`(words: String, code: Int32, message: String) async throws {
        let workspace = try Workspace.forCommands()
        #expect(
            try await workspace.ran(words) == Ran(code: code, output: "", errors: "linerelay: \(message)\n"))
        #expect(!FileManager.default.fileExists(atPath: workspace("state/suppressions.jsonl")))
    }

    @Test func `a torn last line is cut off, and damage before it is named`() async throws {
        let workspace = try Workspace.forCommands()
        let line = #"{"at":"2026-01-01T00:00:00.000Z","address":"ann@hub.example","event":"suppressed"}"#
        #expect(try await workspace.ran("suppress zoe@hub.example").code == 0)
        try workspace.write(line + "\n{\"at\":\"20", to: "state/suppressions.jsonl")
        #expect(try await workspace.ran("lists").output == "news: 2 subscribers, 1 suppressed\n")
        #expect(try await workspace.ran("suppress bob@hub.example").code == 0)
        #expect(try await workspace.ran("lists").output == "news: 2 subscribers, 2 suppressed\n")
        try workspace.write("damage\n" + line + "\n", to: "state/suppressions.jsonl")
        let run = try await workspace.ran("lists")
        #expect(run.code == 65)
        #expect(
            run.errors.hasPrefix(
                "linerelay: state/suppressions.jsonl:1: 'damage' is no value"))
    }
}

extension Ran {
    init(code: Int32, output: String, errors: String) {
        self.code = code
        self.output = output
        self.errors = errors
    }
}
