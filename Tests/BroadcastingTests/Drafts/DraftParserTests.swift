import Mail
import Testing

@testable import Broadcasting

private let zone = TimeZoneRules(identifier: "Europe/London")

/// Read at noon on 2026-11-23, in London.
private func read(_ bytes: [UInt8]) throws -> (draft: Draft?, problems: [Problem]) {
    let london = try #require(zone)
    let now = try #require(Timestamp(rfc3339: "2026-11-23T12:00:00Z"))
    return Draft.parse(bytes, path: "drafts/a.txt", zone: london, now: now)
}

private func read(_ text: String) throws -> (draft: Draft?, problems: [Problem]) {
    try read(Array(text.utf8))
}

private func draft(_ text: String) throws -> Draft {
    let (draft, problems) = try read(text)
    return try #require(draft, "\(problems)")
}

/// Without the path, one a line.
private func problems(_ text: String) throws -> [String] {
    try read(text).problems.map { $0.description.replacing("drafts/a.txt:", with: "") }
}

struct DraftParserTests {
    @Test func `every key arrives`() throws {
        let text = """
            Subject: Channel crossings: lines
            To: sector, kent
            except: board
            Template: urgent-lines
            Stance: Do-Not-Amplify
            Priority: urgent
            Send-At: 2026-11-24 05:00
            Embargo: 2026-11-24 06:00
            Expires: 2026-11-26
            Updates: 2026-11-23T202439Z-channel-crossings
            Withdraws: 2026-11-23T202439Z-channel
            Reply-To: Press desk <press@example.org>
            Contact: Press desk, 020 7946 0000
            Source: https://example.org/a
            source: https://example.org/b
            Topic: crossings
            Attach: briefing.pdf

            ## Key messages
            - People.
            """
        let draft = try draft(text)
        #expect(draft.subject == Located("Channel crossings: lines", at: Position(line: 1, column: 10)))
        #expect(draft.to.map(\.value.text) == ["sector", "kent"])
        #expect(draft.to.map(\.position) == [Position(line: 2, column: 5), Position(line: 2, column: 13)])
        #expect(draft.except.map(\.value.text) == ["board"])
        #expect(draft.template?.value.text == "urgent-lines")
        #expect(draft.stance == .doNotAmplify)
        #expect(draft.priority == .urgent)
        #expect(draft.sendAt?.value.moment.rfc3339 == "2026-11-24T05:00:00.000Z")
        #expect(draft.embargo?.value.text == "Tuesday 24 November 2026, 06:00 GMT (06:00 UTC)")
        #expect(draft.expires?.value.moment.rfc3339 == "2026-11-27T00:00:00.000Z")
        #expect(draft.updates?.value == "2026-11-23T202439Z-channel-crossings")
        #expect(draft.withdraws?.value == "2026-11-23T202439Z-channel")
        #expect(draft.replyTo?.value.address.description == "press@example.org")
        #expect(draft.contact == "Press desk, 020 7946 0000")
        #expect(draft.sources == ["https://example.org/a", "https://example.org/b"])
        #expect(draft.topics == ["crossings"])
        #expect(draft.attachments.map(\.value) == ["briefing.pdf"])
        #expect(draft.body == "## Key messages\n- People.")
        #expect(draft.bodyLine == 19)
    }

    @Test(arguments: [
        "Subject: A\nTo: news\n\nBody", "\u{FEFF}SUBJECT : A\r\nto:news\r\n\r\nBody\r\n",
        "Subject:\tA \rTo: news\r\rBody",
        "---\nSubject: A\nTo: news\n---\nBody", "---\nSubject: A\n\nTo: news\n--- \n\nBody\n\n",
        "Subject: A\nTo: news\n---\nBody", "\n \nSubject: A\nTo: news\n \t\n\nBody\n \n",
        "To:\n news\nSubject:\n  A\n\nBody",
        "Subject: A\u{A0}\nTo: ,news,\n\nBody\u{1A}",
    ])
    func `a key block may be written in many ways`(_ text: String) throws {
        let draft = try draft(text)
        #expect(draft.subject.value == "A")
        #expect(draft.to.map(\.value.text) == ["news"])
        #expect(draft.body == "Body")
    }

    @Test func `a folded value is one line, and its parts keep their places`() throws {
        let draft = try draft("Subject: Meeting\n  on Tuesday\nTo: news,\n\tboard, kent\n\nBody")
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
        let draft = try draft(text)
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
        #expect(try draft("Subject: A\nTo: news\n\n\(body)\n\n").body == body)
    }

    @Test(arguments: [
        ("Embrago: x", "1:1: error: unknown key 'Embrago'; did you mean 'Embargo'?"),
        ("Bcc: a@example.org", "1:1: error: unknown key 'Bcc'; name every list in 'To'"),
        ("From: a@example.org", "1:1: error: unknown key 'From'; the sender is set in the configuration"),
        ("List: a", "1:1: error: unknown key 'List'; did you mean 'To'?"),
        ("**Send at:** x", "3:1: error: unknown key '**Send at'; did you mean 'Send-At'?"),
        ("Send at: 2026-11-24", "1:1: error: unknown key 'Send at'; did you mean 'Send-At'?"),
        ("Note: the desk is closed", "1:1: error: unknown key 'Note'; if it belongs to the text"),
        (
            "Stance: respnd",
            "1:9: error: 'respnd' is no Stance; did you mean 'respond'?; possible are respond, if-asked"
        ),
        ("Priority: high", "1:11: error: 'high' is no Priority; possible are urgent, normal, bulk"),
        ("Contact:", "1:1: error: 'Contact' has no value; write one, or delete the line"),
        ("Contact: a\u{202E}b", "1:11: error: 'Contact' holds the text-direction character U+202E"),
        ("Contact: a\u{7F}b", "1:11: error: 'Contact' holds the control character U+007F"),
        ("Contact: a\u{85}b", "U+0085"), ("Contact: a\u{2028}b", "U+2028"), ("Contact: a\u{61C}b", "U+061C"),
        ("Contact: a\n b\u{1B}c", "2:3: error: 'Contact' holds the control character U+001B"),
        (
            "Except: ../x",
            "1:9: error: '../x' is not the name of a list; a name has small letters, digits and hyphens"
        ),
        ("Except: Kent", "1:9: error: 'Kent' is not the name of a list; did you mean 'kent'?"),
        (
            "Except: a; b",
            "'a; b' is not the name of a list; a name has small letters, digits and hyphens, at most 64; put a comma"
        ),
        ("Except: a@example.org", "write the name of a list, not an address"),
        ("Except: ,", "1:9: error: no list is named"),
        ("Template: ..%2fx", "1:11: error: '..%2fx' is not the name of a template"),
        ("Attach: /etc/passwd", "1:9: error: '/etc/passwd' is not the name of a file"),
        ("Attach: .hidden", "is not the name of a file"), ("Attach: a\\b", "is not the name of a file"),
        ("Updates: ../x", "1:10: error: '../x' is not the id of a broadcast"),
        ("Reply-To: jo@", "1:11: error: 'jo@' is not an email address"),
        ("Send-At: next Tuseday", "1:10: error: 'Send-At': 'next Tuseday' is not a time"),
        ("Embargo: 2026-10-25 01:30", "write 2026-10-25 01:30+01:00 or 2026-10-25 01:30+00:00"),
        (
            "Expires: 2026-11-23 11:00",
            "1:10: error: 'Expires' has passed (Monday 23 November 2026, 11:00 GMT (11:00 UTC))"
        ),
        ("Expires: 2026-11-24\nSend-At: 2026-11-25", "comes before 'Send-At'"),
        ("Stance: hold\nstance: hold", "2:1: error: 'Stance' is given twice, first on line 1"),
        ("Embar\u{200B}go: 2026-11-24", "did you mean 'Embargo'?"),
        ("\u{415}mbargo: x", "did you mean 'Embargo'?"),
        ("Stance：respnd", "1:8: error: 'respnd' is no Stance"),
        ("no colon here\nStance: hold", "'no colon here' is not of the form"),
    ])
    func `a mistake in a key rejects the draft, with its place and a way out`(
        _ lines: String, _ expected: String
    ) throws {
        let isFirst = !lines.hasPrefix("**") && !lines.hasPrefix("no colon")
        let text =
            isFirst ? "\(lines)\nSubject: A\nTo: news\n\nBody" : "Subject: A\nTo: news\n\(lines)\n\nBody"
        let found = try problems(text)
        #expect(try read(text).draft == nil)
        #expect(found.count == 1)
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test(arguments: [
        ("Send-At: 2026-11-23 11:00", "1:10: warning: 'Send-At' has passed"),
        ("Except: news", "1:9: warning: 'news' is in 'To' and in 'Except'"),
        ("Except: a, b, a", "1:15: warning: list 'a' is named twice; it is used once"),
        ("Expires: 2026-11-24\nEmbargo: 2026-11-25", "1:10: warning: 'Expires'"),
    ])
    func `what can be sent is sent, with a warning`(_ lines: String, _ expected: String) throws {
        let (draft, problems) = try read("\(lines)\nSubject: A\nTo: news\n\nBody")
        #expect(draft != nil)
        #expect(problems.count == 1)
        #expect(problems.first?.description.hasPrefix("drafts/a.txt:\(expected)") == true, "\(problems)")
    }

    @Test(arguments: [
        ("", "the file is empty"), (" \n\t\n", "the file is empty"),
        ("To: news\n\nBody", "there is no 'Subject'"),
        ("Subject: A\nTo: news\n\n \n\t\n", "there is no text"), ("Subject: A\nTo: news", "there is no text"),
        ("Just text.\n", "there is no subject"), ("#\n\nBody", "there is no subject"),
        ("# A\n", "there is no text"),
        ("#hashtag\n\nBody", "there is no subject"), ("# A\u{202E}B\n\nBody", "holds U+202E"),
        ("---\nSubject: A\nTo: news\n\nBody", "the key block that this '---' opens does not end"),
        ("Subject: A\nHello\n\nBody", "'Hello' is not of the form 'Key: value'"),
        ("Subject: A\n To: news\n\nBody", "2:2: error: 'To' is indented"),
        ("Subject: A\n\nTo: news\nEmbargo: 2026-11-24\n\nBody", "3:1: error: 'To' stands in the text"),
        ("Draft lines\nTo: news\n\n# A\n\nBody", "2:1: error: 'To' stands in the text"),
        ("# A\n\nTo: news\n\nBody", "3:1: error: 'To' stands in the text"),
        ("# A\nEmbargo: 2026-11-24\n\nBody", "2:1: error: 'Embargo' stands in the text"),
        ("Received: from x\nSubject: A\n\nBody", "looks like a saved e-mail"),
        ("<html>", "looks like a web page"),
        ("Subject: A\nTo: news\n\na\u{1B}[2J", "4:2: error: the text holds the control character U+001B"),
    ])
    func `what is no draft says why`(_ text: String, _ expected: String) throws {
        let found = try problems(text)
        #expect(try read(text).draft == nil)
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test func `a heading further down, behind text, does not look for keys`() throws {
        #expect(try draft("Hello.\n\n# A\n\nTo: be clear, nobody.").subject.value == "A")
    }

    @Test func `a subject has at most 998 bytes`() throws {
        let longest = String(repeating: "é", count: 499)
        #expect(try draft("To: news\nSubject: \(longest)\n\nBody").subject.value == longest)
        #expect(
            try problems("To: news\nSubject: \(longest)x\n\nBody") == [
                "2:10: error: the subject has 999 bytes; at most 998 are possible"
            ])
    }

    @Test func `a draft has at most 256 KiB`() throws {
        let start = Array("To: news\nSubject: A\n\n".utf8)
        let longest = start + [UInt8](repeating: 0x78, count: 262_144 - start.count)
        #expect(try read(longest).draft != nil)
        #expect(try read(longest + [0x78]).draft == nil)
    }

    @Test func `everything wrong is said at once, in order, and shortly`() throws {
        let many = (0..<5_000).map { "X-\($0): y" }.joined(separator: "\n")
        let found = try problems("Sujet: A\n\(many)\n\n ")
        #expect(found.count == 22)
        #expect(found.first?.contains("no 'Subject'") == true)
        #expect(found.last?.hasSuffix("and 4982 more errors like these") == true, "\(found.last ?? "")")
    }

    /// Each would take minutes were any step to look at all lines for every line.
    @Test(arguments: [
        String(repeating: "a\n", count: 131_000), String(repeating: "a b:\n", count: 52_000),
        "Subject: A\nTo:" + (0..<30_000).map { " l\($0),\n" }.joined() + "\nBody",
        "Subject: A\nExcept: a" + String(repeating: ",\n a", count: 60_000) + "\n\nBody",
        "Subject: A\nTo: a\n\n" + String(repeating: "To: a\n", count: 37_000),
        "---\n" + String(repeating: "Topic: a\n\n", count: 23_000), String(repeating: "#", count: 262_144),
        String(repeating: "# a\n", count: 65_000), String(repeating: "Topic: \u{1B}\n", count: 29_000),
    ])
    func `a full file of anything is read in one go`(_ text: String) throws {
        let (_, problems) = try read(text)
        #expect(problems.count <= 2 * ProblemList.limit + 5)
    }

    @Test func `the encoding's warning does not reject`() throws {
        let (draft, problems) = try read(
            Array("Subject: Caf".utf8) + [0xE9] + Array("s\nTo: news\n\nBody".utf8))
        #expect(draft?.subject.value == "Cafés")
        #expect(problems.map(\.severity) == [.warning])
    }

    @Test func `no draft makes the parser trap, and none is accepted without subject and body`() throws {
        var random = SystemlessRandom(state: 7)
        let pieces = [
            "Subject: A", "To: news", "To:", ":", "---", "# H", "\n", "\n", "\n\n", " ", "\t",
            "Embargo: 2026-11-24 06:00",
            "Expires: 2026-1", "a\u{202E}", "é", "\u{1F468}\u{200D}", "\r", "\r\n", "\u{1A}", "Key: value",
            "```", "~~~", ",",
            "Reply-To: jo@example.org", "Attach: a", "\u{FEFF}", "\u{0}", "\u{301}",
        ]
        for _ in 0..<3_000 {
            let count = Int(random.next() % 14)
            var bytes = Array(
                (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined().utf8)
            if random.next() % 4 == 0, !bytes.isEmpty {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            let (draft, problems) = try read(bytes)
            #expect((draft == nil) == problems.contains { $0.severity == .error })
            if let draft { #expect(!draft.subject.value.isEmpty && !draft.body.isEmpty) }
        }
    }
}

private struct SystemlessRandom: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 16
    }
}
