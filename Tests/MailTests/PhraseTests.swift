import Testing

@testable import Mail

@Suite struct PhraseTests {
    private func phrase(_ name: String) -> String {
        var wire = Array("To: ".utf8)
        Phrase.write(name, into: &wire)
        return String(decoding: wire.dropFirst(4), as: UTF8.self)
    }

    @Test(arguments: [
        ("", ""), ("Ann Day", "Ann Day"), ("Ann-Marie O'Neil", "Ann-Marie O'Neil"),
        ("Dr. Ann", "\"Dr. Ann\""),
        ("Day, Ann", "\"Day, Ann\""), ("a@b", "\"a@b\""), ("\"", "\"\\\"\""), ("\\", "\"\\\\\""),
        (" a", "\" a\""), ("a ", "\"a \""), ("a  b", "\"a  b\""), ("=x", "=x"),
        ("a=?b", "=?utf-8?q?a=3D=3Fb?="),
        ("a\nBcc: b", "=?utf-8?q?a_Bcc=3A_b?="), ("é", "=?utf-8?b?w6k=?="), ("<b>", "\"<b>\""),
    ])
    func `a name is atoms, a quoted-string or encoded-words`(name: String, phrase: String) {
        #expect(self.phrase(name) == phrase)
    }

    @Test func `a long name is encoded, for then it can be folded`() {
        #expect(phrase(String(repeating: "x", count: 60)) == String(repeating: "x", count: 60))
        #expect(phrase(String(repeating: "x", count: 61)).hasPrefix("=?utf-8?q?xxx"))
    }

    @Test func `an address that does not fit goes to the next line`() {
        var wire = Array("To: ".utf8)
        let address = Array(String(repeating: "a", count: 80).utf8)
        Phrase.writeInBrackets(address, isBehindPhrase: true, into: &wire)
        #expect(String(decoding: wire, as: UTF8.self).hasPrefix("To: \r\n <aaa"))
        Phrase.writeInBrackets([0x62], isBehindPhrase: false, into: &wire)
        #expect(String(decoding: wire, as: UTF8.self).hasSuffix("><b>"))
    }
}
