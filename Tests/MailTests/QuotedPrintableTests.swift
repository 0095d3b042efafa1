import Testing

@testable import Mail

@Suite struct QuotedPrintableTests {
    private func encoded(_ text: String) -> String {
        let pieces = QuotedPrintable.pieces(of: [.text(text)])
        guard case .wire(let wire)? = pieces.first else { return "" }
        return String(decoding: wire, as: UTF8.self)
    }

    @Test(arguments: [
        ("", ""), ("a", "a\r\n"), ("a=b", "a=3Db\r\n"), ("a \n\tb\t\n", "a=20\r\n\tb=09\r\n"),
        ("é🦊", "=C3=A9=F0=9F=A6=8A\r\n"), (".a\n..\na.", "=2Ea\r\n=2E.\r\na.\r\n"),
        ("From a\nFrom\n>From b", "=46rom a\r\nFrom\r\n>From b\r\n"),
        ("a\rb\nc\r\nd", "a\r\nb\r\nc\r\nd\r\n"),
        ("\0\u{1B}\u{7F}", "=00=1B=7F\r\n"), ("-- \nx", "--=20\r\nx\r\n"), ("\n\n", "\r\n\r\n"),
    ])
    func `text is encoded where it must be`(text: String, expected: String) {
        #expect(encoded(text) == expected)
    }

    /// RFC 2045 §6.7 (5): 76 octets, the "=" included.
    @Test(arguments: ["x", "é", "🦊", "=", ". ", "From ", "e\u{301}"])
    func `a soft break stands in no character and leaves no dot and no From behind`(unit: String) {
        for shift in 0..<12 {
            let text = String(repeating: "y", count: shift) + String(repeating: unit, count: 120)
            let lines = encoded(text).split(separator: "\r\n")
            for line in lines {
                #expect(line.utf8.count <= 76 && !line.hasPrefix(".") && !line.hasPrefix("From "))
                let whole = line.hasSuffix("=") ? String(line.dropLast()) : String(line)
                let decoded = WireReader.quotedPrintable(Array(whole.utf8) + Array("  ".utf8))
                #expect(!decoded.unicodeScalars.contains("\u{FFFD}"))
            }
            #expect(WireReader.quotedPrintable(Array(encoded(text).utf8)) == text + "\r\n")
        }
    }
}
