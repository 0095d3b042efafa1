import Testing

@testable import Mail

@Suite struct HeaderTextTests {
    private func written(_ text: String) -> String {
        var wire = Array("Subject: ".utf8)
        UnstructuredText.write(text, into: &wire)
        return String(decoding: wire.dropFirst(9), as: UTF8.self)
    }

    @Test(arguments: [
        ("Hello, \"you\" \\ (there)", "Hello, \"you\" \\ (there)"), ("a = b? c?=d", "a = b? c?=d"),
        (" a", "=?utf-8?q?_a?="), ("a ", "=?utf-8?q?a_?="), ("a\tb", "a b"),
        ("a\0b\u{7F}", "=?utf-8?q?a_b_?="),
        ("a\u{2028}b", "a b"), ("a=?", "=?utf-8?q?a=3D=3F?="), ("", ""),
    ])
    func `text stands plain where every reader then shows it as typed`(text: String, value: String) {
        #expect(written(text) == value)
    }

    @Test func `long text is folded before words, and its spaces stay`() {
        let text = (1...40).map { "word\($0)" }.joined(separator: "  ")
        let lines = ("Subject: " + written(text)).split(separator: "\r\n")
        #expect(lines.count > 3 && lines.allSatisfy { $0.utf8.count <= 78 && !$0.allSatisfy { $0 == " " } })
        #expect(written(text).replacing("\r\n", with: "") == text)
    }

    @Test func `a word longer than a line is encoded`() {
        #expect(written(String(repeating: "x", count: 79)).hasPrefix("=?utf-8?q?"))
    }
}
