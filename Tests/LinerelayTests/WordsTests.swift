import Testing

@testable import linerelay

struct WordsTests {
    @Test func `options are taken wherever they stand, and words keep their order`() throws {
        var words = Words(["a", "--to", "x", "b", "--json", "--list=y", "c"])
        let (to, list, reason) = (
            try words.option("--to"), try words.option("--list"), try words.option("--reason")
        )
        #expect(to == "x" && list == "y" && reason == nil)
        let (json, once, rest) = (words.flag("--json"), words.flag("--once"), words.rest())
        #expect(json && !once)
        #expect(rest == ["a", "b", "c"])
        try words.expectEnd("run")
    }

    @Test func `behind two dashes everything is a word`() {
        var words = Words(["--json", "a", "--", "--json", "--", "-b"])
        let (first, second, rest) = (words.flag("--json"), words.flag("--json"), words.rest())
        #expect(first && !second)
        #expect(rest == ["a", "--json", "--", "-b"])
    }

    @Test func `an option that nobody has taken is in the way of the words behind it`() {
        var words = Words(["--bogus", "a"])
        let next = words.next()
        #expect(next == nil)
        #expect(throws: Failure.self) { try words.expectEnd("run") }
    }

    @Test func `a value may look like an option`() throws {
        var words = Words(["--reason", "--json"])
        let reason = try words.option("--reason")
        #expect(reason == "--json")
    }

    @Test(arguments: [["--to="], ["--to"], ["--to", ""]])
    func `a value may not be missing`(words: [String]) {
        #expect(throws: Failure.self) {
            var words = Words(words)
            return try words.option("--to")
        }
    }

    @Test func `a value may be empty where that is allowed`() throws {
        var words = Words(["--reason="])
        let reason = try words.option("--reason", mayBeEmpty: true)
        #expect(reason == "")
    }
}
