import Testing

@testable import Broadcasting

@Suite struct MarkdownLineTests {
    private func line(_ text: String) -> MarkdownLine { MarkdownLine(Array(text.utf8)[...]) }

    @Test(arguments: [("", true), (" \t", true), ("> >", true), (">a", false), ("-", false), ("1.", false)])
    func `white space and the marks of quotes are a blank line`(text: String, isBlank: Bool) {
        #expect(line(text).isBlank == isBlank)
    }

    @Test(arguments: [
        ("|---|", true), ("-|-", true), (":-", true), ("> - -|-", true), (" :---: | ---", true),
        ("---", false),
        ("a|b", false), ("", false), ("|-|a", false),
    ])
    func `a line of bars, colons and hyphens can make a table`(text: String, isRow: Bool) {
        #expect(line(text).isDelimiterRow == isRow)
    }

    @Test func `a label with a colon can define a link`() {
        #expect(line("[a]: b").mayDefineLink)
        #expect(!line("[a] : b").mayDefineLink)
    }

    @Test func `marks deeper than 200 octets are found, rules are none`() {
        let deep = String(repeating: " ", count: 200)
        #expect(line(deep + "> a").deepMark == 200)
        #expect(line(deep + "12) a").deepMark == 202)
        #expect(line(deep + "-a").deepMark == nil)
        #expect(line(deep + "- - -").deepMark == nil)
        #expect(line(deep + "12345678901. a").deepMark == nil)
        #expect(line(String(repeating: "- ", count: 101) + "a").deepMark == 200)
    }
}
