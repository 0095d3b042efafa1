import Testing

@testable import Mail

@Suite struct ValueSpliceTests {
    private func spliced(_ value: String, html: Bool = false, behind: String = "") -> String {
        var wire = Array(behind.utf8)
        QuotedPrintable.write(value: value, html: html, into: &wire)
        return String(decoding: wire.dropFirst(behind.utf8.count), as: UTF8.self)
    }

    @Test(arguments: [
        ("Ann", "Ann"), ("", ""), ("a=b", "a=3Db"), ("é", "=C3=A9"), ("a ", "a=20"), (".a", "=2Ea"),
        ("From ", "=46rom=20"), ("F", "=46"), ("a\r\nb\u{2028}c\u{85}d\0", "a  b c d=20"),
    ])
    func `a value stays on one line`(value: String, expected: String) {
        #expect(spliced(value) == expected)
    }

    @Test func `markup in a value is text`() {
        #expect(spliced("<a href=\"x\">'&", html: true) == "&lt;a href=3D&quot;x&quot;&gt;&#39;&amp;")
        #expect(spliced("<&>", html: false) == "<&>")
    }

    @Test(arguments: 0..<78 as Range<Int>)
    func `wherever it begins, no line passes 76 octets`(column: Int) {
        let behind = String(repeating: "x", count: min(column, 75))
        for value in [String(repeating: "é<", count: 60), String(repeating: "a", count: 200)] {
            let wire = behind + spliced(value, html: true, behind: behind)
            for line in wire.split(separator: "\r\n") { #expect(line.utf8.count <= 76) }
        }
    }
}
