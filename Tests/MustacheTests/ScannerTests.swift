import Mustache
import Testing

struct ScannerTests {
    @Test(arguments: [
        ("{{=<% %>=}}<%a%> {{a}}", "1 {{a}}"),
        ("{{=<% %>=}}<%={{ }}=%>{{a}}", "1"),
        ("{{= | | =}}|a||a|", "11"),
        ("{{=« »=}}«a»", "1"),
        ("{{=<% %>=}}<%{html}%> <%&html%> <%html%>", "<b> <b> &lt;b&gt;"),
        ("{{=\n<%\t%>\n=}}<%a%>", "1"),
    ])
    func `delimiters change for what follows`(source: String, expected: String) throws {
        #expect(try rendered(source, ["a": .integer(1), "html": .string("<b>")]) == expected)
    }

    @Test(arguments: [
        ("a{{! }b} {{ c }}d", "ad"),
        ("{{!}}x", "x"),
        ("{{ ! spaced }}x", "x"),
        ("{{!\nlines\n}}\nx", "x"),
    ])
    func `comments print nothing`(source: String, expected: String) throws {
        #expect(try rendered(source) == expected)
    }

    @Test(arguments: [
        "", "{", "}}", "{ {a} }", "a } b }} c", "\r\n\r\r\n\n", "  \t\n \n", "é\u{1F600}\u{0}\n", "no end",
    ])
    func `text without tags comes back as it was`(source: String) throws {
        #expect(try rendered(source) == source)
    }

    @Test func `white space may stand around a name and before its sigil`() throws {
        let context: [String: Value] = ["a": .map(["b": .string("<")])]
        #expect(
            try rendered("{{ a.b }}{{\n& a.b\n}}{{{ a.b }}}{{ # a }}{{b}}{{/ a }}", context) == "&lt;<<&lt;")
    }

    @Test(arguments: [
        ("x\n {{a", 2, 2, "a tag is opened here and never closed: there is no '}}' behind it"),
        ("{{{a}}", 1, 1, "a tag is opened here and never closed: there is no '}}}' behind it"),
        ("{{", 1, 1, "a tag is opened here and never closed: there is no '}}' behind it"),
        ("{{=<% %>}}", 1, 1, "a tag is opened here and never closed: there is no '=}}' behind it"),
        ("é{{=<%=}}", 1, 2, "'{{=<%=}}' must hold two marks with a space between them, and no '=' in them"),
        (
            "{{=a b c=}}", 1, 1,
            "'{{=a b c=}}' must hold two marks with a space between them, and no '=' in them"
        ),
        (
            "{{==a b=}}", 1, 1,
            "'{{==a b=}}' must hold two marks with a space between them, and no '=' in them"
        ),
        ("{{=12345678901234567 b=}}", 1, 1, "a mark may have 16 bytes at most"),
        ("a{{}}", 1, 2, "the tag '{{}}' has no name"),
        ("{{# }}", 1, 1, "the tag '{{# }}' has no name"),
        ("{{a b}}", 1, 1, "'a b' is not a name: a name has no white space in it"),
        ("{{a..b}}", 1, 1, "'a..b' is not a name: there is nothing beside one of its dots"),
        ("{{#a.}}{{/a.}}", 1, 1, "'a.' is not a name: there is nothing beside one of its dots"),
        (
            "{{>*a}}", 1, 1,
            "'{{>*a}}' is a dynamic name, which is not supported; write the template's own name"
        ),
    ])
    func `a tag that is not well formed is named with its place`(
        source: String, line: Int, column: Int, message: String
    ) throws {
        let error = #expect(throws: TemplateError.self) { try Template(source, name: "t") }
        #expect(error?.description == "t:\(line):\(column): error: \(message)")
    }

    @Test func `messages cut long names and hide control and direction characters`() throws {
        let error = #expect(throws: TemplateError.self) {
            try Template("{{\u{202E}a\u{7} b\(String(repeating: "c", count: 99))}}", name: "t")
        }
        let shown = "'\u{FFFD}a\u{FFFD} b\(String(repeating: "c", count: 35))…'"
        #expect(error?.message == "\(shown) is not a name: a name has no white space in it")
    }

    @Test(arguments: [
        "{", "{{", "{{{", "{{=", "{{!", "{{#a}}", "{{^a}}", "{{$a}}", "{{<a}}", "{{/", "{{{{}}",
    ])
    func `a flood of marks ends in an error`(mark: String) {
        let source = "{{" + String(repeating: mark, count: 50_000)
        #expect(throws: TemplateError.self) { try Template(source, name: "t") }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("{ ", "{ "), ("}", "}"), ("{{a}}", "&lt;"), ("{{{a}}}", "<"), ("{{! { }}", ""),
            ("{{#a}}{{/a}}", ""),
            ("{{^b}}{{a}}{{/b}}", "&lt;"), ("{{$b}}{{a}}{{/b}}", "&lt;"), ("{{>p}}", "p"),
            ("{{<p}}{{/p}}", "p"),
            ("{{=<% %>=}}<%={{ }}=%>", ""), ("\n {{#a}}\n{{/a}}\n", "\n"),
        ])
    func `50,000 marks take their place each`(piece: String, expected: String) throws {
        let source = String(repeating: piece, count: 50_000)
        let text = try rendered(source, ["a": .string("<")], partials: ["p": "p"])
        #expect(text == String(repeating: expected, count: 50_000))
    }
}
