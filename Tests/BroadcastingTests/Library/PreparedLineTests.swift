import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// A file of the library, and what is wrong with it.
struct PreparedLineTests {
    private static let keys = "Subject: Lines\nTo: news\n"

    private func read(_ text: String) throws -> (line: PreparedLine?, problems: [String]) {
        let now = try #require(Timestamp(rfc3339: "2050-11-23T12:00:00Z"))
        let file = LibraryFile(path: "library/a.md", bytes: Array(text.utf8))
        let (line, problems) = PreparedLine.read(file, zone: StaffedDesk.zone, now: now)
        return (line, problems.map(\.description))
    }

    @Test func `a line is a draft with blanks, and the day of its review`() throws {
        let text =
            "Subject: {{what}} in {{Place}}\nTo: news\nContact: {{who}}\nSource: {{what}}\nReview: 2051-02-01\nBlanks: what, place,\n who\n\nIn {{ place }}."
        let (line, problems) = try read(text)
        #expect(problems == [])
        #expect(line?.blanks == ["what", "place", "who"])
        // Until the end of that day.
        #expect(line?.review.value.moment.rfc3339 == "2051-02-02T00:00:00.000Z")
        #expect(line?.draft.subject.value == "{{what}} in {{Place}}" && line?.draft.body == "In {{ place }}.")
        let draft = line?.filled(
            ["what": "A death", "place": "Dover", "who": "Jo"], at: Position(line: 1, column: 6))
        #expect(
            draft?.subject.value == "A death in Dover" && draft?.contact == "Jo"
                && draft?.sources == ["A death"])
        #expect(draft?.body == "In Dover.")
    }

    @Test(arguments: [
        (
            "",
            "there is no 'Review'; add the day until which this line may go without new approval, such as 'Review: 2027-05-01'"
        ),
        (
            "Review: soon\n",
            "3:9: error: 'Review': 'soon' is not a time; write it as 2026-11-24 06:00, or 2026-11-24 06:00+01:00"
        ),
        (
            "Review: 2051-02-01\nBlanks: to\n",
            "4:9: error: 'to' is a key already, so it cannot name a blank; take another word"
        ),
        (
            "Review: 2051-02-01\nBlanks: Received\n",
            "4:9: error: 'received' is a key already, so it cannot name a blank; take another word"
        ),
        (
            "Review: 2051-02-01\nBlanks: a b\n",
            "4:9: error: 'a b' is not the name of a blank; it begins with a letter, and has letters, digits and hyphens, 40 at most"
        ),
        (
            "Review: 2051-02-01\nBlanks: day\n",
            "4:9: error: the blank 'day' stands nowhere; write {{day}} where it belongs, or take it out here"
        ),
        (
            "Review: 2051-02-01\nContact: {{day}}\nBlanks: day, Day\n",
            "5:14: error: the blank 'day' is declared twice; leave one out"
        ),
        (
            "Review: 2051-02-01\nContact: Jo, {{dya}}\nSource: {{day}}\nBlanks: day\n",
            "4:14: error: the blank 'dya' is not declared; did you mean 'day'?; declare it in a line 'Blanks: …'"
        ),
        (
            "Review: 2051-02-01\nContact: {{ day\n",
            "4:10: error: '{{' opens no blank; write it as {{word}}, with a word of 'Blanks'"
        ),
        (
            "Review: 2051-02-01\nAttach: {{day}}.pdf\nBlanks: day\nTopic: {{day}}\n",
            "4:9: error: no blank can stand in 'Attach': what it says has to be approved as it goes"
        ),
        (
            "Review: 2051-02-01\nUse: b\n",
            "4:1: error: 'Use' belongs to a draft: a prepared line cannot use another one; delete it"
        ),
        (
            "Review: 2051-02-01\nExpires: 2051-01-01\n",
            "4:1: error: 'Expires' belongs to the draft that uses this line; delete it here, and write it there"
        ),
        ("Review: 2051-02-01\nStanse: hold\n", "4:1: error: unknown key 'Stanse'; did you mean 'Stance'?"),
    ])
    func `what is wrong is named with its place`(keys: String, problem: String) throws {
        let (line, problems) = try read(Self.keys + keys + "\nHello.\n")
        #expect(line == nil)
        #expect(problems.count == 1 && problems[0].hasSuffix(problem), "\(problems)")
        #expect(problems[0].hasPrefix("library/a.md:"))
    }

    @Test func `a key below the blank line is no text`() throws {
        let (line, problems) = try read(Self.keys + "Review: 2051-02-01\n\nStance: hold\n\nHello.\n")
        #expect(line == nil && problems.count == 1, "\(problems)")
        #expect(
            problems.first?.contains(": error: 'Stance' stands in the text, where it has no effect") == true)
    }

    @Test(arguments: [
        ("[a](https://{{place}}/x)", true), ("[a](https://www.gov.uk{{place}})", true),
        ("https://{{place}}", true),
        ("[a](https://a.example/{{place}})", false), ("https://a.example?q={{place}}", false),
        ("See https://a.example in {{place}}", false),
    ])
    func `no blank stands in the name of a website`(text: String, isRefused: Bool) throws {
        let (line, problems) = try read(Self.keys + "Review: 2051-02-01\nBlanks: place\n\n\(text)\n")
        #expect((line == nil) == isRefused, "\(problems)")
        #expect(problems.allSatisfy { $0.contains("no blank can stand in the name of a website") })
    }

    @Test func `blanks in the text are looked at line by line`() throws {
        let (_, problems) = try read(
            Self.keys + "Review: 2051-02-01\nBlanks: place\n\nHello.\n  é {{palce}}\n")
        #expect(
            problems == [
                "library/a.md:4:9: error: the blank 'place' stands nowhere; write {{place}} where it belongs, or take it out here",
                "library/a.md:7:5: error: the blank 'palce' is not declared; did you mean 'place'?; declare it in a line 'Blanks: …'",
            ])
    }

    @Test func `in a draft the keys of a line are refused`() throws {
        let problems = try Reading.problems(
            "Subject: Lines\nTo: news\nReview: 2051-01-01\nBlanks: a\n\n{{a}}")
        #expect(
            problems == [
                "3:1: error: 'Review' belongs to a prepared line, in the library, and this is a draft; delete it",
                "4:1: error: 'Blanks' belongs to a prepared line, in the library, and this is a draft; delete it",
            ])
    }

    @Test(arguments: [
        ("2050-11-22", "'Review' has passed"), ("2050-12-07 11:00", "'Review' comes soon"),
        ("2050-12-07 13:00", nil),
    ])
    func `a review is told of two weeks before`(day: String, words: String?) throws {
        let line = try #require(try read(Self.keys + "Review: \(day)\n\nHello.\n").line)
        let now = try #require(Timestamp(rfc3339: "2050-11-23T12:00:00Z"))
        let warning = line.reviewWarning(at: now)?.description
        #expect(warning?.contains(words ?? "?") ?? (words == nil), "\(warning ?? "")")
        #expect(warning?.hasPrefix("library/a.md:3:9: warning: ") ?? true)
    }
}

/// The page for staff, and the example that comes with every workspace.
struct LibraryPageTests {
    @Test func `the examples are lines without a fault`() throws {
        let page = String(
            decoding: try #require(fileOctets(Repository.file("docs/library.md"))), as: UTF8.self)
        let example = try #require(page.split(separator: "```\n").first { $0.hasPrefix("Subject:") })
        let now = try #require(Timestamp(rfc3339: "2026-11-25T12:00:00Z"))
        let shipped = try #require(fileOctets(Repository.file("Examples/library/detention-death.md")))
        for bytes in [Array(example.utf8), shipped] {
            let (line, problems) = PreparedLine.read(
                LibraryFile(path: "library/a.md", bytes: bytes), zone: .utc, now: now)
            #expect(line != nil && problems.isEmpty, "\(problems)")
        }
        let use = try #require(page.split(separator: "```\n").first { $0.hasPrefix("Use:") })
        let (draft, problems) = Draft.parse(
            Array(use.utf8), path: "a.md", zone: .utc, now: now,
            used: .success(LibraryFile(path: "library/a.md", bytes: shipped)))
        #expect(draft?.body.contains("in Yarl's Wood on Monday.") == true, "\(problems)")
    }

    @Test func `every key of a line is on its page`() throws {
        let page = String(
            decoding: try #require(fileOctets(Repository.file("docs/library.md"))), as: UTF8.self)
        for key in DraftKey.allCases where DraftKind.draft.refusal(of: key) != nil {
            #expect(page.contains("`\(key.rawValue)`"), "\(key.rawValue)")
        }
    }
}
