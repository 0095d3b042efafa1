import Testing

@testable import Broadcasting

struct TimeSpanTests {
    @Test(arguments: [
        (0, "0 s"), (-5, "0 s"), (40_999, "40 s"), (60_000, "1 min"), (90_000, "1 min 30 s"),
        (600_000, "10 min"),
        (3_600_000, "1 h"), (5_430_000, "1 h 30 min"), (86_400_000, "1 day"), (180_059_000, "2 days 2 h"),
    ])
    func `a length of time is two units at most`(_ milliseconds: Int64, _ words: String) {
        #expect(TimeSpan(milliseconds: milliseconds).description == words)
    }
}
