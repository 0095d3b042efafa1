import Foundation
import TestSupport
import Testing

struct PreviewCommandTests {
    private static let draft = "Subject: Lines\nTo: news\n\nHello.\n"

    private func workspace(_ draft: String = draft, relay: String = "") throws -> Workspace {
        let workspace = try Workspace(
            relayPort: try freePort(), relay: relay, settings: #""listDomain": "lists.hub.example""#)
        try workspace.write(list: "news", ["Ann <ann@hub.example>", "bob@hub.example"])
        try workspace.write(draft, to: "lines.md")
        return workspace
    }

    private func preview(_ workspace: Workspace, _ options: String = "") async throws -> Ran {
        try await workspace.ran("preview \(workspace("lines.md")) \(options)")
    }

    @Test func `the message is shown as it will be read, with the facts behind it`() async throws {
        let workspace = try workspace()
        let run = try await preview(workspace)
        #expect(run.code == 0 && run.errors == "", "\(run)")
        let (message, facts) = try parts(run.output)
        #expect(
            message.hasPrefix(
                "From: Press desk <press@hub.example>\nTo: Ann <ann@hub.example>\n"
                    + "Reply-To: Press desk <press@hub.example>\nSubject: Lines\n\n"), "\(message)")
        #expect(
            message.contains("\nHello.\n") && !run.output.contains("\u{1B}") && !run.output.contains("\r"))
        #expect(facts[0] == "Reaches: 2 recipients" && facts[1] == "  news: 2" && facts[2] == "Held: no")
        #expect(facts[3].hasPrefix("Weighs: ") && facts[3].hasSuffix(" in all (2 messages)"), "\(facts)")
        #expect(
            facts[4]
                == "Takes: not known: relay 'test' has no messagesPerSecond, and no earlier broadcast tells")
        #expect(facts.count == 5, "\(facts)")
    }

    @Test func `nothing is written into the workspace, and nothing is sent`() async throws {
        let workspace = try workspace()
        let before = try everything(in: workspace)
        _ = try await preview(workspace)
        #expect(try everything(in: workspace) == before)
    }

    @Test func `what the relay may get sets the least time`() async throws {
        let workspace = try workspace(relay: #""messagesPerSecond": 0.05, "messagesPerDay": 1"#)
        let (_, facts) = try parts(try await preview(workspace).output)
        #expect(
            facts[4] == "Takes: 40 s at least: relay 'test' gets 0.05 a second (messagesPerSecond)",
            "\(facts)")
        #expect(facts[5] == "  more than a day: relay 'test' gets 1 a day (messagesPerDay)", "\(facts)")
    }

    @Test func `what earlier broadcasts took is told of this one`() async throws {
        let workspace = try workspace()
        try workspace.write(list: "news", (0..<400).map { "a\($0)@hub.example" })
        let folder = workspace("broadcasts/2025-01-01T000000Z-lines")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try writeFile(
            #"{"state":"sent","recipients":400,"suppressed":0,"reach":{"50":21,"95":39,"100":60}}"#,
            to: folder + "/summary.json")
        let (_, facts) = try parts(try await preview(workspace).output)
        #expect(
            facts.contains("Takes: about 39 s until 95 in a hundred have it, as the last broadcast went"),
            "\(facts)")
    }

    @Test func `a subscriber's own message has their name and columns`() async throws {
        let workspace = try workspace("Subject: Lines\nTo: kent\nTemplate: own\n\nHello.\n")
        try workspace.write(
            "email,name,town\nann@hub.example,Ann,Ely\njo@hub.example,Jo,Deal\n", to: "lists/kent.csv")
        try workspace.write("{{subscriber.name}} of {{subscriber.town}}\n", to: "Templates/own.txt.mustache")
        let run = try await preview(workspace, "--to JO@hub.example --text")
        #expect(run == Ran(code: 0, output: "Jo of Deal\n", errors: ""))
    }

    @Test func `somebody who would not get it has no message`() async throws {
        let workspace = try workspace()
        let run = try await preview(workspace, "--to zoe@hub.example")
        #expect(run.code == 66 && run.output == "")
        #expect(
            run.errors.hasPrefix("linerelay: zoe@hub.example would not get it: no such subscriber on news"))
        #expect(try await preview(workspace, "--to zoe@").code == 64)
    }

    @Test func `one who is suppressed is shown, with a warning`() async throws {
        let workspace = try workspace()
        #expect(try await workspace.ran("suppress ann@hub.example --reason asked").code == 0)
        let run = try await preview(workspace, "--to ann@hub.example")
        #expect(run.code == 0 && run.output.contains("To: Ann <ann@hub.example>\n"))
        #expect(run.errors == "warning: ann@hub.example is suppressed (asked), and would not be mailed\n")
        let (_, facts) = try parts(run.output)
        #expect(
            facts[0] == "Reaches: 1 recipient; 1 suppressed"
                && facts[1] == "  news: 1 (beside them: 1 suppressed)")
    }

    @Test func `HTML and the whole message go to files, and over none that is there`() async throws {
        let workspace = try workspace()
        let (html, eml) = (workspace("a.html"), workspace("a.eml"))
        #expect(try await preview(workspace, "--html \(html) --eml \(eml)").code == 0)
        #expect(try workspace.read("a.html").contains("Hello."))
        #expect(try workspace.read("a.html").contains("<html"))
        let reading = try await StrictReading.of(
            try alone("a.eml", workspace), addresses: ["bob@hub.example"])
        #expect(reading.problems == [:] && reading.recipients == ["ann@hub.example"])
        let kept = try workspace.read("lines.md")
        let again = try await preview(workspace, "--html \(workspace("lines.md"))")
        #expect(again.code == 73 && again.output == "")
        #expect(try workspace.read("lines.md") == kept)
        #expect(
            again.errors.hasSuffix(
                "is there already, and is not overwritten: remove it, or name another file\n"))
    }

    @Test func `no file is made where the daemon reads`() async throws {
        let workspace = try workspace()
        let run = try await preview(workspace, "--html \(workspace("drafts/a.html"))")
        #expect(run.code == 73 && run.errors.contains("would lie in drafts/, which the daemon reads"))
        #expect(workspace.names(in: "drafts") == [])
    }

    @Test func `a dash is standard output, for that alone`() async throws {
        let workspace = try workspace()
        let message = try await preview(workspace, "--eml -")
        #expect(
            message.output.hasPrefix("From: ") && message.output.contains("\r\nTo: Ann <ann@hub.example>\r\n")
        )
        #expect(!message.output.contains("Reaches: "))
        let html = try await preview(workspace, "--html -")
        #expect(html.output.hasPrefix("<!") && !html.output.contains("Reaches: "))
        let null = try await preview(workspace, "--html /dev/null")
        #expect(null.code == 0 && null.output.contains("Reaches: "))
    }

    @Test func `what goes to standard output keeps nothing out of a file`() async throws {
        let workspace = try workspace()
        let (html, eml) = (workspace("a.html"), workspace("a.eml"))
        let first = try await preview(workspace, "--html - --eml \(eml)")
        #expect(first.code == 0 && first.output.hasPrefix("<!"))
        #expect(try workspace.read("a.eml").hasPrefix("From: "))
        let second = try await preview(workspace, "--eml - --html \(html)")
        #expect(second.code == 0 && second.output.hasPrefix("From: "))
        #expect(try workspace.read("a.html").hasPrefix("<!"))
        // Nothing is said where not everything is done.
        let third = try await preview(workspace, "--html - --eml \(eml)")
        #expect(third.code == 73 && third.output == "", "\(third)")
    }

    @Test(.enabled(if: Repository.isRoot))
    func `a disk is not written to`() async throws {
        let workspace = try workspace()
        try #require(mknod(workspace("disk"), S_IFBLK | 0o600, 0x763) == 0)
        let run = try await preview(workspace, "--html \(workspace("disk"))")
        #expect(run.code == 73 && run.errors.contains("is there already, and is not overwritten"), "\(run)")
    }

    @Test func `a template without HTML has none to show`() async throws {
        let workspace = try workspace("Subject: Lines\nTo: news\nTemplate: own\n\nHello.\n")
        try workspace.write("{{body.text}}\n", to: "Templates/own.txt.mustache")
        let run = try await preview(workspace, "--html \(workspace("a.html"))")
        #expect(run.code == 66 && run.errors.contains("there is no own.html.mustache"))
        #expect(try await preview(workspace, "--text").output == "Hello.\n")
    }

    @Test(arguments: [
        "Subjct: Lines\nTo: nws\n\nHello.\n", "Subject: Lines\nTo: nws, vews\nTemplate: x\n\nHello.\n",
        "Subject: Lines\nTo: news\nExpires: 2001-01-01\n\nHello.\n", "",
        "Subject: Lines\nTo: news\nTemplate: bad\n\nHello.\n",
    ])
    func `a bad draft has the problems that a check has`(_ draft: String) async throws {
        let workspace = try workspace(draft)
        try workspace.write("{{nobody}}\n", to: "Templates/bad.txt.mustache")
        let run = try await preview(workspace)
        let check = try await workspace.ran("check \(workspace("lines.md"))")
        #expect(run.code == 65 && run.output == "" && check.code == 1)
        #expect(run.errors == check.output && run.errors.contains(": error: "), "\(run)")
    }

    @Test func `what is no draft at all says so`() async throws {
        let workspace = try workspace()
        try workspace.write("PK", to: "lines.docx")
        let word = try await workspace.ran("preview \(workspace("lines.docx"))")
        #expect(word.code == 65 && word.errors.contains("lines.docx:1:1: error: this is a Word document"))
        #expect(try await workspace.ran("preview \(workspace("none.md"))").code == 66)
        let folder = try await workspace.ran("preview \(workspace("lists"))")
        #expect(folder.code == 65, "\(folder)")
    }

    @Test func `a draft that is not finished can be looked at`() async throws {
        let workspace = try workspace()
        try workspace.write(PreviewCommandTests.draft, to: "drafts/lines.md.part")
        let run = try await workspace.ran("preview \(workspace("drafts/lines.md.part")) --text")
        #expect(run.code == 0 && run.output.contains("Hello."))
        #expect(run.errors.contains("lines.md.part:1:1: warning: would be left alone: "))
        try #require(symlink("../lines.md", workspace("drafts/link.md")) == 0)
        let link = try await workspace.ran("preview \(workspace("drafts/link.md")) --text")
        #expect(link.code == 0 && link.output.contains("Hello."))
        #expect(
            link.errors.hasSuffix(
                "link.md:1:1: warning: would be left alone: a symbolic link is not followed\n"))
    }

    @Test func `what would hold it is told, and is a problem`() async throws {
        let workspace = try workspace()
        try workspace.write(list: "news", (0..<5).map { "bad-\($0)@" } + ["ann@hub.example"])
        let run = try await preview(workspace)
        let (_, facts) = try parts(run.output)
        #expect(run.code == 1 && facts.contains("Held: yes, until a person releases it"), "\(run)")
        #expect(facts.contains { $0.hasPrefix("  - lists/news.txt has 5 bad lines of 6") })
        #expect(run.errors.contains("lists/news.txt:1:") && !run.errors.contains("it would be held"))
        #expect(
            try await preview(workspace, "--text").errors.contains(
                "warning: it would be held: lists/news.txt"))
    }

    @Test func `what would steer a terminal does not reach it`() async throws {
        let workspace = try workspace("Subject: Lines\nTo: news\nTemplate: own\n\nHello.\n")
        try workspace.write("\u{1B}[2J{{body.text}}\n", to: "Templates/own.txt.mustache")
        #expect(try await preview(workspace, "--text").output == "?[2JHello.\n")
    }

    /// What stands above the line of dashes, and the lines below it.
    private func parts(_ output: String) throws -> (message: String, facts: [String]) {
        let mark = "\n" + String(repeating: "-", count: 72) + "\n"
        let range = try #require(output.range(of: mark, options: .backwards), "\(output)")
        return (
            String(output[..<range.lowerBound]) + "\n",
            output[range.upperBound...].split(separator: "\n").map(String.init)
        )
    }

    private func everything(in workspace: Workspace) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: workspace.path).sorted()
    }

    private func alone(_ name: String, _ workspace: Workspace) throws -> String {
        let folder = workspace("alone")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: workspace(name), toPath: "\(folder)/\(name)")
        return folder
    }
}
