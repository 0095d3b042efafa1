import Mustache
import Testing

struct ParserTests {
    @Test(arguments: [
        ("a\n {{#lists}}\nb", 2, 2, "section 'lists' is opened here and never closed"),
        ("{{^a}}", 1, 1, "section 'a' is opened here and never closed"),
        ("{{<a}}{{$b}}{{/b}}", 1, 1, "parent 'a' is opened here and never closed"),
        ("é\u{1F600} {{$a}}", 1, 4, "block 'a' is opened here and never closed"),
        ("{{#a}}\n{{#b}}\n{{/a}}", 3, 1, "'{{/a}}' closes 'b', which is opened in line 2, column 1"),
        ("{{#y}}\r\n{{/ x }}", 2, 1, "'{{/ x }}' closes 'y', which is opened in line 1, column 1"),
        ("{{#a}}{{/a}}{{/a}}", 1, 13, "'{{/a}}' closes nothing: nothing is open here"),
        (
            "{{<p}}{{x}}{{/p}}", 1, 7,
            "'{{x}}' stands directly inside a parent; put it into a block ('{{$name}}')"
        ),
        (
            "{{<p}}\n{{#x}}{{/x}}{{/p}}", 2, 1,
            "'{{#x}}' stands directly inside a parent; put it into a block ('{{$name}}')"
        ),
    ])
    func `tags that do not pair are named with their place`(
        source: String, line: Int, column: Int, message: String
    ) throws {
        let error = #expect(throws: TemplateError.self) { try Template(source, name: "t") }
        #expect(error?.name == "t")
        #expect(error?.line == line)
        #expect(error?.column == column)
        #expect(error?.message == message)
    }

    @Test(arguments: [("{{#a}}", "{{/a}}"), ("{{$a}}", "{{/a}}")])
    func `tags nest a hundred deep and no deeper`(opening: String, closing: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: opening, count: depth) + "x" + String(repeating: closing, count: depth)
        }
        #expect(try rendered(nested(100), ["a": .bool(true)]) == "x")
        let error = #expect(throws: TemplateError.self) { try Template(nested(5_000), name: "t") }
        #expect(error?.description == "t:1:601: error: tags nest more than 100 deep here")
    }

    @Test func `text directly inside a parent means nothing`() throws {
        let partials = ["p": "[{{$a}}d{{/a}}]"]
        #expect(try rendered("{{<p}} x {{! y }} {{$a}}1{{/a}} z\n {{/p}}", partials: partials) == "[1]")
        #expect(try rendered("{{<p}} x {{=<% %>=}}<%$a%>1<%/a%> <%/p%>", partials: partials) == "[1]")
    }
}
