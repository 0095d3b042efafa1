import Mail
import Testing

@testable import Broadcasting

struct DraftLayoutTests {
    @Test(arguments: [
        "Subject: A\nTo: news\n\nBody", "\u{FEFF}SUBJECT : A\r\nto:news\r\n\r\nBody\r\n",
        "Subject:\tA \rTo: news\r\rBody",
        "---\nSubject: A\nTo: news\n---\nBody", "---\nSubject: A\n\nTo: news\n--- \n\nBody\n\n",
        "Subject: A\nTo: news\n---\nBody", "\n \nSubject: A\nTo: news\n \t\n\nBody\n \n",
        "To:\n news\nSubject:\n  A\n\nBody",
        "Subject: A\u{A0}\nTo: ,news,\n\nBody\u{1A}",
    ])
    func `a key block may be written in many ways`(_ text: String) throws {
        let draft = try Reading.draft(text)
        #expect(draft.subject.value == "A")
        #expect(draft.to.map(\.value.text) == ["news"])
        #expect(draft.body == "Body")
    }

    @Test func `a folded value is one line, and its parts keep their places`() throws {
        let draft = try Reading.draft("Subject: Meeting\n  on Tuesday\nTo: news,\n\tboard, kent\n\nBody")
        #expect(draft.subject.value == "Meeting on Tuesday")
        let places = [
            Position(line: 3, column: 5), Position(line: 4, column: 2), Position(line: 4, column: 9),
        ]
        #expect(draft.to.map(\.position) == places)
    }

    @Test(arguments: [
        ("# Hello\n\nBody", "Hello", "Body", 3),
        ("\n## Two\n# Hello #\nBody", "Hello", "## Two\n# Hello #\nBody", 2),
        ("```\n# no\n```\n# Yes # no\n\nBody", "Yes # no", "```\n# no\n```\n# Yes # no\n\nBody", 1),
        ("Dear all,\n\n# A #1\ntext", "A #1", "Dear all,\n\n# A #1\ntext", 1),
        ("https://example.org: news\n\n# A\n", "A", "https://example.org: news\n\n# A", 1),
        ("---\n\n# A\n\nb", "A", "---\n\n# A\n\nb", 1),
    ])
    func `without a key block the first heading is the subject`(
        _ text: String, _ subject: String, _ body: String, _ line: Int
    ) throws {
        let draft = try Reading.draft(text)
        #expect(draft.subject.value == subject)
        #expect(draft.body == body)
        #expect(draft.bodyLine == line)
        #expect(draft.to.isEmpty)
    }

    @Test(arguments: [
        "-- \nJo Bloggs", "To: whom it may concern\nSubject: this", "  indented\n.\n..\n\tx",
        "Note: this is text", "---\n\nx",
        "\u{202B}שלום\u{202C}", "{{#a}} ${7*7} <b>",
    ])
    func `the body is kept as typed`(_ body: String) throws {
        #expect(try Reading.draft("Subject: A\nTo: news\n\n\(body)\n\n").body == body)
    }

    @Test func `a heading further down, behind text, does not look for keys`() throws {
        #expect(try Reading.draft("Hello.\n\n# A\n\nTo: be clear, nobody.").subject.value == "A")
    }
}
