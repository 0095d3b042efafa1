import Mustache
import Testing

struct UndefinedNamesTests {
    /// Made anew each time: the leak sanitizer does not see values of an enumeration that a global holds.
    static var sample: Value {
        .map([
            "subject": .string("s"), "list": .map(["name": .string("n")]), "flag": .bool(false),
            "empty": .string(""),
            "topics": .list([.map(["title": .string("t")])]), "words": .list([.string("w")]),
            "nothing": .list([]),
            "subscriber": .map(["name": .hole(0), "email": .hole(1)]),
        ])
    }

    func undefined(_ source: String, _ sample: Value = sample, partials: [String: String] = [:]) throws
        -> [String]
    {
        let compiled = try compile(partials)
        let template = try Template(source, name: "t")
        return template.undefinedNames(sample: sample) { compiled[$0] }.map(\.description)
    }

    @Test(arguments: [
        "", "{{subject}}{{{list.name}}}{{&subscriber.name}}{{.}}",
        "{{#list}}{{name}}{{subject}}{{list.name}}{{/list}}",
        "{{#topics}}{{title}}{{subject}}{{.}}{{/topics}}{{#words}}{{.}}{{/words}}",
        "{{#subscriber.name}}{{.}}{{subscriber.email}}{{/subscriber.name}}",
        "{{^subscriber.name}}{{subject}}{{/subscriber.name}}",
        "{{! missing }}{{#flag}}{{subject}}{{/flag}}{{#nothing}}{{subject}}{{/nothing}}",
        "{{>p}}{{<p}}{{$b}}{{subject}}{{/b}}{{/p}}",
        "{{<p}}{{$unused}}{{missing}}{{/unused}}{{/p}}",
    ])
    func `permitted names are no problem`(source: String) throws {
        #expect(try undefined(source, partials: ["p": "{{#topics}}{{$b}}{{title}}{{/b}}{{/topics}}"]) == [])
    }

    @Test(arguments: [
        ("{{subjct}}", ["t:1:1: error: there is no value 'subjct'"]),
        ("é\n {{list.nmae}}", ["t:2:2: error: there is no value 'list.nmae'"]),
        ("{{subject.length}}", ["t:1:1: error: there is no value 'subject.length'"]),
        ("{{subscriber.name.first}}", ["t:1:1: error: there is no value 'subscriber.name.first'"]),
        ("{{name}}{{#list}}{{name}}{{/list}}", ["t:1:1: error: there is no value 'name'"]),
        // A false section is walked as well, and so is what stands in an unknown one.
        (
            "{{#flag}}{{a}}{{/flag}}{{^flag}}{{b}}{{/flag}}{{#c}}{{d}}{{/c}}",
            [
                "t:1:10: error: there is no value 'a'", "t:1:33: error: there is no value 'b'",
                "t:1:47: error: there is no value 'c'", "t:1:53: error: there is no value 'd'",
            ]
        ),
        ("{{^topics}}{{title}}{{/topics}}", ["t:1:12: error: there is no value 'title'"]),
        ("{{#list}}{{#topics}}{{list.x}}{{/topics}}{{/list}}", ["t:1:21: error: there is no value 'list.x'"]),
        (
            "{{>q}}\n{{<r}}{{/r}}",
            ["t:1:1: error: there is no partial 'q'", "t:2:1: error: there is no partial 'r'"]
        ),
        // Places in partials are the partial's own; each place is named once.
        ("{{>p}}{{>p}}", ["p:2:7: error: there is no value 'title'"]),
        ("{{#topics}}{{>p}}{{/topics}}", []),
        ("{{#topics}}{{>p}}{{/topics}}{{>p}}", ["p:2:7: error: there is no value 'title'"]),
        ("{{<p}}{{$b}}{{a}}{{/b}}{{/p}}", ["t:1:13: error: there is no value 'a'"]),
    ])
    func `each name that nothing stands for is named with its place`(source: String, expected: [String])
        throws
    {
        #expect(try undefined(source, partials: ["p": "{{subject}}\n{{$b}}{{title}}{{/b}}"]) == expected)
    }

    @Test func `the three kinds are told apart`() throws {
        let template = try Template("{{a.b}}{{>c}}", name: "t")
        let found = template.undefinedNames(sample: .map([:]), partials: { _ in nil })
        #expect(found.map(\.kind) == [.value, .partial])
        #expect(found.map(\.name) == ["a.b", "c"])
        #expect(found.map(\.template) == ["t", "t"])
        #expect(found.map(\.column) == [1, 8])
    }

    @Test func `partials that include themselves are walked in every context that they meet`() throws {
        let sample = Value.map(["x": .integer(1), "n": .list([.map(["y": .integer(2), "n": .list([])])])])
        let partials = [
            "p": "{{x}}{{y}}{{z}}{{#n}}{{>p}}{{/n}}", "a": "{{>b}}{{>b}}", "b": "{{>a}}{{q}}{{>a}}",
        ]
        #expect(
            try undefined("{{>p}}{{>a}}", sample, partials: partials) == [
                "p:1:6: error: there is no value 'y'", "p:1:11: error: there is no value 'z'",
                "b:1:7: error: there is no value 'q'",
            ])
    }

    @Test func `what nests too deeply to be walked is reported`() throws {
        let chain = Dictionary(
            uniqueKeysWithValues: (0..<500).map { ("p\($0)", "{{#a}}{{>p\($0 + 1)}}{{/a}}") })
        let found = try undefined("{{>p0}}", .map(["a": .integer(1)]), partials: chain)
        #expect(found == ["p99:1:7: error: templates nest too deeply to check 'p100'"])

        let blocks = (0..<60).map {
            "{{$b\($0)}}{{$b\($0 + 1)}}{{/b\($0 + 1)}}{{$b\($0 + 1)}}{{/b\($0 + 1)}}{{/b\($0)}}"
        }
        let doubling = try undefined("{{<p}}\(blocks.joined()){{/p}}", partials: ["p": "{{$b0}}{{/b0}}"])
        #expect(!doubling.isEmpty)
        #expect(doubling.allSatisfy { $0.contains("templates nest too deeply to check 'b") })
    }
}
