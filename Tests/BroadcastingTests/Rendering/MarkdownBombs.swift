import Testing

/// Texts of a draft's full length that take cmark-gfm, or would take a careless reader, time or memory that grows
/// with the square of their length.
enum MarkdownBombs {
    struct Bomb: Sendable, CustomTestStringConvertible {
        let text: String
        var testDescription: String { String(text.prefix(24)) }
    }

    /// Octets that a draft may have.
    private static let length = 256 << 10

    static var all: [Bomb] { (runs + halves + built).map(Bomb.init) }

    /// One thing over and over.
    private static var runs: [String] {
        [
            ">", "> ", ">\n", "- ", "1. ", "* * * a\n", "-\n", "[", "![", "](", "]", "*", "*a ", "*a **a ",
            "_a ",
            "**a*", "*_", "***a", "`", "`` ` ", "~a ", "~~", "<!--", "<?", "<!A", "<![CDATA[", "<a b=\"",
            "<a ",
            "</", "&", "&amp;", "&#x1F600;", "&CounterClockwiseContourIntegral;", "&#", "a@", "@a.b",
            "a@b.c ",
            "http://", "www.a", "www.a(", "http://a_", "<a@b.c>", "|", "|\n", "a|b\n-|-\n", "a\n-|-\n", "|-",
            "[a](",
            "[a](<b", "[a](b \"", "[a](b (", "[a][", "[^a]", "[a]: b\n", "[a]:\n", "# ", "a\n=\n", "a\n-\n",
            "\\",
            "\t", "\n", "\r", "\0", "é", "\u{301}", "🦊", "```\n", "<div>\n", "    a\n", "a  \n", "\"(",
        ].map { repeated($0) }
    }

    /// One thing over and over, then another.
    private static var halves: [String] {
        [
            ("[", "]"), ("[", "](a)"), ("![", "](a)"), ("(", ")"), ("*a ", "a* "), ("**", "a**"), ("<", ">"),
            ("`a ", "`"),
            ("> ", "\na"), ("- ", "\n"), ("a|", "\n-|"), ("[a] ", "\n\n[a]: b"), ("&", ";"), ("~~a ", "b~~ "),
        ].map { repeated($0, length / 2) + repeated($1, length / 2) }
    }

    private static var built: [String] {
        let many = 20_000
        return [
            "> ".times(10_000) + "a\n" + "b\n".times(100_000),
            "- ".times(10_000) + "a\n" + "\n".times(200_000) + "b",
            "http://a" + ")".times(250_000), "http://a" + ").".times(125_000),
            "[a]: " + "x".times(many) + "\n\n" + "[a] ".times(55_000),
            "[a]:\nhttp://a.example\n'" + "x".times(many) + "'\n\n" + "[a] ".times(55_000),
            "a|".times(many) + "\n" + "-|".times(many) + "\n" + "|".times(180_000),
            "a|".times(400) + "\n" + "-|".times(400) + "\n" + "a\n".times(120_000),
            "![".times(30_000) + "*a* ".times(25_000) + "](x)".times(25_000),
            // Runs of back-quotes, each of another length, none of which closes another.
            (1...700).map { "`".times($0) + " " }.joined(),
            (1...700).map { " ".times($0) + "- a\n" }.joined(),
            (1...700).map { ">".times($0) + "a\n" }.joined(), (1...20_000).map { "[\($0)]: x\n" }.joined(),
            (1...20_000).map { "[^\($0)] " }.joined(),
        ]
    }

    private static func repeated(_ text: String, _ octets: Int = length) -> String {
        text.times(octets / text.utf8.count)
    }
}

extension String {
    fileprivate func times(_ count: Int) -> String { String(repeating: self, count: count) }
}
