import Foundation
import TestSupport
import Testing

/// The library, by commands.
struct LibraryCommandTests {
    private static let line =
        "Subject: In {{place}}\nTo: news\nReview: 2099-12-31\nBlanks: place\n\nIn *{{place}}*.\n"
    private let workspace: Workspace

    init() throws {
        workspace = try Workspace(
            relayPort: try freePort(), settings: #""lists": {"news": {"approvals": 2}}"#)
        try workspace.write(list: "news", ["Ann <ann@hub.example>", "bob@hub.example"])
        try workspace.write(list: "kent", ["kim@hub.example"])
        try FileManager.default.createDirectory(
            atPath: workspace("library"), withIntermediateDirectories: true)
        try workspace.write(Self.line, to: "library/dover.md")
    }

    @Test func `a line is shown before it can be approved, and needs two people beside its author`()
        async throws
    {
        let shown = try await workspace.ran("approve library/dover --as Ann")
        #expect(
            shown.code == 1 && shown.errors.contains("to approve just this, run the same once more"),
            "\(shown)")
        for part in [
            "Subject: In {{place}}", "In *{{place}}*.", "Reaches: 2 recipients", "Prepared: until ",
            "Approved: 0 of 2 approvals",
        ] {
            #expect(shown.output.contains(part), "\(part) in \(shown)")
        }
        let first = try await workspace.ran("approve library/dover --as Ann")
        #expect(first.code == 0)
        #expect(
            first.output == "library/dover.md: approved by 'Ann'; 1 more approval is missing\n", "\(first)")
        #expect(try await workspace.ran("approve library/dover.md --as aNN").code == 1)
        #expect(try await workspace.ran("approve library/dover.md --as \(NSUserName())").code == 77)
        #expect(try await workspace.ran("approve library/dover").code == 77)
        #expect(
            try await workspace.ran("status").output.contains(
                "library: library/dover.md: 1 of 2 approvals (Ann)\n"))
        let second = try await workspace.ran("approve library/dover.md --as Bob")
        #expect(
            second.output
                == "library/dover.md: approved by 'Bob'; a draft that uses it goes without new approval\n",
            "\(second)")
        #expect(try await !workspace.ran("status").output.contains("library:"))
        let preview = try await workspace.ran("preview \(workspace("library/dover.md"))")
        #expect(
            preview.code == 0 && preview.output.contains("Approved: 2 of 2 approvals (Ann, Bob)"),
            "\(preview)")
        // An edit voids both.
        try workspace.write(Self.line + "More.\n", to: "library/dover.md")
        #expect(
            try await workspace.ran("status").output.contains("library: library/dover.md: 0 of 2 approvals\n")
        )
        #expect(try await workspace.ran("approve library/dover --as Cy").code == 1)
    }

    @Test func `what cannot be approved is refused, with the reason`() async throws {
        try workspace.write(Self.line.replacing("2099-12-31", with: "2020-01-01"), to: "library/old.md")
        try workspace.write(Self.line.replacing("To: news", with: "To: kent"), to: "library/free.md")
        try workspace.write(Self.line.replacing("Blanks: place\n", with: ""), to: "library/wrong.md")
        for (words, code, part) in [
            ("dovr", 66, "did you mean 'dover'?"), ("../config.json", 66, "there is no prepared line"),
            ("dover --override x", 64, "'--override' is for a draft that has to go now"),
            ("old", 65, "library/old.md: its review date has passed"),
            ("wrong", 65, "library/wrong.md:1:13: error: the blank 'place' is not declared"),
        ] {
            let run = try await workspace.ran(
                "approve library/\(words)" + (words.contains("--") ? "" : " --as Ann"))
            #expect(Int(run.code) == code && run.errors.contains(part), "\(run)")
        }
        let free = try await workspace.ran("approve library/free --as Ann")
        #expect(free.code == 0 && free.output.contains("nobody has to approve it"), "\(free)")
        let status = try await workspace.ran("status").output
        #expect(
            status.contains("library: library/old.md: its review date has passed (Wednesday 1 January 2020"),
            "\(status)")
        #expect(status.contains("library: library/wrong.md: it cannot be used as it is"), "\(status)")
        #expect(!status.contains("library/free.md"), "\(status)")
    }

    @Test func `check looks at every line, and at one that is named`() async throws {
        #expect(try await workspace.ran("check").output == "")
        try workspace.write(Self.line.replacing("2099-12-31", with: "2020-01-01"), to: "library/old.md")
        try workspace.write(Self.line.replacing("To: news", with: "To: nwes"), to: "library/dover.txt")
        try workspace.write(Self.line, to: "library/Big Line.md")
        try workspace.write("x", to: "library/notes.docx")
        let run = try await workspace.ran("check")
        #expect(run.code == 1)
        for part in [
            "library/old.md:3:9: warning: 'Review' has passed (",
            "library/dover.txt:2:5: error: there is no list 'nwes'; did you mean 'news'?\n",
            "library/dover.md:1:1: error: there is another file of this name (dover.md, dover.txt)",
            "library/Big Line.md:1:1: error: is not found by 'Use'",
            "library/notes.docx:1:1: error: this is a Word document",
        ] { #expect(run.output.contains(part), "\(part) in \(run)") }
        let named = try await workspace.ran("check \(workspace("library/old.md"))")
        #expect(named.code == 0 && named.output.hasPrefix("library/old.md:3:9: warning:"), "\(named)")
    }

    @Test func `a draft that uses a line is previewed and checked with its blanks filled`() async throws {
        try workspace.write("Use: dover\nplace: Dover & *Kent*\n", to: "use.md")
        let run = try await workspace.ran("preview \(workspace("use.md"))")
        #expect(run.code == 1)
        for part in [
            "Subject: In Dover & *Kent*", "In *Dover & *Kent**.", "Held: yes",
            "the prepared line does not go without: as it is now, library/dover.md has 0 of 2 approvals",
        ] { #expect(run.output.contains(part), "\(part) in \(run)") }
        let html = try await workspace.ran("preview \(workspace("use.md")) --html -")
        #expect(html.output.contains("<em>Dover &amp; *Kent*</em>"), "\(html)")
        for who in ["Ann", "Ann", "Bob"] { _ = try await workspace.ran("approve library/dover --as \(who)") }
        let ready = try await workspace.ran("preview \(workspace("use.md"))")
        #expect(ready.code == 0 && ready.output.contains("Held: no"), "\(ready)")
        #expect(try await workspace.ran("check \(workspace("use.md"))").output == "")
        try workspace.write("Use: dover\n", to: "use.md")
        #expect(
            try await workspace.ran("check \(workspace("use.md"))").output
                == "\(workspace("use.md")):1:6: error: the blank 'place' of library/dover.md is not filled; add a line 'place: …'\n"
        )
    }
}
