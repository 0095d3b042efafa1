import Testing

@testable import Broadcasting

struct PhraseSetTests {
    /// What is found of the phrases in a text.
    private func found(_ phrases: [String], in text: String) throws -> [String] {
        var set = PhraseSet()
        for (index, phrase) in phrases.enumerated() { try set.add(phrase, meaning: index) }
        let prose = Prose(text)
        var found: [String] = []
        for block in prose.blocks {
            set.matches(in: block.words, of: prose.words) { found.append(prose.typed($0.words)) }
        }
        return found
    }

    @Test(arguments: [
        (
            "illegal migrant", "An Illegal  migrant, an ILLEGAL-MIGRANT.",
            ["Illegal  migrant", "ILLEGAL-MIGRANT"]
        ),
        (
            "illegal migrant", "illegal\nmigrant **ille**gal [migrant](x)",
            ["illegal migrant", "illegal migrant"]
        ),
        ("illegal migrant", "“illegal” migrant", ["illegal” migrant"]),
        ("illegal migrant", "illegal, migrant\n\nillegal\n\nmigrant\n- illegal\n- migrant", []),
        ("illegal", "illegally paralegal illegals", []),
        ("migrant", "migrant's, migrant’s, l'migrant", ["migrant", "migrant", "migrant"]),
        ("can", "can't can’t can", ["can"]), ("don't", "I don’t, don t", ["don’t"]),
        ("immigré clandestin", "L’immigré clandestin", ["immigré clandestin"]),
        ("mewnfudwyr", "mae’r mewnfudwyr, mewnfudwyr'n", ["mewnfudwyr", "mewnfudwyr"]), ("t", "don't", []),
        ("U.K.", "the U.K. and the UK, U. K.", ["U.K"]), ("strasse", "Straße", ["Straße"]),
        ("非法移民", "是非法移民吗", ["非法移民"]),
        ("غير شرعي", "مهاجر غَيْر شرعي", ["غَيْر شرعي"]), ("Ł", "ł", ["ł"]),
    ])
    func `whole words are found, however they are written`(phrase: String, text: String, expected: [String])
        throws
    {
        #expect(try found([phrase], in: text) == expected)
    }

    @Test func `the longest of those that begin first is found, and none within it`() throws {
        let phrases = ["a b c d", "a b", "b c", "c"]
        #expect(try found(phrases, in: "a b c x") == ["a b", "c"])
        #expect(try found(phrases, in: "a b c d") == ["a b c d"])
        #expect(try found(phrases, in: "x b c") == ["b c"])
    }

    @Test func `what cannot be looked for is refused`() throws {
        var set = PhraseSet()
        #expect(set.isEmpty)
        #expect(throws: PhraseSet.Refusal.noWords) { try set.add(" – ") }
        #expect(throws: PhraseSet.Refusal.tooLong(words: 13)) {
            try set.add(String(repeating: "a ", count: 13))
        }
        try set.add("A-b", meaning: 4)
        #expect(throws: PhraseSet.Refusal.known(meaning: 4)) { try set.add("a B") }
        #expect(throws: PhraseSet.Refusal.noWords) { try set.add("a " + String(repeating: "b", count: 201)) }
        #expect(!set.isEmpty)
    }
}
