import Mail
import Testing

@testable import Broadcasting

struct WhyTextTests {
    private func problem(_ severity: Problem.Severity, _ line: Int) -> Problem {
        Problem(severity, path: "drafts/a.md", at: Position(line: line, column: 2), "no good")
    }

    @Test func `a rejection says what is wrong, where, and what to do; errors first`() {
        let text = WhyText.rejected(
            "a.md", [problem(.warning, 1), problem(.error, 2), problem(.error, 3)], draft: "drafts/a.md")
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

    @Test func `a held draft that will have to wait says so`() {
        let text = WhyText.held("a.md", reasons: ["one"], problems: [], waits: "for 10 min")
        #expect(
            text.contains("approve a.md).\n  It then waits in drafts/scheduled/ for 10 min.\n"), "\(text)")
        #expect(!WhyText.held("a.md", reasons: ["one"], problems: []).contains("It then waits"))
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

    private let template = Problem(path: "Templates/lines.txt.mustache", "there is no value 'x'")

    @Test func `where a template is to blame, the draft is not, and the note says so`() {
        let text = WhyText.rejected("a.md", [template, template], draft: "drafts/a.md")
        #expect(text.contains("has to put Templates/lines.txt.mustache right."), "\(text)")
        #expect(text.contains("then move it from drafts/rejected/ back into drafts/"))
        #expect(!text.contains("put right what is named above"))
        let both = WhyText.rejected("a.md", [template, problem(.error, 2)], draft: "drafts/a.md")
        #expect(
            both.contains("Templates/lines.txt.mustache right.\nPut this file right as well"))
    }

    @Test func `where nobody is left to mail, nobody is advised to approve it`() {
        let text = WhyText.held("a.md", reasons: ["nobody"], problems: [], hasNobody: true)
        #expect(!text.contains("linerelay approve") && text.contains("Put the list right"), "\(text)")
        #expect(text.contains("linerelay reject a.md"))
    }

    @Test func `what a reason says already is not said again`() {
        let text = WhyText.held(
            "a.md", reasons: ["the list cannot be used: \(template)"],
            problems: [template, problem(.warning, 1)])
        #expect(text.split(separator: "\n").count { $0.contains("there is no value") } == 1, "\(text)")
        #expect(text.contains("drafts/a.md:1:2: warning: no good"))
    }

    @Test func `a rejected one keeps the note that it was held for`() {
        let held = WhyText.held("a.md", reasons: ["one"], problems: [problem(.warning, 1)])
        let text = WhyText.turnedDown("a.md", was: .held, note: held)
        #expect(text.hasPrefix("'a.md' was held, and then a person rejected it. Nobody has been mailed.\n"))
        for part in ["    - one\n", "    drafts/a.md:1:2: warning: no good\n"] {
            #expect(text.contains(part))
        }
        #expect(!WhyText.turnedDown("a.md", was: .held, note: nil).contains("The note of when"))
    }

    @Test func `a held note that another editor saved with CRLF is set in line by line`() {
        let note = WhyText.turnedDown("a.md", was: .held, note: "first\r\n\r\nsecond\r\n")
        #expect(note.contains("\n    first\n\n    second\n"))
        #expect(!note.unicodeScalars.contains("\r"))
    }

    @Test func `what a note says of approvals is found and brought up to date, whatever editor has saved it`()
        throws
    {
        let question = ApprovalQuestion(
            needed: 2, digest: "d1", because: "'approvals'", reach: "3 recipients")
        let asked = ApprovalLog.Entry(
            at: Timestamp(milliseconds: 1), draft: "a.md", digest: "d1", .shown(needed: 2))
        var approval = Approval(question, author: nil, name: "a.md", [asked], sent: (nil, nil))
        let note = WhyText.held("a.md", reasons: ["one"], problems: [], approval: approval)
        #expect(approval.approve(try #require(Person("Ann")), at: Timestamp(milliseconds: 2)))
        let wanted = WhyText.held("a.md", reasons: ["one"], problems: [], approval: approval)
        for saved in [note, note.replacing("\n", with: "\r\n")] {
            #expect(WhyText.asksForApprovals(saved))
            #expect(WhyText.updated(saved, approval) == wanted)
        }
        #expect(!WhyText.asksForApprovals(WhyText.held("a.md", reasons: ["one"], problems: [])))
    }
}
