import Mail
import Testing

@testable import Broadcasting

struct DraftParserTests {
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
        ("Subject: A\nTo: news\n\nUse: dover\nplace: Dover", "4:1: error: 'Use' stands in the text"),
        ("Subject: A\nTo: news\n\nUpdates: 2026-x\n\nBody", "4:1: error: 'Updates' stands in the text"),
        ("Draft lines\nTo: news\n\n# A\n\nBody", "2:1: error: 'To' stands in the text"),
        ("# A\n\nTo: news\n\nBody", "3:1: error: 'To' stands in the text"),
        ("# A\nEmbargo: 2026-11-24\n\nBody", "2:1: error: 'Embargo' stands in the text"),
        ("Received: from x\nSubject: A\n\nBody", "looks like a saved e-mail"),
        ("<html>", "looks like a web page"),
        ("Subject: A\nTo: news\n\na\u{1B}[2J", "4:2: error: the text holds the control character U+001B"),
    ])
    func `what is no draft says why`(_ text: String, _ expected: String) throws {
        let found = try Reading.problems(text)
        #expect(try Reading.read(text).draft == nil)
        #expect(found.contains { $0.contains(expected) }, "\(found)")
    }

    @Test func `a subject has at most 998 bytes`() throws {
        let longest = String(repeating: "é", count: 499)
        #expect(try Reading.draft("To: news\nSubject: \(longest)\n\nBody").subject.value == longest)
        #expect(
            try Reading.problems("To: news\nSubject: \(longest)x\n\nBody") == [
                "2:10: error: the subject has 999 bytes; at most 998 are possible"
            ])
    }

    @Test func `a draft has at most 256 KiB`() throws {
        let start = Array("To: news\nSubject: A\n\n".utf8)
        let longest = start + [UInt8](repeating: 0x78, count: 262_144 - start.count)
        #expect(try Reading.read(longest).draft != nil)
        #expect(try Reading.read(longest + [0x78]).draft == nil)
    }

    @Test func `everything wrong is said at once, in order, and shortly`() throws {
        let many = (0..<5_000).map { "X-\($0): y" }.joined(separator: "\n")
        let found = try Reading.problems("Sujet: A\n\(many)\n\n ")
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
        let (_, problems) = try Reading.read(text)
        #expect(problems.count <= 2 * ProblemList.limit + 5)
    }

    @Test func `the encoding's warning does not reject`() throws {
        let (draft, problems) = try Reading.read(
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
            let (draft, problems) = try Reading.read(bytes)
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
