import Testing

@testable import Broadcasting

struct CleanTextTests {
    @Test(arguments: [
        ("Jo", "Jo", false), ("  Jo Bloggs\t", "Jo Bloggs", false), ("a\nb", "a b", false),
        ("a\r\nb", "a  b", true),
        ("a\u{7}b", "a b", true), ("a\u{85}b", "a b", true), ("a\u{2028}b", "a b", true),
        ("a\u{202E}b", "a b", true), ("\u{A0}Zoë\u{A0}", "Zoë", false), ("", "", false),
    ])
    func `a cell becomes one line of text`(text: String, expected: String, hadControls: Bool) {
        let clean = CleanText.singleLine(text)
        #expect(clean.text == expected)
        #expect(clean.hadControls == hadControls)
    }
}
