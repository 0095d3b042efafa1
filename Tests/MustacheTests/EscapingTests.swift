import Mustache
import Testing

struct EscapingTests {
    private func escaped(_ text: String, _ escaping: Escaping) -> String {
        var output: [UInt8] = []
        escaping.append(text.utf8, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test(arguments: [
        ("", ""), ("a & b", "a &amp; b"), ("<\"'>", "&lt;&quot;&#39;&gt;"), ("&amp;", "&amp;amp;"),
        // A combining mark behind `<` makes one character of the two.
        ("<\u{338}é🦊", "&lt;\u{338}é🦊"),
    ])
    func `markup becomes character references`(text: String, expected: String) {
        #expect(escaped(text, .html) == expected)
        #expect(escaped(text, .none) == text)
    }
}
