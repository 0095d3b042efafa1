import TestSupport
import Testing

@testable import Broadcasting

struct ProseTests {
    /// The place of each word, `line:column`.
    private func places(_ prose: Prose) -> [String: String] {
        var places: [String: String] = [:]
        for index in prose.words.indices {
            let position = prose.position(of: index)
            places[prose.typed(index..<index + 1)] = "\(position.line):\(position.column)"
        }
        return places
    }

    @Test func `each word has its place in the file, in scalars`() {
        let text = """
            ## One **two**

            - 🚤 three [four](https://a.example/x)
              five
            > six `x` seven

            | é | e\u{301}ight |
            |---|---|
            | \t*nine* | ten |
            """
        #expect(
            places(Prose(text, line: 5)) == [
                "One": "5:4", "two": "5:10", "three": "7:5", "four": "7:12", "five": "8:3", "six": "9:3",
                "seven": "9:11",
                "é": "11:3", "e\u{301}ight": "11:7", "nine": "13:5", "ten": "13:13",
            ])
    }

    @Test func `what was typed is told as it was typed`() {
        let prose = Prose("an **Illegal**\n> x")
        #expect(prose.typed(0..<2) == "an Illegal")
        #expect(Prose("illegal\nmigrant").typed(0..<2) == "illegal migrant")
    }

    @Test func `a block knows its words and whether it belongs to a list`() {
        let prose = Prose("# A b\n\n- c\n\n  d\n\ne")
        #expect(
            prose.blocks == [
                Prose.Block(kind: .heading(1), isInList: false, words: 0..<2),
                Prose.Block(kind: .item, isInList: true, words: 2..<3),
                Prose.Block(kind: .paragraph, isInList: true, words: 3..<4),
                Prose.Block(kind: .paragraph, isInList: false, words: 4..<5),
            ])
    }

    @Test func `the first link has its place`() {
        let link = Prose("a\n\nb [c](https://d.example)", line: 4).firstLink
        #expect(link == Located("https://d.example", at: Position(line: 6, column: 7)))
    }

    @Test func `an empty text has nothing in it`() {
        let prose = Prose("")
        #expect(prose.words.isEmpty && prose.blocks.isEmpty && prose.firstLink == nil)
        #expect(Prose(line: "").words.isEmpty)
    }

    @Test func `no text makes it trap, and every word stands where it says`() {
        var random = SeededGenerator(seed: 11)
        let pieces = [
            "word", "é", "\u{301}", " ", "\n", "\n\n", "- ", "> ", "#", "`", "```", "*", "_", "[", "]", "(",
            ")", "<", ">", "!", "<!--", "-->",
            "|", "---", "https://", "@", "\\", "1. ", "\t", "    ", "'", "’", ".", "移", "\u{FFFC}", "\u{AD}",
        ]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                pieces.randomElement(using: &random)!
            }.joined()
            let prose = Prose(text)
            let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(
                Array.init)
            for (index, word) in prose.words.enumerated() {
                let place = prose.position(of: index)
                let found = lines[place.line - 1][place.column - 1]
                #expect(found == prose.text[word.range.lowerBound], "\(text.debugDescription)")
            }
        }
    }
}
