import TestSupport
import Testing

@testable import Broadcasting

struct HouseStyleCheckTests {
    /// Without the path, one a line.
    private func problems(_ style: String, _ draft: String, templates: [String] = ["lines"]) throws
        -> [String]
    {
        let (loaded, wrong) = HouseStyle.load(bytes: Array(style.utf8), path: "house-style.json")
        let style = try #require(loaded, "\(wrong)")
        let found = style.problems(
            of: try Reading.draft(draft), path: "a.md", templates: templates.compactMap { Name($0) })
        return found.map { $0.description.replacing("a.md:", with: "") }
    }

    private let words = """
        {"words": {"allow": ["Illegal Migration Act"], "phrases": [
        {"avoid": ["illegal migrant", "illegal migration"], "say": "people seeking safety", "why": "nobody is illegal"},
        {"avoid": ["influx"], "severity": "error"}]}}
        """

    @Test func `a phrase to avoid is named at its place, with what to say instead`() throws {
        let text =
            "---\nSubject: The influx\nTo: news\n---\n\n\n## *Illegal*\nmigrants\n\n- An illegal **migrant**’s tale\n"
        #expect(
            try problems(words, text) == [
                "2:14: error: 'influx' is not in the house style: leave it out, or say it in other words",
                "10:6: warning: 'illegal migrant' is not in the house style: say 'people seeking safety' (nobody is illegal)",
            ])
    }

    @Test func `the name of a law may hold one`() throws {
        let text = "Subject: A\nTo: news\n\nThe Illegal Migration Act 2023 calls it illegal migration.\n"
        #expect(try problems(words, text).map { $0.prefix(5) } == ["4:41:"])
    }

    @Test func `a folded subject keeps its places, and a heading that is the subject is read once`() throws {
        #expect(
            try problems(words, "Subject: A\n  b influx\nTo: news\n\nText.\n").map { $0.prefix(4) } == [
                "2:5:"
            ])
        #expect(try problems(words, "# An influx\n\nText.\n").map { $0.prefix(4) } == ["1:6:"])
        #expect(try problems(words, "Text.\n\n# An influx\n").map { $0.prefix(4) } == ["3:6:"])
    }

    @Test func `code, targets of links and comments are not read`() throws {
        let text = """
            Subject: A
            To: news

            See [this](https://a.example/influx "influx"), `influx`, <!-- influx --> and <https://influx.example>.

            ```
            influx
            ```
            """
        #expect(try problems(words, text).isEmpty)
    }

    @Test func `a draft of nothing but mistakes has a short answer`() throws {
        let text = "Subject: A\nTo: news\n\n" + String(repeating: "influx illegal migrant\n", count: 5_000)
        let found = try problems(words, text)
        #expect(found.count == 42)
        #expect(found.last?.hasSuffix("and 4980 more warnings like these") == true, "\(found.last ?? "")")
    }

    private let people = """
        {"keyMessages": ["key messages"], "peopleFirst": {"before": ["more than"], "numbers": ["one in"]}}
        """

    @Test func `a key message that opens with a figure is told, other text is not`() throws {
        let text = """
            Subject: A
            To: news

            43,000 people came.

            ## Key messages, for Thursday

            1. **46%** are children.
            2. People came, 43,000 of them.

               More than 12 died.

            ### One in five

            One in five waits.

            ## Background

            43,000 people came.
            """
        #expect(
            try problems(people, text) == [
                "8:6: warning: '46%' opens this message: begin with people, and bring the figure later",
                "11:4: warning: 'More than 12' opens this message: begin with people, and bring the figure later",
                "15:1: warning: 'One in' opens this message: begin with people, and bring the figure later",
            ])
    }

    @Test func `without any heading all of it is key messages`() throws {
        #expect(
            try problems(people, "Subject: A\nTo: news\n\n- 7 people\n\n9 people\n\n| 8 | a |\n|---|---|\n")
                .count == 2)
    }

    private let values = """
        {"keyMessages": ["key messages"], "valuesFirst": {"values": ["safety", "fair", "home", "hope"]}}
        """

    @Test func `the first key message names a value`() throws {
        func text(_ messages: String, stance: String = "respond") -> String {
            "Subject: A\nTo: news\nStance: \(stance)\n\nIntro.\n\n## Key messages\n\n\(messages)\n"
        }
        #expect(try problems(values, text("Say:\n\n- People seek Safety.\n- Others wait.")).isEmpty)
        #expect(try problems(values, text("People want a fair hearing.\n\nOthers wait.")).isEmpty)
        #expect(
            try problems(values, text("Safety:\n\n- Others wait.\n- Safety.")) == [
                "11:3: warning: the first key message names none of our values: begin with what we stand for, such as"
                    + " 'safety', 'fair', 'home'"
            ])
        #expect(try problems(values, text("Others wait.", stance: "hold")).isEmpty)
        #expect(try problems(values, text("Others wait.", stance: "do-not-amplify")).isEmpty)
        #expect(try problems(values, text("Others wait.", stance: "if-asked")).count == 1)
        #expect(try problems(values, "Subject: A\nTo: news\n\n## Other\n\nOthers wait.\n").isEmpty)
    }

    @Test func `a link or a figure wants a source, once`() throws {
        let both = "{\"sources\": {\"units\": [\"people\"]}}"
        let text = "Subject: A\nTo: news\n\nIt is 46%, says <https://a.example>.\n"
        #expect(
            try problems(both, text) == [
                "4:7: warning: '46%' stands here, and the draft has no source: add a line 'Source: …' to the keys"
            ])
        #expect(try problems(both, text.replacing("To:", with: "Source: Home Office\nTo:")).isEmpty)
        #expect(
            try problems("{\"sources\": {\"figures\": false}}", text).first?.hasPrefix(
                "4:18: warning: 'https://a.example' stands") == true)
        #expect(try problems("{\"sources\": {\"figures\": false, \"links\": false}}", text).isEmpty)
        #expect(try problems(both, "Subject: A\nTo: news\n\nCall [us](tel:02079460000) in 2026.\n").isEmpty)
    }

    @Test func `what is too long for a phone is told where it is`() throws {
        let style = """
            {"length": {"subjectCharacters": 6, "bodyWords": 17, "sentenceWords": 4, "itemWords": 5, "listItems": 2}}
            """
        let text =
            "Subject: Too long\nTo: news\n\nOne two three. One two three four five?\n\n- a. b. c. d. e. f.\n- b\n  - c\n\n- d\n"
        #expect(
            try problems(style, text) == [
                "1:10: warning: the subject has 8 characters: a phone shows 6, so shorten it",
                "4:16: warning: this sentence has 5 words, and 4 are enough: make two of it",
                "6:3: warning: this item has 6 words, and 5 are enough: shorten it, or make two of it",
                "8:5: warning: this list has more than 2 items: keep the strongest",
            ])
        #expect(
            try problems(style, text + "\nOne, two.\n").contains(
                "12:1: warning: the text has 19 words: nobody reads more than 17 on a phone, so shorten it"))
        #expect(try problems("{\"length\": {}}", text).isEmpty)
    }

    @Test func `two lists are counted apart`() throws {
        let style = "{\"length\": {\"listItems\": 2}}"
        #expect(try problems(style, "Subject: A\nTo: news\n\n- a\n- b\n\nText.\n\n- c\n- d\n").isEmpty)
    }

    @Test func `a media request without anybody to call is told at what makes it one`() throws {
        let style = "{\"contact\": {\"severity\": \"error\"}}"
        let text = "Subject: A\nTo: news\n\nWho can speak?\n"
        let told =
            "error: this goes out with the template 'media-request' and says nobody to call: add a line"
            + " 'Contact: …' to the keys, with a name and a telephone number"
        #expect(try problems(style, text).isEmpty)
        #expect(try problems(style, text, templates: ["lines", "media-request"]) == ["1:10: \(told)"])
        let named = text.replacing("To:", with: "Template: media-request\nTo:")
        #expect(try problems(style, named, templates: ["media-request"]) == ["2:11: \(told)"])
        #expect(
            try problems(
                style, named.replacing("To:", with: "Contact: Ann\nTo:"), templates: ["media-request"]
            ).isEmpty)
        #expect(
            try problems("{\"contact\": {\"templates\": [\"call\"]}}", text, templates: ["call"]).count == 1)
    }

    /// 2,000 phrases that begin alike; each text would take minutes were any rule to look at all of it for every word.
    @Test(arguments: [
        "a ", "a", "a a a a a a a a a a a b ", "illegal ", "- 1 ", "1,000 ", "46% ", "\u{301}", "é", "移",
        "a. ", "- a\n", "# a\n", "[a](b) ", "https://a ",
        "a|", "’", "a’", "1,", "over ", "a\n\n", "Key messages\n", "# key messages\n- 1\n",
    ])
    func `a full draft of anything is compared in one go`(_ unit: String) throws {
        let numbers = (0..<2_000).map { "\"a a a a a a a a a a a\($0)\"" }.joined(separator: ", ")
        let style = """
            {"keyMessages": ["key messages"], "words": {"phrases": [{"avoid": ["a b", "illegal migrant", \(numbers)]}]},
            "peopleFirst": {"before": ["over"]}, "valuesFirst": {"values": ["home"]}, "sources": {"units": ["people"]},
            "length": {"subjectCharacters": 1, "bodyWords": 1, "sentenceWords": 1, "itemWords": 1, "listItems": 1}, "contact": {}}
            """
        let start = "Subject: A\nTo: news\n\n"
        let text = start + String(repeating: unit, count: (262_144 - start.utf8.count) / unit.utf8.count)
        let found = try problems(style, text)
        #expect(found.count <= ProblemList.limit + 1)
    }
}
