import Testing

@testable import Broadcasting

struct ProseWordTests {
    private func words(_ text: String) -> [String] { Prose(line: text).words.map(\.folded) }

    private func gaps(_ text: String) -> [ProseWord.Gap] { Prose(line: text).words.dropFirst().map(\.gap) }

    @Test(arguments: [
        ("Illegal MIGRANTS", ["illegal", "migrants"]), ("co-operate", ["co", "operate"]),
        ("don’t", ["don", "t"]),
        ("l'accueil", ["l", "accueil"]), ("Straße STRASSE", ["strasse", "strasse"]),
        ("ΛΌΓΟΣ λόγος", ["λόγοσ", "λόγοσ"]),
        ("ille\u{AD}gal m\u{200C}igrant", ["illegal", "migrant"]), ("ille\u{200B}gal", ["ille", "gal"]),
        ("مُهَاجِر", ["مهاجر"]), ("非法移民", ["非", "法", "移", "民"]), ("ผู้", ["ผ", "ู", "้"]),
        ("a\u{2BC}b", ["a", "b"]),
        ("46% of 43,000", ["46", "of", "43", "000"]), ("…", []), ("🚤 boat", ["boat"]),
    ])
    func `words are told apart in any script, and compared without case`(text: String, expected: [String]) {
        #expect(words(text) == expected)
    }

    @Test func `the form in which accents are stored makes no difference`() {
        #expect(words("Caf\u{E9}") == words("CAFE\u{301}"))
    }

    @Test(
        arguments: [
            ("a b", .soft), ("a-b", .soft), ("“a” b", .soft), ("a\n'b", .soft), ("a, b", .hard),
            ("a/b", .hard), ("a – b", .hard),
            ("a'b", .apostrophe), ("a’b", .apostrophe), ("as' b", .soft), ("a. b", .sentence), ("a.b", .hard),
            ("a!” b", .sentence),
            ("(a.) b", .sentence), ("a… b", .sentence), ("a؟ b", .sentence), ("a. – b", .sentence),
            ("a_b", .soft), ("a\u{FFFC}b", .hard),
        ] as [(String, ProseWord.Gap)])
    func `what stands between two words says whether a phrase goes on`(text: String, expected: ProseWord.Gap)
    {
        #expect(gaps(text) == [expected])
    }

    @Test func `in a table a phrase ends with its line and its cell`() {
        let prose = Prose("| a | b |\n|---|---|\n| c | d |")
        #expect(prose.words.map(\.gap) == [.sentence, .sentence, .sentence, .sentence])
        #expect(Prose("a\nb").words.map(\.gap) == [.sentence, .soft])
    }

    @Test func `what is longer than any word is no word that could be found`() {
        let prose = Prose(line: String(repeating: "a", count: 201) + " b")
        #expect(prose.words.map(\.folded) == ["", "b"])
    }
}
