import TestSupport
import Testing

extension EndToEndTests {
    /// What was typed is what people read, whoever wrote their mail program: Python's `email`, GMime and mutt.
    @Suite(.enabled(if: MailParser.areInstalled, "mutt, or GMime for Python, is not installed"))
    struct ReadBackTests {
        @Test func `1,000 names from every plane of Unicode come back as they were written`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            var names = StrangeNames(seed: 31)
            let people = (0..<1000).map { (address: "p\($0)@kent.example", name: names.next()) }
            let rows = people.map { "\($0.address),\"\(ReadBackTests.doubled($0.name))\"\n" }
            try workspace.write("email,name\n" + rows.joined(), to: "lists/sector.csv")
            try workspace.drop("lines.md", draft(to: "sector"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0, "\(run.errors)")
            for parser in MailParser.allCases {
                let found = try await parser.messages(of: try #require(server.mailbox)).values
                #expect(found.count == 1000)
                let read = Dictionary(found.map { ($0.to.address, $0.to.name) }) { first, _ in first }
                let wrong = people.filter { octets(read[$0.address]) != octets(parser.name($0.name)) }
                #expect(
                    wrong.isEmpty,
                    "\(parser): \(wrong.count), as \(wrong.prefix(3).map(\.name.debugDescription))")
            }
        }

        static let subjects = [
            "مرحبا بالعالم: ما نقوله اليوم",
            "خطوط الصباح حول العبور 🚤 " + String(repeating: "مَرْحَبًا بِكُمْ ", count: 12) + "!",
            "Llinellau’r bore: Ŵyth o ŷd, ẁ ẃ ẅ, Rhosllannerchrugog", "Zażółć gęślą jaźń – „linie” na dziś",
            "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👍🏽 ❤️‍🔥 🇵🇱", String(repeating: "👩🏽‍🚒", count: 30), String(repeating: "字", count: 90),
            "é" + String(repeating: "字", count: 90),
            "e\u{301} a\u{30A}\u{323} q\u{307}\u{323}", "a" + String(repeating: "\u{301}", count: 70),
            "हिन्दी क्षत्रिय ไทยนี้รัก ខ្មែរ", "two  spaces   and\u{A0}no-break", "x" + String(repeating: "y", count: 120),
            String(repeating: "Lines on the morning ", count: 10) + "and after",
            "=?utf-8?q?no=0ABcc=3A?= {{subject}} \"quoted\" <b> a=?b?=", "(a) comment, \\ a; semicolon: here",
        ]

        @Test func `subjects and lines in any script come back as they were typed`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", ["Ann Day <ann@kent.example>"])
            for (number, subject) in ReadBackTests.subjects.enumerated() {
                try workspace.drop("\(number).md", "Subject: \(subject)\nTo: sector\n\n- Say: \(subject)\n")
            }
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0, "\(run.errors)")
            let strict = try await StrictReading.of(
                try #require(server.mailbox), addresses: ["ann@kent.example"])
            #expect(strict.problems == [:] && strict.messages == ReadBackTests.subjects.count)
            for parser in MailParser.allCases {
                let found = try await parser.messages(of: try #require(server.mailbox)).values
                #expect(found.count == ReadBackTests.subjects.count)
                for subject in ReadBackTests.subjects {
                    let message = found.first { octets($0.subject) == octets(parser.subject(subject)) }
                    #expect(message != nil, "\(parser): \(subject)")
                    let lines = message?.text.utf8.split(separator: 0x0A).map(Array.init)
                    #expect(
                        lines?.contains(octets("- Say: \(subject)") ?? []) == true, "\(parser): \(subject)")
                }
            }
        }

        /// The line of a list, and what stands in To.
        static let lines: [(typed: String, name: String, address: String)] = [
            ("Ann.Day+news@Kent.Example", "", "Ann.Day+news@kent.example"),
            ("Niamh O'Brien <o'brien@kent.example>", "Niamh O'Brien", "o'brien@kent.example"),
            ("\"Day, Ann (press)\" <a#1@kent.example>", "Day, Ann (press)", "a#1@kent.example"),
            ("\"Ann \\\"AD\\\" <Day> \\\\\" <50%@kent.example>", "Ann \"AD\" <Day> \\", "50%@kent.example"),
            (
                "=?utf-8?q?evil=0D=0ABcc=3A?= <-f@kent.example>", "=?utf-8?q?evil=0D=0ABcc=3A?=",
                "-f@kent.example"
            ),
            ("Zoë 👩‍🚒 <!#$%&'*+-/=?^_{|}~@kent.example>", "Zoë 👩‍🚒", "!#$%&'*+-/=?^_{|}~@kent.example"),
            (
                "Jo <\(String(repeating: "a", count: 64))@kent.example>", "Jo",
                String(repeating: "a", count: 64) + "@kent.example"
            ),
            (
                "b@\(String(repeating: "b", count: 63)).example", "",
                "b@" + String(repeating: "b", count: 63) + ".example"
            ),
            ("Jörg <jo@kÖln.example>", "Jörg", "jo@xn--kln-sna.example"),
            ("user--x@1-2.example", "", "user--x@1-2.example"),
            ("1234567890@пример.рф", "", "1234567890@xn--e1afmkfd.xn--p1ai"),
            ("Андрей <андрей@пример.рф>", "Андрей", "андрей@xn--e1afmkfd.xn--p1ai"),
            ("andre\u{301}@kent.example", "", "andr\u{E9}@kent.example"),
            ("mailto:c@kent.example;", "", "c@kent.example"),
        ]

        @Test func `odd addresses come back whole`() async throws {
            let server = try await TestServer.aiosmtpd(["--smtputf8"])
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", ReadBackTests.lines.map(\.typed))
            try workspace.drop("lines.md", draft(to: "sector"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0, "\(run.errors)")
            for parser in MailParser.allCases {
                let wanted = ReadBackTests.lines.map { [octets($0.address), octets(parser.name($0.name))] }
                let found = try await parser.messages(of: try #require(server.mailbox)).values
                let read = found.map { [octets($0.to.address), octets($0.to.name)] }
                #expect(Set(read) == Set(wanted), "\(parser): \(found.map(\.to))")
                #expect(
                    found.allSatisfy {
                        $0.from.name == "Press desk" && $0.from.address == "press@hub.example"
                    })
            }
        }

        /// As CSV has quotes (RFC 4180 §2), also those with a mark that combines with them.
        private static func doubled(_ name: String) -> String {
            name.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined()
        }

        private func octets(_ text: String?) -> [UInt8]? { text.map { Array($0.utf8) } }
    }
}

/// Names as nobody has them, of the planes of Unicode in turn.
private struct StrangeNames {
    private var random: SeededGenerator
    private var count: UInt32 = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A name that a list takes as it is: no control, nothing that turns the direction, no space at its ends.
    mutating func next() -> String {
        defer { count += 1 }
        let plane = count % 17 << 16
        let block = plane + UInt32.random(in: 0..<0x400, using: &random) << 6
        let ends = ["Z", "é", "字", "🦊", "a"]
        var name = ends.randomElement(using: &random) ?? ""
        let kind = count / 17 % 3
        for _ in 0..<Int.random(in: 1...(kind < 2 ? 126 : 40), using: &random) {
            switch kind {
            case 0: name.unicodeScalars.append(scalar(in: plane...plane + 0xFFFF))
            case 1: name.unicodeScalars.append(scalar(in: block...block + 0x3F))
            default:
                let mark = [" ", "  ", "\"", ",", "\\", "=?", "?=", "(", ")", ";", ":", ".", "_"]
                    .randomElement(using: &random)
                name += Bool.random(using: &random) ? mark ?? "" : String(scalar(in: block...block + 0x3F))
            }
        }
        return name + (ends.randomElement(using: &random) ?? "")
    }

    /// A letter where what comes up may stand in no name, or is no character.
    private mutating func scalar(in range: ClosedRange<UInt32>) -> Unicode.Scalar {
        guard let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) else { return "w" }
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x61C, 0x200E, 0x200F, 0x2066...0x2069: return "w"
        default: return scalar
        }
    }
}
