import Mail
import Testing

@Suite struct EmailAddressTests {
    @Test(arguments: [
        ("ann@kent.example", "ann@kent.example"),
        ("Ann.Day+news@Kent.Example", "Ann.Day+news@kent.example"),
        ("d'arcy@kent.example", "d'arcy@kent.example"),
        ("a#1@kent.example", "a#1@kent.example"),
        ("ann@1-2.kent.example", "ann@1-2.kent.example"),
        ("ann@kÖln.example", "ann@xn--kln-sna.example"),
        ("ann@XN--KLN-SNA.example", "ann@xn--kln-sna.example"),
        ("ann@пример.рф", "ann@xn--e1afmkfd.xn--p1ai"),
        ("ann@straße.example", "ann@xn--strae-oqa.example"),
        ("ann@paral·lel.cat", "ann@xn--parallel-koa.cat"),
        ("<ann@kent.example>", "ann@kent.example"),
        ("  ann@kent.example\t", "ann@kent.example"),
    ])
    func `an ordinary address is taken without a remark`(text: String, expected: String) throws {
        let parsed = try EmailAddress.parse(text)
        #expect(parsed.address.description == expected)
        #expect(parsed.warnings.isEmpty)
    }

    @Test(
        arguments: [
            ("mailto:ann@kent.example", "ann@kent.example", AddressWarning.Reason.stray(.mailto)),
            ("\"ann@kent.example\"", "ann@kent.example", .stray(.quotes)),
            ("'ann@kent.example'", "ann@kent.example", .stray(.quotes)),
            ("\u{2018}ann@kent.example\u{2019}", "ann@kent.example", .stray(.quotes)),
            ("ann@kent.example\"", "ann@kent.example", .stray(.quotes)),
            ("\u{A0}ann@kent.example\u{3000}", "ann@kent.example", .stray(.space)),
            ("\u{FEFF}ann@kent.example\u{200B}", "ann@kent.example", .stray(.invisible)),
            ("ann@kent.example.;,", "ann@kent.example", .stray(.punctuation)),
            ("ann@kent.example (press (desk)", "ann@kent.example", nil),
            ("ann@kent.example(Ann)", "ann@kent.example", .stray(.comment)),
            ("50%@kent.example", "50%@kent.example", .odd("%")),
            ("-f@kent.example", "-f@kent.example", .odd("-")),
            ("{name}@kent.example", "{name}@kent.example", .placeholder),
            ("p\u{430}ul@kent.example", "p\u{430}ul@kent.example", .mixedScripts),
            ("ann@p\u{430}ypal.example", "ann@xn--pypal-4ve.example", .mixedScripts),
            ("ann@xn--pypal-4ve.example", "ann@xn--pypal-4ve.example", .mixedScripts),
            ("ann@\u{FF4B}ent.example", "ann@kent.example", .fullWidth),
            ("andre\u{301}@kent.example", "andr\u{E9}@kent.example", .composed),
            ("andr\u{E9}@kent.example", "andr\u{E9}@kent.example", .needsSMTPUTF8),
            ("ann@gamil.com", "ann@gamil.com", .typo(meant: "gmail.com")),
            ("ann@hotmial.com", "ann@hotmial.com", .typo(meant: "hotmail.com")),
            ("ann@kent.con", "ann@kent.con", .typo(meant: ".com")),
        ] as [(String, String, AddressWarning.Reason?)])
    func `an odd one is taken with a warning`(text: String, expected: String, reason: AddressWarning.Reason?)
        throws
    {
        guard let reason else {
            #expect(throws: AddressProblem.self) { try EmailAddress.parse(text) }
            return
        }
        let parsed = try EmailAddress.parse(text)
        #expect(Array(parsed.address.description.unicodeScalars) == Array(expected.unicodeScalars))
        #expect(parsed.warnings.contains { $0.reason == reason }, "\(parsed.warnings)")
    }

    @Test(arguments: ["ann@gmail.com", "ann@mail.com", "ann@ymail.com", "ann@hotmail.co.uk", "ann@yahoo.ca"])
    func `a real provider is not taken for a typo`(text: String) throws {
        #expect(try EmailAddress.parse(text).warnings.isEmpty)
    }

    @Test(arguments: [
        ("", 0, AddressProblem.Reason.empty),
        (" \u{A0}", 2, .empty),
        ("ann", 0, .noAt),
        ("ann at kent dot example", 0, .noAt),
        ("ann\u{FF20}kent.example", 3, .wideAt),
        ("https://kent.example", 0, .webAddress),
        ("@kent.example", 0, .nothingBeforeAt),
        ("ann@", 4, .nothingAfterAt),
        ("ann@@kent.example", 4, .secondAt),
        ("ann@kent.example, bob@kent.example", 16, .severalAddresses),
        ("ann day@kent.example", 3, .whiteSpace),
        ("ann@kent. example", 9, .whiteSpace),
        ("ann\r\n@kent.example", 3, .control("\r")),
        ("ann@kent.example\u{0}", 16, .control("\u{0}")),
        ("\u{202E}ann@kent.example", 0, .direction("\u{202E}")),
        ("a\u{200B}nn@kent.example", 1, .invisible("\u{200B}")),
        ("ann@ke\u{AD}nt.example", 6, .invisible("\u{AD}")),
        ("a(n)n@kent.example", 1, .character("(", in: .localPart)),
        ("\u{1F600}@kent.example", 0, .character("\u{1F600}", in: .localPart)),
        ("ann@ke_nt.example", 6, .character("_", in: .domain)),
        ("ann@kent\u{3002}example", 8, .character("\u{3002}", in: .domain)),
        (".ann@kent.example", 0, .dotAtEdge(.localPart)),
        ("ann.@kent.example", 3, .dotAtEdge(.localPart)),
        ("a..n@kent.example", 2, .dotsInARow(.localPart)),
        ("ann@kent..example", 4, .dotsInARow(.domain)),
        ("ann@.kent.example", 4, .dotAtEdge(.domain)),
        ("\"ann\"@kent.example", 0, .quotedLocalPart),
        ("|sh@kent.example", 0, .leadsToProgramOrFile),
        ("/tmp/a@kent.example", 0, .leadsToProgramOrFile),
        ("`id`@kent.example", 3, .backQuotes),
        ("\u{301}a@kent.example", 0, .startsWithMark),
        ("Mailer-Daemon@kent.example", 0, .bounceSender),
        ("ann@[127.0.0.1]", 4, .addressLiteral),
        ("ann@-kent.example", 4, .hyphenAtEdge),
        ("ann@kent-.example", 4, .hyphenAtEdge),
        ("ann@kent", 4, .oneLabel),
        ("ann@10.0.0.1", 4, .numericTopLevel),
        ("ann@kent.local", 4, .reserved("local")),
        ("ann@KENT.Onion", 4, .reserved("onion")),
        ("ann@kent.example (bob@kent.example)", 17, .severalAddresses),
    ])
    func `what is no address is refused, with the place`(
        text: String, offset: Int, reason: AddressProblem.Reason
    ) throws {
        let problem = try #require(throws: AddressProblem.self) { try EmailAddress.parse(text) }
        #expect(problem.reason == reason, "\(problem)")
        #expect(problem.offset == offset, "\(problem)")
    }

    @Test func `lengths are counted in octets, each to its limit`() throws {
        let a = { String(repeating: "a", count: $0) }
        _ = try EmailAddress.parse("\(a(64))@kent.example")
        _ = try EmailAddress.parse("ann@\(a(63)).example")
        let longest = "a@" + [a(63), a(63), a(63), a(60)].joined(separator: ".")
        #expect(try EmailAddress.parse(longest).address.description.utf8.count == 254 + 1 - 1)
        for text in [
            "\(a(65))@kent.example", String(repeating: "é", count: 33) + "@kent.example",
            "ann@\(a(64)).example", "a" + longest,
            "ann@" + Array(repeating: "ab", count: 90).joined(separator: "."),
            "ann@" + String(repeating: "é", count: 2000) + ".example", "ann@\(a(64)).köln.example",
        ] {
            #expect(throws: AddressProblem.self) { try EmailAddress.parse(text) }
        }
    }

    @Test(arguments: [
        "ann@xn--ls8h.example", "ann@xn--a.example", "ann@xn--.example", "ann@xn--kln-sna-.example",
    ])
    func `an A-label that stands for nothing is refused`(text: String) {
        #expect(throws: AddressProblem.self) { try EmailAddress.parse(text) }
    }

    @Test(arguments: [
        "<ann@kent.example>", " ann@kent.example", "ann@kent.example;", "mailto:ann@kent.example",
    ])
    func `where it has to be exact, nothing is dropped`(text: String) throws {
        #expect(throws: AddressProblem.self) { try EmailAddress(text) }
        _ = try EmailAddress.parse(text)
    }

    @Test func `the same subscriber has the same key`() throws {
        let key = try EmailAddress("ann@kent.example").comparisonKey
        #expect(try EmailAddress("ANN@Kent.Example").comparisonKey == key)
        let composed = try EmailAddress("\u{C9}a@kent.example").comparisonKey
        #expect(try EmailAddress("e\u{301}A@kent.example").comparisonKey == composed)
        #expect(key != composed)
    }

    @Test func `the problem reads as a sentence and hides nothing`() {
        func says(_ text: String) -> String {
            do throws(AddressProblem) { return try EmailAddress.parse(text).address.description } catch {
                return error.description
            }
        }
        #expect(says("jo@") == "'jo@' is not an email address: nothing after '@'")
        #expect(says("j\u{202E}o@").hasPrefix("'jU+202Eo@' is not an email address: U+202E changes"))
        #expect(says(String(repeating: "x", count: 5000)).utf8.count < 150)
    }

    @Test func `no text makes it trap, and what it takes is safe and reads back the same`() throws {
        var random = SeededRandom(seed: 1)
        let parts = [
            "ann", "@kent", "@", ".", ".example", "@kent.example", "\u{430}", "é", "\u{301}", "\"", "'", "<",
            ">", "(", ")", ";", ",",
            "mailto:", " ", "\u{A0}", "\u{FEFF}", "xn--", "-", "1", "\r\n", "\u{0}", "[", "]", "\u{3002}",
            "\u{FF20}",
        ]
        var taken = 0
        for round in 0..<20_000 {
            let text = round % 3 == 0 ? random.text(upTo: 30) : random.mixture(of: parts, upTo: 9)
            guard let address = try? EmailAddress.parse(text).address else { continue }
            taken += 1
            #expect(try EmailAddress.parse(address.description).address == address)
            #expect(address.domain.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
            #expect(!address.localPart.unicodeScalars.contains { " <>\"\r\n@\0".unicodeScalars.contains($0) })
        }
        #expect(taken > 20)
    }
}
