import Testing

@testable import Broadcasting

struct SuggestionTests {
    private static let words = [
        "Subject", "To", "Embargo", "Expires", "Except", "Send-At", "hold", "do-not-amplify",
    ]

    @Test(arguments: [
        ("Embrago", "Embargo"), ("embargo", "Embargo"), ("Subjct", "Subject"), ("sendat", "Send-At"),
        ("Tp", "To"), ("do not amplify", "do-not-amplify"), ("Expire", "Expires"),
    ])
    func `a slip of the finger is seen through`(_ typed: String, _ meant: String) {
        #expect(Suggestion.nearest(to: typed, among: Self.words) == meant)
    }

    @Test(arguments: ["", "Recipients", "X", "zzzzzzz", String(repeating: "Subject", count: 1_000)])
    func `another word is left alone`(_ typed: String) {
        #expect(Suggestion.nearest(to: typed, among: Self.words) == nil)
    }
}
