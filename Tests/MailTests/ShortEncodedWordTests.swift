import Testing

@testable import Mail

@Suite struct ShortEncodedWordTests {
    private func short(_ text: String, at column: Int = 4) -> String? {
        var wire = Array(repeating: UInt8(ascii: "x"), count: column)
        guard EncodedWord.writeShort(text, into: &wire) else {
            #expect(wire.count == column)
            return nil
        }
        return String(decoding: wire.dropFirst(column), as: UTF8.self)
    }

    @Test(arguments: [
        ("Zoë", "=?utf-8?q?Zo=C3=AB?="), ("Siân Llewelyn", "=?utf-8?q?Si=C3=A2n_Llewelyn?="),
        ("Łukasz Zieliński", "=?utf-8?q?=C5=81ukasz_Zieli=C5=84ski?="),
    ])
    func `an ordinary name is one word`(name: String, word: String) {
        #expect(short(name) == word)
    }

    @Test(arguments: ["a\nb", "a\u{7F}", "\u{85}", "\u{2028}", "\u{202E}a", "\u{FEFF}", "🦊", "Владимир"])
    func `what needs a closer look is left alone`(name: String) {
        #expect(short(name) == nil)
    }

    @Test func `what does not fit the line is left alone`() {
        #expect(short("Zoë", at: 57) == nil)
        #expect(short("Zoë", at: 56) == "=?utf-8?q?Zo=C3=AB?=")
    }

    @Test func `it is what the other way would write`() {
        var random = SeededRandom(seed: 22)
        for _ in 0..<1_000 {
            let name = random.text(upTo: 20)
            guard !name.isEmpty, let word = short(name) else { continue }
            var wire = Array("xxxx".utf8)
            EncodedWord.write(Array(name.unicodeScalars), into: &wire)
            #expect(word == String(decoding: wire.dropFirst(4), as: UTF8.self))
        }
    }
}
