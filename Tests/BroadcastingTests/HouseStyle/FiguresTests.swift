import Testing

@testable import Broadcasting

struct FiguresTests {
    private func rule() throws -> HouseStyle.PeopleFirst {
        var rule = HouseStyle.PeopleFirst(severity: .warning)
        for phrase in ["more than", "the", "over"] { try rule.before.add(phrase) }
        for phrase in ["half of", "one in"] { try rule.numbers.add(phrase) }
        return rule
    }

    @Test(arguments: [
        ("43,000 people came", "43,000"), ("**46%** of people", "46%"), ("46 % of people", "46%"),
        ("£2.5bn went", "£2.5bn"),
        ("More than 2000 people", "More than 2000"), ("The more than 12 people", "The more than 12"),
        ("7 people", "7"),
        ("Half of all people", "Half of"), ("over one in five", "over one in"), ("٤٦٪ من", "٤٦%"),
        ("43 people", "43"),
        ("“3.5 million people”", "3.5"),
    ])
    func `a message that opens with a figure is known`(text: String, expected: String) throws {
        let prose = Prose(text)
        #expect(Figures(prose).opening(prose.words.indices, try rule()) == expected)
    }

    @Test(arguments: [
        "People, 43,000 of them", "1951 gave us the Convention", "24-hour help", "09:30 today", "5th of May",
        "More than that", "The people",
        "24/7 help", "1. People", "Over", "",
    ])
    func `another opening is none`(text: String) throws {
        let prose = Prose(text)
        #expect(Figures(prose).opening(prose.words.indices, try rule()) == nil)
    }

    @Test(arguments: [
        ("It is 46%.", "46%", 7), ("some 43,000 people", "43,000 people", 6), ("it cost £12 each", "£12", 9),
        ("about 46 per cent", "46 per cent", 7),
        ("on 1 May 12 people", "12 people", 10), ("at 09:30 and €5", "€5", 14),
        ("1.5 million", "1.5 million", 1),
    ])
    func `a figure in a text has its place`(text: String, expected: String, column: Int) throws {
        var units = PhraseSet()
        for unit in ["per cent", "million", "people"] { try units.add(unit) }
        let figure = try #require(Figures(Prose(text)).first(units: units))
        #expect(figure.value == expected)
        #expect(figure.position == Position(line: 1, column: column))
    }

    @Test(arguments: [
        "on 24 November 2026 at 09:30", "call 020 7946 0000", "24.11.2026", "the 1951 Convention", "page 12",
        "12, people", "no figure", "`43,000`",
        "https://a.example/43,000", "costs €\n\n5 times", "46\n\n% of", "a 24-hour line",
    ])
    func `years, dates, times and telephone numbers are no figures`(text: String) throws {
        var units = PhraseSet()
        try units.add("people")
        #expect(Figures(Prose(text)).first(units: units) == nil)
    }
}
