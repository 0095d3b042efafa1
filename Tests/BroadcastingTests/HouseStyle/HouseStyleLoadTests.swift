import TestSupport
import Testing

@testable import Broadcasting

struct HouseStyleLoadTests {
    private func problems(_ text: String) -> [String] {
        HouseStyle.load(bytes: Array(text.utf8), path: "house-style.json").problems.map {
            $0.description.replacing("house-style.json:", with: "")
        }
    }

    private func style(_ text: String) throws -> HouseStyle {
        let (style, problems) = HouseStyle.load(bytes: Array(text.utf8), path: "house-style.json")
        return try #require(style, "\(problems)")
    }

    @Test func `nothing in it asks nothing`() throws {
        #expect(try style("{}") == .empty)
        #expect(try style("// Nothing yet.\n{\"words\": null, \"length\": null,}") == .empty)
    }

    @Test(arguments: [
        ("", "1:1: error: "), ("{\"words\": {\"phrases\": [}}", "1:24: error: "),
        ("[]", "1:1: error: expected an object, {…}, found an array"),
        ("{\"wrods\": {}}", "1:2: error: wrods: unknown key 'wrods'; did you mean 'words'?"),
        ("{\"words\": []}", "1:11: error: words: expected an object"),
        ("{\"words\": {}}", "1:11: error: words.phrases: is missing"),
        ("{\"words\": {\"phrases\": [{}]}}", "1:24: error: words.phrases[0].avoid: is missing"),
        ("{\"words\": {\"phrases\": [{\"avoid\": []}]}}", "1:34: error: words.phrases[0].avoid: is empty"),
        (
            "{\"words\": {\"phrases\": [{\"avoid\": \"a\"}]}}",
            "words.phrases[0].avoid: expected an array, […], found the text 'a'"
        ),
        (
            "{\"words\": {\"phrases\": [{\"avoid\": [1]}]}}",
            "words.phrases[0].avoid[0]: expected text in double quotes"
        ),
        (
            "{\"words\": {\"phrases\": [{\"avoid\": [\"…\"]}]}}",
            "words.phrases[0].avoid[0]: '…' has no words in it"
        ),
        (
            "{\"words\": {\"phrases\": [{\"avoid\": [\"a\"], \"use\": \"b\"}]}}",
            "words.phrases[0].use: unknown key 'use'"
        ),
        (
            "{\"words\": {\"phrases\": [{\"avoid\": [\"a\"], \"say\": \" \"}]}}",
            "words.phrases[0].say: is empty"
        ),
        (
            "{\"words\": {\"phrases\": [{\"avoid\": [\"a\"], \"severity\": \"eror\"}]}}",
            "words.phrases[0].severity: 'eror' is not known: write 'off', 'warning' or 'error'"
        ),
        (
            "{\"words\": {\"severity\": true, \"phrases\": []}}",
            "words.severity: expected text in double quotes, found true"
        ),
        (
            "{\"words\": {\"severity\": \"off\", \"phrases\": [{\"avoid\": [\"\"]}]}}",
            "words.phrases[0].avoid[0]: is empty"
        ),
        (
            "{\"words\": {\"allow\": [\"A b\"], \"phrases\": [{\"avoid\": [\"a-B\"]}]}}",
            "words.allow[0]: 'A b' is given twice (words.phrases[0].avoid[0]): leave one out"
        ),
        ("{\"framing\": {\"phrases\": 1}}", "framing.phrases: expected an array"),
        ("{\"framing\": {\"allow\": [], \"phrases\": []}}", "framing.allow: unknown key 'allow'"),
        (
            "{\"keyMessages\": [\"a\", \"A\"]}",
            "1:23: error: keyMessages[1]: 'A' is given twice: leave one out"
        ),
        (
            "{\"peopleFirst\": {\"before\": [\"a a a a a a a a a a a a a\"]}}",
            "peopleFirst.before[0]: 'a a a a a a a a a a a a a' has 13 words: at most 12"
        ),
        (
            "{\"peopleFirst\": {\"number\": []}}",
            "peopleFirst.number: unknown key 'number'; did you mean 'numbers'?"
        ),
        ("{\"valuesFirst\": {}}", "valuesFirst.values: is missing"),
        ("{\"valuesFirst\": {\"values\": []}}", "valuesFirst.values: is empty"),
        (
            "{\"sources\": {\"links\": \"yes\"}}",
            "sources.links: expected true or false, found the text 'yes'"
        ),
        (
            "{\"sources\": {\"units\": [null]}}",
            "sources.units[0]: expected text in double quotes, found null"
        ),
        (
            "{\"length\": {\"bodyWords\": 0}}",
            "length.bodyWords: 0 is out of range: write a whole number from 1 to 100000"
        ),
        (
            "{\"length\": {\"bodyWord\": 1}}",
            "length.bodyWord: unknown key 'bodyWord'; did you mean 'bodyWords'?"
        ),
        ("{\"contact\": {\"templates\": [\"Media\"]}}", "contact.templates[0]: 'Media' is not a name"),
    ])
    func `everything impossible is named with its place and path`(text: String, expected: String) {
        let found = problems(text)
        #expect(found.count == 1 && found.allSatisfy { $0.contains(expected) }, "\(found)")
    }

    @Test func `every problem is said at once, in the order of the file`() {
        let found = problems("{\"contact\": 1,\n\"words\": 2, \"x\": 3,\n\"length\": {\"y\": 1}}")
        #expect(found.map { String($0.prefix { $0 != " " }) } == ["1:13:", "2:10:", "2:13:", "3:12:"])
    }

    @Test func `a severity that is not written is a warning, and one of an entry goes before the rule's`()
        throws
    {
        let text = """
            {"words": {"phrases": [{"avoid": ["a"]}, {"avoid": ["b"], "severity": "error"}, {"avoid": ["c"], "severity": "off"}]},
            "framing": {"severity": "off", "phrases": [{"avoid": ["d"], "severity": "error"}]}, "contact": {}, "sources": {"severity": "error"},
            "length": {"severity": "off", "bodyWords": 1}}
            """
        let style = try style(text)
        #expect(style.entries.map(\.severity) == [.warning, .error])
        #expect(
            style.contact
                == HouseStyle.Contact(severity: .warning, templates: [try #require(Name("media-request"))]))
        #expect(style.sources?.severity == .error)
        #expect(style.length == nil)
    }

    @Test func `a phrase of a rule that is off does not stand in another's way`() throws {
        _ = try style(
            """
            {"words": {"severity": "off", "phrases": [{"avoid": ["a"]}]}, "framing": {"phrases": [{"avoid": ["a"]}]}}
            """)
    }
}
