import Testing

@testable import Broadcasting

struct TextLineTests {
    @Test(
        arguments: [
            ("jo@hub.example", "jo@hub.example"), ("  jo@hub.example\t", "jo@hub.example"),
            ("jo@hub.example # c", "jo@hub.example"), ("jo@hub.example\t#c", "jo@hub.example"),
            ("jo@hub.example\u{A0}# c", "jo@hub.example\u{A0}"), ("a#b@hub.example", "a#b@hub.example"),
            ("Jo #1 <jo@hub.example>", "Jo #1 <jo@hub.example>"), ("jo@hub.example#c", "jo@hub.example#c"),
            ("Jo <jo@hub.example> # see <x@y.example>", "Jo <jo@hub.example>"),
            ("\"J@ #1\" <jo@hub.example> # c", "\"J@ #1\" <jo@hub.example>"),
            ("# comment", nil), ("  # comment", nil), ("#", nil), ("", nil), (" \t ", nil),
            ("\u{A0}\u{A0}", nil),
            ("\u{FEFF}# comment", nil), ("\u{FEFF}", nil),
        ] as [(String, String?)])
    func `comments and white space are no content`(line: String, content: String?) {
        let found = TextLine(bytes: Array(line.utf8), number: 1).content
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == content)
    }

    @Test(arguments: [
        ("jo@hub.example\u{B}sam@hub.example", 15), ("é \u{C}<jo@hub.example>", 3),
        ("J\u{7}o <jo@hub.example>", 2),
    ])
    func `a control character inside makes a bad line`(line: String, column: Int) {
        var findings = LineFindings(path: "a.txt", line: 9)
        _ = TextLine(bytes: Array(line.utf8), number: 9).read(own: [], &findings)
        guard case .problem(let problem) = findings.entries.first else {
            Issue.record("\(findings.entries)")
            return
        }
        #expect(problem.severity == .error)
        #expect(problem.position == Position(line: 9, column: column))
        #expect(findings.entries.count == 1)
    }

    @Test func `the column counts characters before the fault, not bytes`() {
        let list = ReadList("a@hub.example\n  Zoë <zo e@hub.example>")
        #expect(list.lines.last?.hasPrefix("! lists/a.txt:2:10: error: ") == true, "\(list.lines)")
    }
}
