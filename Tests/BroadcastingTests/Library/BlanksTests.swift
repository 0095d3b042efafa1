import Testing

@testable import Broadcasting

struct BlanksTests {
    @Test(arguments: [
        ("", []), ("plain", []), ("{{place}}", ["place"]), ("a {{ Place }} b{{n-2}}", ["place", "n-2"]),
        ("{{a}}{{b}}", ["a", "b"]), ("{{{a}}}", []), ("{{}} {{ }} {{a b}} {{1}} {{-a}} {{a", []),
        ("{ {a}}", []),
        ("{{a}", []), ("{{é}}", []), ("{{a\n}}", []),
    ])
    func `a blank is a word between two braces`(text: String, names: [String]) {
        #expect(Blanks(text).names == names)
    }

    @Test func `each part has its place, in scalars`() {
        let parts = Blanks("é{{a}}x{{!").parts
        #expect(parts.map(\.offset) == [0, 1, 6, 7, 9])
        #expect(parts.map(\.part) == [.text("é"), .blank("a"), .text("x"), .stray, .text("!")])
    }

    @Test func `what is filled in is not looked at again, and the rest stays as it is`() {
        let values = ["a": "{{b}}", "b": "{{a}}"]
        #expect(Blanks("{{a}}/{{b}}/{{c}}/{{").filled { values[$0] } == "{{b}}/{{a}}/{{c}}/{{")
    }

    @Test(arguments: [
        ("place", true), ("a", true), ("n-2", true), (String(repeating: "a", count: 40), true), ("", false),
        ("2n", false),
        ("-a", false), ("Place", false), ("a b", false), ("a_b", false),
        (String(repeating: "a", count: 41), false),
    ])
    func `a name is what a key can be`(text: String, isName: Bool) { #expect(Blanks.isName(text) == isName) }
}
