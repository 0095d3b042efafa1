import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// A draft that uses a line: what may stand in it, and that what fills a blank is text and nothing else.
struct PreparedUseTests {
    private static let line =
        "Subject: In {{place}}\nTo: news, kent\nExcept: out\nStance: hold\nPriority: bulk\nReview: 2051-02-01\nBlanks: place\n\nIn *{{place}}*.\n"

    private func parse(_ text: String, line: String = line) throws -> (draft: Draft?, problems: [String]) {
        let now = try #require(Timestamp(rfc3339: "2050-11-23T12:00:00Z"))
        let file = LibraryFile(path: "library/dover.md", bytes: Array(line.utf8))
        let (draft, problems) = Draft.parse(
            Array(text.utf8), path: "drafts/a.md", zone: StaffedDesk.zone, now: now, used: .success(file))
        return (draft, problems.map(\.description))
    }

    @Test func `it is the line with its blanks filled, and what the draft says of whom and when`() throws {
        let (draft, problems) = try parse("Use: dover\nPLACE: Dover\n")
        #expect(problems == [])
        #expect(draft?.subject.value == "In Dover" && draft?.body == "In *Dover*." && draft?.stance == .hold)
        #expect(draft?.to.map(\.value.text) == ["news", "kent"] && draft?.priority == .bulk)
        #expect(draft?.bodyHTML == "<p>In <em>Dover</em>.</p>\n")
        let other = try parse(
            "---\nplace: Dover\nuse: dover\nTo: kent\nExcept: more\nPriority: urgent\nEmbargo: 2050-12-01\nExpires: 2050-12-02\nSend-At: 2050-11-30\nExercise: yes\n---\n"
        )
        #expect(other.problems == [])
        #expect(other.draft?.to.map(\.value.text) == ["kent"])
        #expect(other.draft?.except.map(\.value.text) == ["out", "more"])
        #expect(other.draft?.priority == .urgent && other.draft?.isExercise == true)
        #expect(other.draft?.expires != nil && other.draft?.embargo != nil && other.draft?.sendAt != nil)
    }

    @Test(arguments: [
        (
            "Use: dover\n",
            "1:6: error: the blank 'place' of library/dover.md is not filled; add a line 'place: …'"
        ),
        ("Use: dover\nplace:\n", "2:1: error: 'place' has no value; write one, or delete the line"),
        ("Use: dover\nplace: a\nplace: b\n", "3:1: error: 'place' is filled twice; keep one of the two"),
        (
            "Use: dover\nplace: a\nplaec: b\n",
            "3:1: error: 'plaec' is neither a key nor a blank of the prepared line; did you mean 'place'?"
        ),
        (
            "Use: dover\nplace: a\nEmbrago: 2050-12-01\n",
            "3:1: error: 'Embrago' is neither a key nor a blank of the prepared line; did you mean 'Embargo'?"
        ),
        (
            "Use: dover\nplace: a\nnumber: 5\n",
            "3:1: error: 'number' is neither a key nor a blank of the prepared line; its blanks are place"
        ),
        (
            "Use: dover\nplace: a\u{1B}[31m\n",
            "2:9: error: 'place' holds the control character U+001B, which cannot be seen; delete it, or type the value again"
        ),
        (
            "Use: dover\nplace: a\u{202E}b\n",
            "2:9: error: 'place' holds the text-direction character U+202E, which cannot be seen; delete it, or type the value again"
        ),
        (
            "Use: dover\nplace: a\u{2028}b\n",
            "2:9: error: 'place' holds the control character U+2028, which cannot be seen; delete it, or type the value again"
        ),
        (
            "Use: dover\nplace: \(String(repeating: "x", count: 501))\n",
            "2:8: error: 'place' has 501 characters; 500 at most fill a blank: write it shorter"
        ),
        (
            "Use: dover\nplace: a\nStance: respond\n",
            "3:1: error: 'Stance' is settled by the prepared line, as it was approved; delete it, or write the whole draft without 'Use'"
        ),
        (
            "Use: dover\nplace: a\n\nMore text.\n",
            "4:1: error: a draft with 'Use' has no text of its own, for it sends what was prepared; delete the text, or write the whole draft without 'Use'"
        ),
    ])
    func `what is wrong is named with its place`(text: String, problem: String) throws {
        let (draft, problems) = try parse(text)
        #expect(draft == nil)
        #expect(problems == ["drafts/a.md:\(problem)"])
    }

    @Test func `a line that is wrong is told of in its own file`() throws {
        let (draft, problems) = try parse("Use: dover\nplace: a\n", line: "Subject: A\nTo: news\n\nHello.\n")
        #expect(draft == nil)
        #expect(
            problems.first
                == "drafts/a.md:1:6: error: library/dover.md cannot be used as it is; put it right, or write the whole draft"
        )
        #expect(
            problems.last?.hasPrefix("library/dover.md:1:1: error: there is no 'Review'") == true,
            "\(problems)")
        let none = try Reading.problems("Use: dover\nplace: a\n")
        #expect(none == ["1:6: error: there is no library here, so no prepared line can be used"])
    }

    /// Wherever a blank stands.
    private static let places = [
        "In {{place}}.", "**{{place}}**", "- {{place}}\n- b", "{{place}}", "# {{place}}", "> {{place}}",
        "`{{place}}`",
        "```\n{{place}}\n```", "    {{place}}", "a | {{place}}\n--|--\nb | {{place}}", "{{place}}\n===",
        "[{{place}}](https://a.example)",
        "[a](https://a.example \"{{place}}\")", "[a](https://a.example/{{place}}?q={{place}})",
        "[a]({{place}})",
        "![{{place}}](https://a.example)", "<b>{{place}}</b>", "https://a.example/{{place}}",
        "<https://a.example/{{place}}>",
        "{{place}}\n\n[{{place}}]: https://a.example", "~~{{place}}~~", "&{{place}};", "{{place}}{{place}}",
    ]

    /// What would be more than text.
    private static let values = [
        "<script>alert(1)</script>", "\"><img src=x onerror=y>", "**bold** _x_ `code`", "# heading", "- item",
        "1. item", "> quote",
        "[a](javascript:alert(1))", "![i](https://x.example/i.png)", "javascript:alert(1)",
        "https://evil.example", "a|b|c", "===",
        "```", "`", "]", ")", "{{place}}", "{{{body.html}}}", "&lt;b&gt;", "</a><b>", "\\", "~~~", "<!-- x",
        "--><body>", "' onclick='x",
        "blank0n0x", "www.evil.example", "jo@evil.example", "=\u{301}", "*", "a\tb", "%0d%0aBcc: x", "n1x",
        "lt",
    ]

    @Test(arguments: places)
    func `what fills a blank changes nothing but its text`(place: String) throws {
        let line = "Subject: S\nTo: news\nReview: 2051-02-01\nBlanks: place\n\n\(place)\n"
        let harmless = try #require(try parse("Use: dover\nplace: XYZZY\n", line: line).draft).bodyHTML
        for value in Self.values {
            let (draft, problems) = try parse("Use: dover\nplace: \(value)\n", line: line)
            let html = try #require(draft, "\(problems)").bodyHTML
            // As one line has it.
            let typed = value.replacing("\t", with: " ")
            let escaped = typed.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
                ">", with: "&gt;"
            )
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
            // In tags it is percent-encoded, elsewhere escaped.
            var expected = ""
            for (index, part) in harmless.split(separator: "XYZZY", omittingEmptySubsequences: false)
                .enumerated()
            {
                let isInTag =
                    (expected.lastIndex(of: "<").map { expected[$0...] } ?? "").contains(">") == false
                    && expected.contains("<")
                if index > 0 {
                    let encoded = MessageView.percentEncoded(typed).replacing("@", with: "%40")
                    expected += isInTag ? encoded : escaped
                }
                expected += part
            }
            #expect(html == expected, "\(value)")
            #expect(draft?.body == place.replacing("{{place}}", with: typed))
        }
    }

    @Test func `what fills a subject stays on its line, and within its length`() throws {
        let long =
            "Subject: \(String(repeating: "s", count: 600)) {{place}}\nTo: news\nReview: 2051-02-01\nBlanks: place\n\nHello.\n"
        #expect(
            try parse("Use: dover\nplace: \(String(repeating: "x", count: 500))\n", line: long).problems == [
                "drafts/a.md:1:6: error: with its blanks filled the subject is too long; write less into them"
            ])
        // Line ends of another system end the line, and what follows is no value.
        let (_, problems) = try parse("Use: dover\r\nplace: Dover\rBcc: x@evil.example\r\n")
        #expect(
            problems == [
                "drafts/a.md:3:1: error: 'Bcc' is neither a key nor a blank of the prepared line; its blanks are place"
            ])
        let folded = try parse("Use: dover\nplace: Dover\n and Kent\n")
        #expect(folded.draft?.subject.value == "In Dover and Kent")
    }
}
