import Foundation
import TestSupport
import Testing

struct CheckCommandTests {
    @Test func `a workspace that is right has nothing said of it`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.drop("lines.md", "Subject: Lines\nTo: news\n\nHello.\n")
        #expect(try await workspace.ran("check") == Ran(0))
        #expect(workspace.names(in: "drafts") == ["lines.md"])
        #expect(workspace.names(in: "") == ["Templates", "config.json", "drafts", "lists"])
    }

    @Test func `the example runs as it is`() async throws {
        let workspace = try Workspace.forCommands()
        try FileManager.default.removeItem(atPath: workspace("config.json"))
        try FileManager.default.copyItem(
            atPath: Repository.file("config.example.json"), toPath: workspace("config.json"))
        #expect(try await workspace.ran("check") == Ran(0))
        #expect(try await workspace.ran("run --once") == Ran(0))
    }

    @Test func `every problem is a line, and nothing else is said`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write("ann@hub.example\njo@\nAnn@hub.example\n", to: "lists/news.txt")
        try workspace.write("Hello {{nobody}}\n", to: "Templates/odd.txt.mustache")
        try workspace.drop("lines.md", "Subjct: Lines\nTo: nws\n\nHello.\n")
        try workspace.drop("letter.docx", "PK")
        try workspace.drop("notes.odd", "")
        try workspace.drop("big.md", String(repeating: "x", count: 300_000))
        let run = try await workspace.ran("check")
        #expect(run.code == 1 && run.errors.isEmpty)
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.allSatisfy(isProblem))
        for start in [
            "lists/news.txt:2:4: error: 'jo@'", "lists/news.txt:3:1: warning: ",
            "Templates/odd.txt.mustache:1:7: error: ", "drafts/big.md:1:1: error: is too big",
            "drafts/letter.docx:1:1: error: ", "drafts/lines.md:1:1: error: unknown key 'Subjct'",
        ] { #expect(lines.contains { $0.hasPrefix(start) }, "\(start) in \(lines)") }
        #expect(!run.output.contains("notes.odd"))
    }

    /// `path:line:column: error: message`.
    private func isProblem(_ line: String) -> Bool {
        let parts = line.split(separator: ":", maxSplits: 4, omittingEmptySubsequences: false)
        return parts.count == 5 && Int(parts[1]) != nil && Int(parts[2]) != nil
            && [" error", " warning"].contains(parts[3]) && parts[4].hasPrefix(" ")
    }

    @Test func `warnings alone are no failure`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write(list: "Kent", ["a@hub.example"])
        let run = try await workspace.ran("check")
        #expect(run.code == 0)
        #expect(run.output.hasPrefix("lists/Kent.txt:1:1: warning: is not the name of a list"))
    }

    @Test func `a draft that does not keep to the house style is told of, each thing at its place`()
        async throws
    {
        let workspace = try Workspace.forCommands()
        try workspace.write(
            #"{"words": {"phrases": [{"avoid": ["influx"], "say": "people"}]}, "contact": {"severity": "error", "templates": ["lines"]}}"#,
            to: "house-style.json")
        try workspace.drop("lines.md", "Subject: Lines\nTo: news\n\nAn influx.\n")
        let run = try await workspace.ran("check")
        let told = """
            drafts/lines.md:1:10: error: this goes out with the template 'lines' and says nobody to call: add a line \
            'Contact: …' to the keys, with a name and a telephone number
            drafts/lines.md:4:4: warning: 'influx' is not in the house style: say 'people'

            """
        #expect(run == Ran(code: 1, output: told, errors: ""))
    }

    @Test func `a bad house style is named, and everything else is looked at all the same`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write("{\"length\": {\"words\": 1}}", to: "house-style.json")
        try workspace.write("jo@\n", to: "lists/kent.txt")
        let told = "house-style.json:1:13: error: length.words: unknown key 'words'"
        let run = try await workspace.ran("check")
        #expect(
            run.code == 1 && run.output.hasPrefix(told) && run.output.contains("lists/kent.txt:1:"), "\(run)")
        let named = try await workspace.ran("check \(workspace("house-style.json"))")
        #expect(named.code == 1 && named.output.split(separator: "\n").count == 1, "\(named)")
        try workspace.write("{}", to: "house-style.json")
        #expect(try await workspace.ran("check \(workspace("house-style.json"))") == Ran(0))
    }

    @Test func `a list that is there twice is named once`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write("email\na@hub.example\n", to: "lists/news.csv")
        let run = try await workspace.ran("check")
        #expect(run.code == 1)
        #expect(run.output.hasPrefix("lists/news.txt:1:1: error: the list 'news' is there twice"))
        #expect(run.output.split(separator: "\n").count == 1)
    }

    @Test func `a bad configuration is named with every path in it`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write(#"{"from": 1, "relays": [{"uri": ""}]}"#, to: "config.json")
        let run = try await workspace.ran("check")
        #expect(run.code == 78 && run.errors.isEmpty)
        for path in ["organisation", "from", "relays[0].url", "relays[0].uri"] {
            #expect(run.output.contains(": error: \(path): "))
        }
        let status = try await workspace.ran("status")
        #expect(status.code == 78 && status.output.isEmpty)
        #expect(status.errors.hasPrefix("config.json:1:1: error: organisation: "))
    }

    @Test func `names in the configuration of what is not there are errors`() async throws {
        let workspace = try Workspace(
            relayPort: 1,
            settings: #""defaultLists": ["nws"], "lists": {"news": {"template": "line"}}"#)
        try workspace.write(list: "news", ["a@hub.example"])
        for name in ["a.md", "b.md"] { try workspace.drop(name, "Subject: A\nTo: news\n\nHello.\n") }
        #expect(
            try await workspace.ran("check").output == """
                config.json:6:20: error: defaultLists[0]: there is no list 'nws'; did you mean 'news'?
                config.json:6:59: error: lists.news.template: there is no template 'line'; did you mean 'lines'?

                """)
    }

    @Test(arguments: [
        (#""username": "u", "passwordFile": "secret""#, "9:38", "passwordFile", "secret'"),
        (#""username": "u", "tokenFile": "state/token""#, "9:35", "tokenFile", "state/token'"),
        (
            #""username": "u", "passwordEnvironment": "NO_SUCH_SECRET""#, "9:45", "passwordEnvironment",
            "'NO_SUCH_"
        ),
        (#""caFile": "ca.pem""#, "9:15", "caFile", "ca.pem'"),
        (#""caFile": "empty.pem""#, "9:15", "caFile", "empty.pem' is empty"),
    ])
    func `a secret or certificate that is not there is named at its key, and nothing runs without it`(
        relay: String, place: String, key: String, what: String
    ) async throws {
        let workspace = try Workspace(relayPort: 1, relay: relay)
        try workspace.write(list: "news", ["a@hub.example"])
        try workspace.write("", to: "empty.pem")
        let run = try await workspace.ran("check")
        #expect(run.code == 1)
        #expect(run.output.hasPrefix("config.json:\(place): error: relays[0].\(key): "), "\(run)")
        #expect(run.output.contains(what) && run.output.split(separator: "\n").count == 1, "\(run)")
        let draft = workspace("drafts/.kept.md")
        try workspace.write("Subject: Lines\nTo: news\n\nHello.\n", to: "drafts/.kept.md")
        for words in ["run --once", "test \(draft) --to a@hub.example"] {
            #expect(try await workspace.ran(words) == Ran(code: 78, output: "", errors: run.output))
        }
    }

    @Test func `secrets that are there are no problem, an empty one is`() async throws {
        let workspace = try Workspace(
            relayPort: 1, relay: #""username": "u", "passwordFile": "secret", "caFile": "ca.pem""#)
        try workspace.write(list: "news", ["a@hub.example"])
        try workspace.write("word\n", to: "secret")
        try workspace.write("certificate\n", to: "ca.pem")
        #expect(try await workspace.ran("check") == Ran(0))
        try workspace.write("\n", to: "secret")
        #expect(try await workspace.ran("check").output.contains("there is no secret on the first line of"))
    }

    @Test func `nothing in a file's name breaks a line`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write("Subjct: Lines\nTo: news\n\nHello.\n", to: "drafts/a\nb.md")
        for words in [["check"], ["check", workspace("drafts/a\nb.md")]] {
            let run = try await Ran(Repository.linerelay(), ["--config", workspace.configuration] + words)
            let lines = run.output.split(separator: "\n").map(String.init)
            #expect(run.code == 1 && !lines.isEmpty && lines.allSatisfy(isProblem), "\(run)")
        }
    }

    @Test func `a file that is named is looked at as what it is, wherever it lies`() async throws {
        let workspace = try Workspace.forCommands()
        let elsewhere = try TemporaryFolder()
        try workspace.write("email,city\nbad,Ely\nann@hub.example,Ely\n", to: "lists/kent.csv")
        try elsewhere.write("email\njo@\nann@hub.example\n", to: "members.csv")
        try elsewhere.write("Subject: x\nTo: kent\nTemplate: mine\n\nHello.\n", to: "draft.md")
        try workspace.write("{{subscriber.city}} {{subscriber.town}}\n", to: "Templates/mine.txt.mustache")
        let files = [
            workspace("lists/kent.csv"), elsewhere("members.csv"), elsewhere("draft.md"),
            workspace("config.json"), elsewhere("nothing.md"),
        ]
        let run = try await Ran(
            Repository.linerelay(), ["check"] + files + ["--config", workspace.configuration])
        #expect(run.code == 66)
        #expect(run.errors == "linerelay: there is no file '\(elsewhere("nothing.md"))'\n")
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("\(workspace("lists/kent.csv")):2:1: error: "))
        #expect(lines[1].hasPrefix("\(elsewhere("members.csv")):2:4: error: "))
        #expect(lines[2].hasPrefix("Templates/mine.txt.mustache:1:21: error: "))
    }

    @Test func `a thousand bad lines are a thousand lines`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.write(list: "news", ["a@hub.example"] + (0..<2_500).map { "bad-\($0)@" })
        let run = try await workspace.ran("check")
        #expect(run.output.split(separator: "\n").count == 2_500)
    }
}

extension Ran {
    /// One that said nothing.
    init(_ code: Int32) {
        self.code = code
        output = ""
        errors = ""
    }
}
