import Testing

@testable import Broadcasting

struct ProseOutlineTests {
    /// Each part as `kind: its lines`, the lines parted by `/`.
    private func outline(_ text: String) -> [String] {
        let body = Array(text.unicodeScalars)
        return ProseOutline(body).parts.map { part in
            let lines = part.lines.map { String(String.UnicodeScalarView(body[$0])) }.joined(separator: "/")
            let kind =
                switch part.kind {
                case .heading(let level): "h\(level)"
                case .paragraph: part.isInList ? "more" : "p"
                case .item: "item"
                case .table: "table"
                }
            return "\(kind): \(lines)"
        }
    }

    @Test(arguments: [
        ("a\nb\n\nc", ["p: a/b", "p: c"]), ("# A\n## B ##\nc", ["h1:  A", "h2:  B ##", "p: c"]),
        ("A\n===\nB\n---\nc\n***\nd", ["h1: A", "h2: B", "p: c", "p: d"]),
        ("#tag\n####### a", ["p: #tag/####### a"]),
        ("- a\n- b\n  c\n\n  d\n\ne", ["item: a", "item: b/c", "more: d", "p: e"]),
        ("1. a\n2) b", ["item: a", "item: b"]), ("a\n2. b\n1. c", ["p: a/2. b", "item: c"]),
        ("- - a\n- > b", ["item: a", "item: b"]), ("-a\n+b", ["p: -a/+b"]),
        ("> a\n> b\nc\n\nd", ["p: a/b/c", "p: d"]), ("a\n> b", ["p: a", "p: b"]),
        (">a\n>\n>> c", ["p: a", "p: c"]),
        ("| a | b |\n|---|:-:|\n| c | d |\n\ne", ["table: | a | b |/| c | d |", "p: e"]),
        ("12345678901. a", ["p: 12345678901. a"]), ("-\n  a", ["item: /a"]),
    ])
    func `a text falls into headings, paragraphs, items and tables`(text: String, expected: [String]) {
        #expect(outline(text) == expected)
    }

    @Test(arguments: [
        ("a\n\n```\ncode\n\n- code\n```\nb", ["p: a", "p: b"]),
        ("a\n~~~ swift\n```\n~~~~\nb", ["p: a", "p: b"]),
        ("``` a`b\nc", ["p: ``` a`b/c"]), ("````\n```\n````\nb", ["p: b"]),
        ("a\n\n    code\n\nb", ["p: a", "p: b"]),
        ("a\n    b", ["p: a/b"]), ("- a\n\n    b\n\n      code", ["item: a", "more: b"]),
        ("\tcode\n\na", ["p: a"]), ("> ```\n> code\nb", ["p: b"]), ("- ```\n  code\n\nb", ["p: b"]),
        ("- a\n```\ncode\n```\nb", ["item: a", "p: b"]), ("```\ncode", []),
    ])
    func `code is left out`(text: String, expected: [String]) {
        #expect(outline(text) == expected)
    }

    @Test(arguments: [
        ("<!-- a\n\nb --> c\nd", ["p: c/d"]), ("a\n<!--\nb\n-->\nc", ["p: a", "p: c"]),
        ("<!-- a\nb", ["p: <!-- a/b"]), ("<!-- a --> b", ["p: <!-- a --> b"]),
        ("-->\n<!-- a\n- b", ["p: -->/<!-- a", "item: b"]),
    ])
    func `a comment over several lines is left out, where it ends`(text: String, expected: [String]) {
        #expect(outline(text) == expected)
    }

    @Test func `definitions of links are left out, and their labels are known`() {
        let text = "[A b]: https://a.example \"title\"\n[c]: <d>\n\n[Ann]: we stand together\n\n[e]:\n"
        #expect(outline(text) == ["p: [Ann]: we stand together", "p: [e]:"])
        #expect(ProseOutline(Array(text.unicodeScalars)).labels == ["a b", "c"])
    }

    /// Each would take minutes were any step to look at all lines for every line.
    @Test(arguments: [
        "> ", "- ", "1. ", "- > ", "a\n", "> a\n>> b\n", "- a\n", "```\n", "~~~ a\n", "<!--\n", "-->\n",
        "<!-- -->\n", "    \n",
        "|-|\n", "a\n|-|\n", "[a]: b\n", "[a]:\n", "===\n", "a\n===\n", "* * * ", "#", "# ", "\t", "`", "[",
        "***\n",
    ])
    func `a full file of anything is read in one go`(_ unit: String) {
        let text = String(repeating: unit, count: 262_144 / unit.utf8.count)
        let body = Array(text.unicodeScalars)
        #expect(ProseOutline(body).parts.flatMap(\.lines).allSatisfy { $0.upperBound <= body.count })
    }
}
