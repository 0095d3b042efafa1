import Mail
import Testing

@Suite struct MailboxTests {
    @Test(arguments: [
        ("ann@kent.example", ""),
        ("<ann@kent.example>", ""),
        ("Ann Day <ann@kent.example>", "Ann Day"),
        ("Ann Day<ann@kent.example>", "Ann Day"),
        ("\"Day, Ann\" <ann@kent.example>", "Day, Ann"),
        ("\"Ann \\\"AD\\\" <Day>\" <ann@kent.example>", "Ann \"AD\" <Day>"),
        ("'Ann Day' <ann@kent.example>", "Ann Day"),
        ("Niamh O'Brien <ann@kent.example>", "Niamh O'Brien"),
        ("Zoë 👩‍🚒 <ann@kent.example>", "Zoë 👩‍🚒"),
        ("=?utf-8?q?evil=0D=0A?= <ann@kent.example>", "=?utf-8?q?evil=0D=0A?="),
        ("Ann @ Kent <ann@kent.example>", "Ann @ Kent"),
        ("ann@kent.example <ANN@kent.example>", ""),
        ("Ann\tDay <ann@kent.example>", "Ann Day"),
    ])
    func `one mailbox a line is read, with its name`(text: String, name: String) throws {
        let (mailbox, warnings) = try Mailbox.parse(text)
        #expect(mailbox.name == name)
        #expect(mailbox.address.comparisonKey == "ann@kent.example")
        #expect(warnings.isEmpty)
    }

    @Test(arguments: [
        ("Ann <ann@kent.example>, Bob <bob@kent.example>", AddressProblem.Reason.severalAddresses),
        ("Ann <ann@kent.example>; bob@kent.example", .severalAddresses),
        ("bob@kent.example <ann@kent.example>", .nameIsOtherAddress),
        ("\"bob@kent.example\" <ann@kent.example>", .nameIsOtherAddress),
        ("Ann <ann@kent.example", .unclosedBracket),
        ("<<ann@kent.example>>", .unclosedBracket),
        ("Ann <ann@kent.example> SIZE=1", .textAfterBracket),
        ("a<b>c@kent.example", .textAfterBracket),
        ("Ann\u{7} <ann@kent.example>", .control("\u{7}")),
        ("Ann \u{202E} <ann@kent.example>", .direction("\u{202E}")),
        ("Ann <ann@kent.example>\r\nDATA", .control("\r")),
        ("Ann <>", .empty),
    ])
    func `what is not one mailbox is refused`(text: String, reason: AddressProblem.Reason) throws {
        let problem = try #require(throws: AddressProblem.self) { try Mailbox.parse(text) }
        #expect(problem.reason == reason, "\(problem)")
        #expect(problem.text == text)
    }

    @Test func `the place of a problem is counted from the start of the line`() throws {
        let problem = try #require(throws: AddressProblem.self) {
            try Mailbox.parse("Ann <ann@ke nt.example>")
        }
        #expect(problem.offset == 11)
    }

    @Test func `marks behind the bracket are dropped with a warning`() throws {
        let (mailbox, warnings) = try Mailbox.parse("Ann <ann@kent.example>;")
        #expect(mailbox.name == "Ann")
        #expect(warnings.map(\.reason) == [.stray(.punctuation)])
        #expect(throws: AddressProblem.self) { try Mailbox("Ann <ann@kent.example>;") }
        #expect(try Mailbox("Ann <ann@kent.example>") == mailbox)
    }

    @Test func `a long name is cut with a warning`() throws {
        let (mailbox, warnings) = try Mailbox.parse(
            String(repeating: "é", count: 300) + " <ann@kent.example>")
        #expect(mailbox.name.unicodeScalars.count == Mailbox.nameLimit)
        #expect(warnings.map(\.reason) == [.nameCut])
        let (name, _) = try Mailbox.parseName("  \"Day, Ann\" ")
        #expect(name == "Day, Ann")
    }

    @Test func `no line makes it trap`() {
        var random = SeededRandom(seed: 2)
        let parts = [
            "Ann ", "\"", "\\", "<", ">", "ann@kent.example", "@", ",", ";", " ", "\u{202E}", "(", ")", "\r",
            "'",
        ]
        for _ in 0..<20_000 {
            let line = random.mixture(of: parts, upTo: 8)
            guard let (mailbox, _) = try? Mailbox.parse(line) else { continue }
            #expect(!mailbox.name.unicodeScalars.contains { "\r\u{202E}".unicodeScalars.contains($0) })
        }
    }
}
