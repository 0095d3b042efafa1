import Testing

@testable import Broadcasting

struct LineTextTests {
    @Test(arguments: [
        ([0x4A, 0x6F], LineText.utf8, "Jo"),
        ([0x5A, 0x6F, 0xC3, 0xAB], .utf8, "Zoë"),
        ([0x5A, 0x6F, 0xEB], .windows1252, "Zoë"),
        ([0x92, 0x42], .windows1252, "\u{2019}B"),
        ([0xC3, 0xAB, 0xEB, 0x41], .damaged, "ë\u{FFFD}A"),
        ([0x81, 0x41], .damaged, "\u{FFFD}A"),
        ([], .utf8, ""),
    ])
    func `a line is read as what it can be`(bytes: [UInt8], reading: LineText, text: String) {
        #expect(LineText(of: bytes) == reading)
        #expect(Array(LineText(of: bytes).decode(bytes).unicodeScalars) == Array(text.unicodeScalars))
    }
}
