import Mustache
import Testing

/// What holds for any template, tried with seeded random ones.
struct TemplateTests {
    static let scalars = [
        "{", "{", "{{", "}}", "}", "=", "#", "/", "!", ">", "<", "$", "^", "&", "a", ".", " ", "\n", "\r\n",
        "é", "\u{0}", "\u{1F600}",
    ]
    static let tags = [
        "{{a}}", "{{{b}}}", "{{&l}}", "{{.}}", "{{m.x}}", "{{#a}}", "{{/a}}", "{{^a}}", "{{#b}}", "{{/b}}",
        "{{^b}}",
        "{{#l}}", "{{/l}}", "{{#m}}", "{{/m}}", "{{>p}}", "{{>q}}", "{{<p}}", "{{/p}}", "{{<q}}", "{{/q}}",
        "{{$a}}",
        "{{$b}}", "{{! c }}", "{{=<% %>=}}", "<%={{ }}=%>", "\n", "\r\n", " ", "  ", "x", "<y>",
    ]
    /// Elements that are whole, so that more of the random templates compile.
    static let elements = [
        "{{a}}", "{{{b}}}", "{{m.x}}", "{{#a}}{{.}}{{/a}}", "{{^a}}no\n{{/a}}", "{{#b}}\n {{a}}\n{{/b}}\n",
        "{{#l}}\n{{.}}{{/l}}",
        "{{>p}}", " {{>q}}\n", "{{<p}}{{$a}}\n  1{{b}}\n{{/a}}{{/p}}",
        "{{<q}}{{$b}}{{#a}}2{{/a}}{{/b}}{{/q}}\n",
        "{{$a}}{{a}}{{/a}}", "  {{$b}}\n  x\n  {{/b}}\n", "\n", "\r\n", "  ", "x<",
    ]

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `no source makes the compiler or the renderer trap`(seed: UInt64) throws {
        var random = Seeded(seed)
        for round in 0..<400 {
            let source = random.text(
                of: round.isMultiple(of: 2) ? Self.scalars : Self.tags, count: round % 40)
            guard let template = try? Template(source, name: "t") else { continue }
            let context = Value.map(["a": .hole(0), "l": .list([.string("1"), .hole(1)])])
            let partials: (String) -> Template? = { _ in template }
            _ = try? template.render(
                context, escaping: .html, partials: partials, limits: Limits(outputBytes: 9_999, steps: 9_999)
            )
            _ = template.undefinedNames(sample: context, partials: partials)
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `splicing gives what rendering with the values gives`(seed: UInt64) throws {
        var random = Seeded(seed)
        var compared = 0
        for _ in 0..<300 {
            let sources = try compile([
                "t": random.text(of: Self.elements, count: 6),
                "p": random.text(
                    of: Self.elements.filter { !$0.contains("{{>") && !$0.contains("{{<") }, count: 3),
                "q": random.text(of: Self.elements.filter { !$0.contains("q}}") }, count: 2),
            ])
            let template = try #require(sources["t"])
            func render(_ a: Value, _ b: Value) throws -> [Segment] {
                let context: [String: Value] = [
                    "a": a, "b": b, "l": .list([.integer(1), b]), "m": .map(["x": a]),
                ]
                return try template.render(.map(context), escaping: .html, partials: { sources[$0] })
            }
            let segments = try render(.hole(0), .hole(1))
            for values in [["", ""], ["<a>", ""], ["", "b\nb"], ["'", "&"]] {
                var spliced: [UInt8] = []
                segments.splice(into: &spliced) { Array(values[$0].utf8) }
                let whole = plainText(try render(.string(values[0]), .string(values[1])))
                #expect(String(validating: spliced, as: UTF8.self) == whole)
                compared += 1
            }
        }
        #expect(compared == 1_200)
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `text without marks comes back unchanged`(seed: UInt64) throws {
        var random = Seeded(seed)
        for round in 0..<200 {
            let source = random.text(of: Self.scalars.filter { !$0.hasPrefix("{") } + ["{ "], count: round)
            #expect(
                plainText(
                    try Template(source, name: "t").render(.null, escaping: .html, partials: { _ in nil }))
                    == source)
        }
    }
}
