import Testing

@testable import Broadcasting

struct WhyTextTests {
    private func problem(_ severity: Problem.Severity, _ line: Int) -> Problem {
        Problem(severity, path: "drafts/a.md", at: Position(line: line, column: 2), "no good")
    }

    @Test func `a rejection says what is wrong, where, and what to do; errors first`() {
        let text = WhyText.rejected("a.md", [problem(.warning, 1), problem(.error, 2), problem(.error, 3)])
        #expect(text.hasPrefix("'a.md' was not sent. Nobody has been mailed.\n"))
        #expect(
            text.contains(
                """

                drafts/a.md:2:2: error: no good
                drafts/a.md:3:2: error: no good
                drafts/a.md:1:2: warning: no good

                What to do:
                """))
        #expect(text.hasSuffix("\n"))
    }

    @Test func `a held draft's note says why, and how to let it go or not`() {
        let text = WhyText.held("a \"b\".md", reasons: ["one", "two"], problems: [problem(.warning, 1)])
        for part in [
            "waits for a person. Nobody has been mailed.", "- one\n- two\n",
            "drafts/a.md:1:2: warning: no good",
            "drafts/approved/", "linerelay approve", "linerelay reject",
        ] { #expect(text.contains(part), "\(part)") }
        #expect(!WhyText.held("a.md", reasons: ["one"], problems: []).contains("\n\n\n"))
    }

    @Test func `a name is quoted so that a shell takes it as it is`() {
        #expect(
            WhyText.held("a $(b) 'c'.md", reasons: [], problems: []).contains(
                #"approve 'a $(b) '\''c'\''.md'"#))
        #expect(WhyText.held("a.md", reasons: [], problems: []).contains("linerelay approve a.md)"))
    }

    @Test func `twenty problems are shown and the rest are counted`() {
        func lines(_ count: Int) -> [Substring] {
            WhyText.lines((1...count).map { problem(.error, $0) }).split(separator: "\n")
        }
        #expect(lines(20).count == 20 && lines(20).last == "drafts/a.md:20:2: error: no good")
        #expect(lines(23).count == 21 && lines(23).last == "… and 3 more")
    }
}
