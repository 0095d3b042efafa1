import Testing

@testable import Broadcasting

@Suite struct MarkdownBoundsTests {
    private func text(_ markdown: String) -> String {
        String(decoding: MarkdownBounds(markdown).text, as: UTF8.self)
    }

    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test(arguments: [
        "", "a", "# A\n\n- b\n  - c\n\n> d\n", "a\r\nb\rc", "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "[a]: https://b.example\n\n[a] [a]", String(repeating: "- ", count: 200),
        String(repeating: "> ", count: 90) + "a", String(repeating: " ", count: 300) + "a",
        String(repeating: "- ", count: 90) + "* * * * * *" + String(repeating: " *", count: 90),
    ])
    func `what people write is not touched`(markdown: String) {
        let bounds = MarkdownBounds(markdown)
        #expect(String(decoding: bounds.text, as: UTF8.self) == markdown)
        #expect(bounds.allows("table") && bounds.allows("autolink") && bounds.allows("strikethrough"))
    }

    @Test(arguments: [(">", ">"), ("- ", "-"), ("+ ", "+"), ("* ", "*")])
    func `a mark behind 200 octets is text`(mark: String, escaped: String) {
        let depth = 200 / mark.utf8.count
        let line = repeated(mark, depth)
        #expect(text("a\n" + line + mark + "b\nc") == "a\n" + line + "\\" + mark + "b\nc")
        #expect(
            Markdown.html(line + mark + "b").contains("\(escaped == ">" ? "&gt;" : escaped) b") || mark == ">"
        )
    }

    @Test func `a number is text by its dot`() {
        let indent = repeated(" ", 198)
        #expect(text(indent + "10. a") == indent + "10\\. a")
    }

    @Test func `tables of too many columns, cells or header lines are text`() {
        let wide = repeated("|", 501) + "\n"
        #expect(!MarkdownBounds(wide).allows("table"))
        let long = repeated("a|", 100) + "\n" + repeated("-|", 100) + "\n"
        #expect(MarkdownBounds(long + repeated("a\n", 400)).allows("table"))
        #expect(!MarkdownBounds(long + repeated("a\n", 600)).allows("table"))
        #expect(MarkdownBounds(long + "\n" + repeated("a\n", 600)).allows("table"))
        #expect(!MarkdownBounds(repeated("a\n-|-\n", 3_000)).allows("table"))
    }

    @Test func `bare URLs before too many brackets are text, and too many addresses`() {
        #expect(MarkdownBounds("http://a" + repeated(")", 4_000)).allows("autolink"))
        #expect(!MarkdownBounds("http://a" + repeated(")", 5_000)).allows("autolink"))
        #expect(!MarkdownBounds("http://a" + repeated(").", 5_000)).allows("autolink"))
        #expect(!MarkdownBounds(repeated("a@", 20_001)).allows("autolink"))
    }

    @Test func `a definition that would be copied too often is text`() {
        let definition = "[a]: https://" + repeated("x", 1_000) + "\n\n"
        #expect(text(definition + repeated("[a]", 1_000)).utf8.contains(UInt8(ascii: "\\")) == false)
        let many = definition + repeated("[a]", 20_000)
        #expect(text(many).hasPrefix("[a]\\: https://"))
    }
}
