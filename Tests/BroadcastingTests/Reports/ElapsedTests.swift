import Testing

@testable import Broadcasting

struct ElapsedTests {
    @Test(
        arguments: [
            (0, "0.0 s"), (0.44, "0.4 s"), (9.96, "10 s"), (99, "99 s"), (100, "1 min 40 s"), (120, "2 min"),
            (3_600, "1 h"), (3_720, "1 h 2 min"), (86_400, "1 day"), (200_000, "2 days 7 h"), (-3, "0.0 s"),
        ] as [(Double, String)])
    func `a span of time is told in at most two units`(seconds: Double, words: String) {
        #expect("\(Elapsed(seconds))" == words)
    }

    @Test(arguments: [
        (0.04, "0.0"), (12.25, "12.3"), (-0.26, "-0.3"), (1e20, "1000000000000000.0"), (.nan, "0.0"),
    ])
    func `a number has one decimal`(value: Double, words: String) { #expect("\(Tenths(value))" == words) }
}
