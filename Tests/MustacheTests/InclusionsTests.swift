import Mustache
import Testing

struct InclusionsTests {
    @Test(arguments: [
        ("", []), ("{{a}}{{! {{>b}} }}", []), ("{{>a}} {{> b-c}}{{>a}}", ["a", "b-c"]),
        ("{{#x}}{{>a}}{{/x}}{{^x}}{{>b}}{{/x}}{{$y}}{{>c}}{{/y}}", ["a", "b", "c"]),
        ("{{<p}}{{$y}}{{>a}}{{/y}}{{/p}}", ["a", "p"]),
    ])
    func `what a template takes in is named, wherever it stands`(source: String, names: [String]) throws {
        #expect(try Template(source, name: "t").inclusions == Set(names))
    }
}
