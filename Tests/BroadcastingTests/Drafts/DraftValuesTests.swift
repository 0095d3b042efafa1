import Mail
import Testing

@testable import Broadcasting

struct DraftValuesTests {
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
        let draft = try Reading.draft(text)
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
        (
            "Reply-To: Jörg <jörg@example.org>",
            "1:11: error: 'jörg@example.org': the part before '@' must be ASCII, for not everybody's mail can answer it"
        ),
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
        let found = try Reading.problems(text)
        #expect(try Reading.read(text).draft == nil)
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
        let (draft, problems) = try Reading.read("\(lines)\nSubject: A\nTo: news\n\nBody")
        #expect(draft != nil)
        #expect(problems.count == 1)
        #expect(problems.first?.description.hasPrefix("drafts/a.txt:\(expected)") == true, "\(problems)")
    }
}
