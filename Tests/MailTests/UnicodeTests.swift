import Testing

@testable import Mail

struct UnicodeTests {
    @Test func `letters and their accents are put together`() {
        #expect(
            Array(composed("e\u{301}a\u{323}\u{302}").unicodeScalars)
                == Array("\u{E9}\u{1EAD}".unicodeScalars))
        #expect(composed("plain") == "plain")
    }

    @Test func `more accents than anybody writes are left as they are`() {
        let marks = String(repeating: "\u{301}\u{323}", count: 500)
        #expect(Array(composed("e" + marks).unicodeScalars) != Array(("e" + marks).unicodeScalars))
        let more = "e" + String(repeating: "\u{301}\u{323}", count: 60_000)
        #expect(Array(composed(more).unicodeScalars) == Array(more.unicodeScalars))
    }
}
