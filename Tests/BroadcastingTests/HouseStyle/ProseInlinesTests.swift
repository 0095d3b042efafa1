import Testing

@testable import Broadcasting

struct ProseInlinesTests {
    /// What is read of one block; `·` stands for what is not.
    private func read(_ source: String, labels: Set<String> = []) -> String {
        let body = Array(source.unicodeScalars)
        var inlines = ProseInlines(body, [body.indices], labels: labels)
        inlines.read()
        #expect(inlines.text.count == inlines.origins.count)
        #expect(zip(inlines.origins, inlines.origins.dropFirst()).allSatisfy { $0 < $1 }, "\(source)")
        return String(String.UnicodeScalarView(inlines.text.map { $0 == ProseInlines.gap ? "·" : $0 }))
    }

    @Test(arguments: [
        ("**ille*gal*** ~~migrant~~", "illegal migrant"), ("\\*a\\_b\\\\ \\q", "*a_b\\ \\q"),
        ("a `code` b", "a · b"),
        ("``a ` b`` c", "· c"), ("a ` b", "a ` b"), ("\\`a`", "`a`"), ("a <!-- b --> c", "a · c"),
        ("a <!-- b", "a <!-- b"), ("<https://a.example> b", "· b"), ("<b class> c", "<b class> c"),
        ("a < b > c", "a < b > c"),
        ("https://illegal.example/migrant, b", "· b"), ("see www.a.example.", "see ·"),
        ("HTTPS://a b", "· b"),
        ("xhttps://a", "xhttps://a"), ("why wait", "why wait"),
        ("ask illegal.migrant@hub.example now", "ask · now"),
        ("@name a @ b", "@name a @ b"), ("a@", "a@"),
    ])
    func `marks, code, comments and addresses are not read`(source: String, expected: String) {
        #expect(read(source) == expected)
    }

    @Test(arguments: [
        ("[a b](https://c.example/d_e \"t\") f", "a b f"), ("[a](<c d>)b", "ab"),
        ("![alt](x.png) a", "alt a"),
        ("[a](b(c)d) e", "a e"), ("[a](b c) d", "a (b c) d"), ("[a](b \"c) d", "a (b \"c) d"), ("[a]()", "a"),
        ("crossings[1] b", "crossings 1  b"), ("a](b) c", "a (b) c"), ("[a][b] c", "a b  c"),
        ("[a [b](c) d](e) f", "a b d f"),
    ])
    func `of a link its words are read`(source: String, expected: String) {
        #expect(read(source) == expected)
    }

    @Test func `of a link that is defined elsewhere as well`() {
        #expect(read("[a][B c] d [e][] [f][g]", labels: ["b c"]) == "a d e f g ")
    }

    @Test(arguments: [
        ("a https://b.example/c d", "https://b.example/c", 2),
        ("[a](https://b.example) c", "https://b.example", 4),
        ("<http://a.example>", "http://a.example", 1), ("[a](<https://b.example>)", "https://b.example", 5),
        ("www.a.example", "www.a.example", 0),
    ])
    func `a link to a page is known with its place`(source: String, target: String, place: Int) {
        let body = Array(source.unicodeScalars)
        var inlines = ProseInlines(body, [body.indices], labels: [])
        inlines.read()
        #expect(inlines.link?.text == target && inlines.link?.origin == place)
    }

    @Test(arguments: [
        "mailto:a@b.example", "[a](mailto:b@c.example)", "[a](tel:123)", "`https://a.example`", "a",
    ])
    func `what is no page is no link`(source: String) {
        let body = Array(source.unicodeScalars)
        var inlines = ProseInlines(body, [body.indices], labels: [])
        inlines.read()
        #expect(inlines.link == nil)
    }

    /// Each would take minutes were any mark to look through all the rest for its partner.
    @Test(arguments: [
        "`", "``a`", "` ``", "[", "]", "[a](", "[a](b ", "](<", "](a (", "](a \"b", "](a '", "<", "<!--",
        "<!-- ", "<a:", "@", "a@", "a@b",
        "https://", "www.", "[a][", "][b", "\\", "*", "_a", "](\\(", "h", "![", "](a\n", "[a](((((",
    ])
    func `a full block of anything is read in one go`(_ unit: String) {
        let body = Array(String(repeating: unit, count: 262_144 / unit.utf8.count).unicodeScalars)
        var inlines = ProseInlines(body, [body.indices], labels: ["c"])
        inlines.read()
        #expect(inlines.text.count <= body.count)
    }
}
