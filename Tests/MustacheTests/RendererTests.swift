import Mustache
import Testing

struct RendererTests {
    /// Made anew each time: the leak sanitizer does not see values of an enumeration that a global holds.
    static var context: [String: Value] {
        [
            "text": .string("<&>\"'"), "number": .integer(-12), "decimal": .decimal(1.25), "yes": .bool(true),
            "no": .bool(false), "null": .null, "empty": .string(""), "zero": .integer(0), "none": .list([]),
            "bare": .map([:]), "list": .list([.string("a"), .string("b")]),
            "map": .map(["inner": .map(["deep": .string("d")]), "number": .integer(7), "null": .null]),
        ]
    }

    @Test(arguments: [
        ("{{text}}", "&lt;&amp;&gt;&quot;&#39;"),
        ("{{{text}}}{{&text}}", "<&>\"'<&>\"'"),
        ("{{number}} {{decimal}} {{yes}} {{no}}", "-12 1.25 true false"),
        ("[{{null}}{{empty}}{{none}}{{bare}}{{list}}{{map}}{{missing}}{{map.missing.more}}]", "[]"),
        ("{{map.inner.deep}}{{#map}}{{inner.deep}}{{/map}}", "dd"),
    ])
    func `values are printed`(source: String, expected: String) throws {
        #expect(try rendered(source, Self.context) == expected)
    }

    @Test(arguments: [
        ("text", true), ("number", true), ("zero", true), ("yes", true), ("bare", true), ("list", true),
        ("no", false), ("null", false), ("empty", false), ("none", false), ("missing", false),
        ("map.null", false), ("map.inner.deep", true),
    ])
    func `a section and its inverted form are opposites`(name: String, isTrue: Bool) throws {
        #expect(try rendered("{{^\(name)}}-{{/\(name)}}", Self.context) == (isTrue ? "" : "-"))
        let section = try rendered("{{#\(name)}}+{{/\(name)}}", Self.context)
        #expect(section == (name == "list" ? "++" : isTrue ? "+" : ""))
    }

    @Test(arguments: [
        ("{{#list}}{{.}}{{number}},{{/list}}", "a-12,b-12,"),
        ("{{#map}}{{number}}{{decimal}}{{/map}}", "71.25"),
        ("{{#text}}{{.}}{{/text}}", "&lt;&amp;&gt;&quot;&#39;"),
        // What is found stands, even where the rest of the name is not there.
        ("{{#map}}[{{null}}{{inner.number}}]{{/map}}", "[]"),
        ("{{^no}}{{number}}{{/no}}", "-12"),
    ])
    func `names are looked up from the inside out`(source: String, expected: String) throws {
        #expect(try rendered(source, Self.context) == expected)
    }

    @Test func `nothing is escaped where escaping is off`() throws {
        #expect(try rendered("{{text}}{{{text}}}", Self.context, escaping: .none) == "<&>\"'<&>\"'")
    }

    @Test func `values and partials are never parsed again`() throws {
        #expect(try rendered("{{a}}", ["a": .string("{{b}}"), "b": .string("x")]) == "{{b}}")
        #expect(
            try rendered("{{=<% %>=}}<%>p%>{{a}}", ["a": .integer(1)], partials: ["p": "{{a}}"]) == "1{{a}}")
    }

    @Test(arguments: [
        ("{{>missing}}|{{<missing}}{{$b}}x{{/b}}{{/missing}}", "|"),
        ("{{<p}}{{$b}}1{{/b}}{{/p}}{{>p}}", "[1][d]"),
        ("{{<p}}{{$b}}1{{/b}}{{$b}}2{{/b}}{{/p}}", "[2]"),
        ("{{<p}}{{$b}}<{{$b}}inner{{/b}}>{{/b}}{{/p}}", "[<inner>]"),
        ("{{<p}}{{$b}}({{<p}}{{/p}}){{/b}}{{/p}}", "[([d])]"),
        ("{{<via}}{{$b}}1{{/b}}{{/via}}{{>via}}", "[1][via]"),
        ("{{<each}}{{$b}}{{.}}{{/b}}{{/each}}", "ab"),
    ])
    func `parents are filled`(source: String, expected: String) throws {
        let partials = [
            "p": "[{{$b}}d{{/b}}]", "via": "{{<p}}{{$b}}via{{/b}}{{/p}}",
            "each": "{{#list}}{{$b}}{{/b}}{{/list}}",
        ]
        #expect(try rendered(source, Self.context, partials: partials) == expected)
    }

    // MARK: - Holes

    static func text(_ text: String) -> Segment { .text(Array(text.utf8)) }

    @Test(arguments: [
        ("a {{known}} b", [text("a k&lt; b")]),
        ("a {{name}} {{known}}", [text("a "), .hole(1, escaped: true), text(" k&lt;")]),
        ("{{{name}}}{{&name}}", [.hole(1, escaped: false), .hole(1, escaped: false)]),
        (
            "{{#name}}Dear {{.}}{{known}}{{/name}}",
            [.section(hole: 1, inverted: false, [text("Dear "), .hole(1, escaped: true), text("k&lt;")])]
        ),
        ("{{^name}}{{known}}{{/name}}", [.section(hole: 1, inverted: true, [text("k&lt;")])]),
        ("{{#name}}{{missing}}{{/name}}x{{^known}}{{name}}{{/known}}", [text("x")]),
        (
            "{{#holes}}{{.}};{{/holes}}",
            [.hole(2, escaped: true), text(";"), .hole(3, escaped: true), text(";")]
        ),
        ("{{name.more}}{{#name}}{{name.more}}{{/name}}", []),
        ("{{>p}}", [text("p "), .hole(1, escaped: true)]),
        (
            "{{#name}}{{#other}}{{known}}{{/other}}{{/name}}",
            [.section(hole: 1, inverted: false, [.section(hole: 4, inverted: false, [text("k&lt;")])])]
        ),
    ])
    func `what is known is rendered away and holes stay`(source: String, expected: [Segment]) throws {
        let context: [String: Value] = [
            "known": .string("k<"), "name": .hole(1), "holes": .list([.hole(2), .hole(3)]), "other": .hole(4),
        ]
        #expect(try specialised(source, context, partials: ["p": "p {{name}}"]) == expected)
    }

    @Test func `no hole is escaped where escaping is off`() throws {
        let segments = try specialised("{{a}}{{#a}}{{{.}}}{{.}}{{/a}}", ["a": .hole(0)], escaping: .none)
        let hole = Segment.hole(0, escaped: false)
        #expect(segments == [hole, .section(hole: 0, inverted: false, [hole, hole])])
    }

    // MARK: - Limits

    @Test(arguments: [
        ("{{>a}}", "a", 1, 1, "main > a > a > a > a > a > …"),
        ("{{>b}}", "c", 2, 1, "main > b > c > b > c > b > …"),
        ("{{<d}}{{/d}}", "d", 1, 1, "main > d > d > d > d > d > …"),
    ])
    func `a template that includes itself without end is named`(
        source: String, name: String, line: Int, column: Int, chain: String
    ) throws {
        let partials = ["a": "{{>a}}", "b": "{{>c}}", "c": "\n{{>b}}", "d": "{{<d}}{{$x}}{{/x}}{{/d}}"]
        let error = #expect(throws: TemplateError.self) { try specialised(source, partials: partials) }
        #expect(error?.message == "partials and sections nest more than 200 deep: \(chain)")
        #expect([name, "b"].contains(error?.name))
    }

    /// A block that is handed to a parent, and partials that are taken in twice, forty deep.
    @Test func `what includes itself by another's block, or doubles, ends in an error`() throws {
        let byBlock = "{{<p}}{{$b}}{{>q}}{{/b}}{{/p}}"
        let error = #expect(throws: TemplateError.self) {
            try specialised(byBlock, partials: ["p": "[{{$b}}{{/b}}]", "q": byBlock])
        }
        #expect(error?.message.hasPrefix("partials and sections nest more than 200 deep: main > ") == true)
        for bottom in ["", "x"] {
            let doubling = Dictionary(
                uniqueKeysWithValues: (0..<40).map { ("p\($0)", "{{>p\($0 + 1)}}{{>p\($0 + 1)}}") })
            let error = #expect(throws: TemplateError.self) {
                try specialised("{{>p0}}", partials: doubling.merging(["p40": bottom]) { $1 })
            }
            #expect(error?.message.hasPrefix("rendering passes 1000000 steps here") == true)
        }
    }

    @Test func `a template that includes itself as deep as its data ends`() throws {
        let data = Value.map(["n": .list([.map(["n": .list([.map(["n": .list([])])])])])])
        let partials = try compile(["p": "<{{#n}}{{>p}}{{/n}}>"])
        let template = try Template("{{>p}}", name: "main")
        #expect(plainText(try template.render(data, escaping: .none, partials: { partials[$0] })) == "<<<>>>")
    }

    @Test func `loops in loops end in an error`() throws {
        let list = Value.list(Array(repeating: .string(String(repeating: "x", count: 99)), count: 100))
        let opening = String(repeating: "{{#l}}", count: 20)
        let closing = String(repeating: "{{/l}}", count: 20)
        let printing = #expect(throws: TemplateError.self) {
            try specialised(opening + "{{.}}" + closing, ["l": list])
        }
        #expect(printing?.message == "the text passes 4194304 bytes here")
        let silent = #expect(throws: TemplateError.self) {
            try specialised("\n" + opening + closing, ["l": list])
        }
        #expect(silent?.message == "rendering passes 1000000 steps here: its sections repeat too often")
        #expect(silent?.line == 2)
    }

    @Test func `the limit holds for escaped text to the byte`() throws {
        let context: [String: Value] = ["a": .string("<<")]
        #expect(try specialised("{{a}}", context, limits: Limits(outputBytes: 8)) == [Self.text("&lt;&lt;")])
        #expect(throws: TemplateError.self) {
            try specialised("{{a}}", context, limits: Limits(outputBytes: 7))
        }
    }
}
