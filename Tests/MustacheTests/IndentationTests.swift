import Mustache
import Testing

/// How blocks stand on lines: where an argument is written, and where it goes.
struct IndentationTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let what: String
        let source: String
        let parent: String
        let expected: String
        var testDescription: String { what }
    }

    @Test(arguments: [
        Case(
            what: "an argument loses the indentation that its lines share",
            source: "{{<p}}\n  {{$b}}\n      1\n\n    2\n  {{/b}}\n{{/p}}\n", parent: "{{$b}}{{/b}}\n",
            expected: "  1\n\n2\n"),
        Case(
            what: "it gets that of the block's tag where the block is empty",
            source: "{{<p}}{{$b}}\n1\n2\n{{/b}}{{/p}}", parent: "a\n\t{{$b}}\n\t{{/b}}\nz\n",
            expected: "a\n\t1\n\t2\nz\n"),
        Case(
            what: "it gets that of the block's default",
            source: "{{<p}}{{$b}}\n1\n\n2\n{{/b}}{{/p}}", parent: "a\n{{$b}}\n   d\n  d\n{{/b}}\nz\n",
            expected: "a\n  1\n\n  2\nz\n"),
        Case(
            what: "a line is ended where the argument does not end it",
            source: "{{<p}}{{$b}}1{{/b}}{{/p}}", parent: "a\r\n{{$b}}\r\nd\r\n{{/b}}\r\nz",
            expected: "a\r\n1\r\nz"),
        Case(
            what: "a line is not ended twice",
            source: "{{<p}}{{$b}}\n1\n{{/b}}{{/p}}", parent: "a\n {{$b}}d{{/b}} \nz\n",
            expected: "a\n 1\nz\n"),
        Case(
            what: "an empty argument leaves no line",
            source: "{{<p}}{{$b}}{{/b}}{{/p}}", parent: "a\n  {{$b}}d{{/b}}\nz\n", expected: "a\nz\n"),
        Case(
            what: "an empty default leaves no line",
            source: "{{<p}}{{/p}}", parent: "a\n  {{$b}}{{/b}}\nz\n", expected: "a\nz\n"),
        Case(
            what: "a default keeps its line as it is",
            source: "{{<p}}{{/p}}", parent: "a\n  {{$b}}d\n e{{/b}}\nz\n", expected: "a\n  d\n e\nz\n"),
        Case(
            what: "blocks within a line are filled within it",
            source: "{{<p}}{{$b}}1{{/b}}{{$c}}2{{/c}}{{/p}}", parent: "{{$b}}{{/b}} {{$c}}{{/c}}\nz",
            expected: "1 2\nz"),
        Case(
            what: "a block in front of a line is filled in front of it",
            source: "{{<p}}{{$b}}1{{/b}}{{/p}}", parent: "a\n  {{$b}}\n  d\n  {{/b}} z\n",
            expected: "a\n  1 z\n"),
        Case(
            what: "a block behind a line ends it",
            source: "{{<p}}{{$b}}1{{/b}}{{/p}}", parent: "a {{$b}}\n  d\n{{/b}}\nz\n",
            expected: "a 1\nz\n"),
        Case(
            what: "text beside an argument's tags does not change its lines",
            source: "{{<p}} x {{$b}} \n  1\n  2\n  {{/b}} y {{/p}}", parent: "{{$b}}{{/b}}\n",
            expected: "1\n2\n"),
        Case(
            what: "an argument within a line is taken as it is",
            source: "{{<p}}{{$b}} 1\n  2{{/b}}{{/p}}", parent: "[{{$b}}{{/b}}]", expected: "[ 1\n  2]"),
        Case(
            what: "a parent alone on its line lends its indentation",
            source: "a\n  {{<p}}{{$b}}\n1\n2\n{{/b}}{{/p}}\nz", parent: "b\n {{$b}}{{/b}}\n",
            expected: "a\n  b\n   1\n   2\nz"),
        Case(
            what: "a parent within a line leaves the line",
            source: "a {{<p}}\n{{/p}}\nz", parent: "b", expected: "a b\nz"),
        Case(
            what: "sections and partials in an argument move with it",
            source: "{{<p}}{{$b}}\n    {{#t}}\n    1\n    {{/t}}\n    {{>q}}\n{{/b}}{{/p}}",
            parent: "{{$b}}\n  d\n{{/b}}\n", expected: "  1\n  q\n  r\n"),
    ])
    func `blocks and parents stand on lines as tags do`(test: Case) throws {
        let partials = ["p": test.parent, "q": "q\nr\n"]
        #expect(try rendered(test.source, ["t": .bool(true)], partials: partials) == test.expected)
    }

    @Test func `a block inside an argument moves with it`() throws {
        let partials = [
            "middle":
                "{{<base}}{{$body}}\n    a\n      {{$inner}}\n        d\n      {{/inner}}\n"
                + "{{/body}}{{/base}}",
            "base": "> {{$title}}base{{/title}}\n{{$body}}\n\td\n{{/body}}\n",
        ]
        #expect(try rendered("{{>middle}}", partials: partials) == "> base\n\ta\n\t    d\n")
        let child = "{{<middle}}{{$inner}}\n1\n2\n{{/inner}}{{$title}}new{{/title}}{{/middle}}"
        #expect(try rendered(child, partials: partials) == "> new\n\ta\n\t    1\n\t    2\n")
    }
}
