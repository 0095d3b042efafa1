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
        #expect(run.code == 0)
        let (said, was) = try #require(run.output.split(separator: "\n").map(String.init).twoOf)
        #expect(said == "ann@hub.example may be mailed again")
        #expect(was.hasPrefix("  was suppressed on 'news' since 20") && was.hasSuffix(" (asked)"), "\(was)")
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

    @Test func `what is suppressed already stays as it was said first, but for a new reason`() async throws {
        let workspace = try Workspace.forCommands()
        #expect(try await workspace.ran("suppress ann@hub.example --reason phone").code == 0)
        for words in ["suppress Ann@hub.example", "suppress ann@hub.example --list news"] {
            let run = try await workspace.ran(words)
            #expect(
                run.code == 0 && run.output.contains("hub.example is not mailed already: suppressed since 20")
            )
            #expect(run.output.hasSuffix(" (phone)\n"))
        }
        #expect(try workspace.read("state/suppressions.jsonl").split(separator: "\n").count == 1)
        #expect(try await workspace.ran("suppress ann@hub.example --reason bounced").code == 0)
        #expect(try workspace.read("state/suppressions.jsonl").split(separator: "\n").count == 2)
    }

    @Test func `one list is taken back alone, and what holds for all is not forgotten`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write(list: "kent", ["ann@hub.example"])
        for list in ["news", "kent"] {
            #expect(try await workspace.ran("suppress ann@hub.example --list \(list)").code == 0)
        }
        var run = try await workspace.ran("unsuppress ann@hub.example --list kent --reason asked")
        #expect(
            run.code == 0 && run.output.hasPrefix("ann@hub.example may be mailed again through kent\n  was "))
        #expect(
            try await workspace.ran("lists").output
                == "kent: 1 subscriber\nnews: 2 subscribers, 1 suppressed\n")
        #expect(try workspace.read("state/suppressions.jsonl").contains(#""list":"kent","reason":"asked"}"#))
        #expect(try await workspace.ran("suppress ann@hub.example").code == 0)
        run = try await workspace.ran("unsuppress ann@hub.example --list kent")
        #expect(run.code == 1 && run.output == "ann@hub.example was not suppressed through kent\n")
        #expect(run.errors.hasPrefix("linerelay: ann@hub.example is suppressed on every list: "))
        #expect(try await workspace.ran("unsuppress ann@hub.example --list gone").code == 1)
        #expect(try await workspace.ran("unsuppress ann@hub.example --list ../x").code == 64)
    }

    @Test func `a damaged file keeps nobody from being suppressed`() async throws {
        let workspace = try Workspace.forCommands()
        #expect(try await workspace.ran("suppress zoe@hub.example").code == 0)
        try workspace.write("damage\n", to: "state/suppressions.jsonl")
        #expect(try await workspace.ran("suppress ann@hub.example").code == 0)
        #expect(try workspace.read("state/suppressions.jsonl").contains("ann@hub.example"))
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

extension [String] {
    /// Nil where there are not two of them.
    fileprivate var twoOf: (String, String)? { count == 2 ? (self[0], self[1]) : nil }
}

extension Ran {
    init(code: Int32, output: String, errors: String) {
        self.code = code
        self.output = output
        self.errors = errors
    }
}
