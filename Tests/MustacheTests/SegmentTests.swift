import Mustache
import Testing

struct SegmentTests {
    @Test(arguments: [
        (["Ann <b>", "kent"], "Dear Ann &lt;b&gt;, Ann <b>! kent"),
        (["", "kent"], "Hello! kent"),
        (["Ann", ""], "Dear Ann, Ann! nowhere"),
    ])
    func `a recipient's values go into the holes`(values: [String], expected: String) throws {
        let segments = try specialised(
            "{{#name}}Dear {{.}}, {{{.}}}{{/name}}{{^name}}Hello{{/name}}! {{list}}{{^list}}nowhere{{/list}}",
            ["name": .hole(0), "list": .hole(1)])
        var output: [UInt8] = []
        segments.splice(into: &output) { Array(values[$0].utf8) }
        #expect(String(validating: output, as: UTF8.self) == expected)
    }
}
