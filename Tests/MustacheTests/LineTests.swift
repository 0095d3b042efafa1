import Mustache
import Testing

struct LineTests {
    @Test(arguments: [
        // One tag that prints nothing takes its line with it.
        ("a\n{{#t}}\nb\n{{/t}}\nc", "a\nb\nc"),
        ("a\r\n \t{{#t}} \r\nb\r\n  {{/t}}\r\nc", "a\r\nb\r\nc"),
        ("{{#t}}\nb\n{{/t}}", "b\n"),
        ("a\n  {{! c }}  \nb\n", "a\nb\n"),
        ("a\n  {{!\n c\n }}  \nb\n", "a\nb\n"),
        ("a\n{{=<% %>=}}\nb\n", "a\nb\n"),
        // So do several of them.
        ("a\n{{#t}}{{#t}}\nb\n{{/t}} {{/t}}\nc\n", "a\nb\nc\n"),
        ("{{#t}}\na\n{{/t}}{{^t}}\nb\n{{/t}}\n", "a\n"),
        ("a\n{{! b }} {{#t}} {{! c }}\nd\n{{/t}}\n", "a\nd\n"),
        // But not where something prints or a section opens and closes on one line.
        ("a\n{{#t}}{{/t}}\nb", "a\n\nb"),
        ("a\n{{#t}} {{/t}}\nb", "a\n \nb"),
        (" {{x}}\n", " x\n"),
        (" {{! c }}{{x}}\n", " x\n"),
        ("a {{#t}}\nb\n{{/t}} c\n", "a \nb\n c\n"),
        (" {{#t}}b{{/t}}\n", " b\n"),
        // A lone CR does not end a line.
        ("a\r{{#t}}\rb{{/t}}", "a\r\rb"),
    ])
    func `a line with nothing but silent tags vanishes`(source: String, expected: String) throws {
        #expect(try rendered(source, ["t": .bool(true), "x": .string("x")]) == expected)
    }

    @Test(arguments: [
        (" {{>p}}\n|", " 1\n 2\n|"),
        ("\t{{> p }} \r\n|", "\t1\n\t2\n|"),
        ("{{>p}}", "1\n2\n"),
        (" {{>p}} |\n", " 1\n2\n |\n"),
        (" {{#t}}{{>p}}{{/t}}\n", " 1\n2\n\n"),
        (" {{>p}}{{>p}}\n", " 1\n2\n1\n2\n\n"),
    ])
    func `a partial alone on its line lends its indentation`(source: String, expected: String) throws {
        #expect(try rendered(source, ["t": .bool(true)], partials: ["p": "1\n2\n"]) == expected)
    }

    @Test func `indentation adds up, and leaves blank lines and values alone`() throws {
        let partials = ["p": "a\n\n  \n {{>q}}\nb {{x}}\n", "q": "c\n{{>r}}d", "r": "e"]
        let text = try rendered("  {{>p}}\n", ["x": .string("1\n2")], partials: partials)
        #expect(text == "  a\n\n  \n   c\n   ed  b 1\n2\n")
    }
}
