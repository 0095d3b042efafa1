import Testing

@testable import Broadcasting

struct WrittenDurationTests {
    @Test(arguments: [
        ("90s", 90_000), ("5m", 300_000), ("2h", 7_200_000), ("3d", 259_200_000), ("0s", 0),
        ("007m", 420_000),
        ("9223372036854775807s", .max), ("99999999999999999999d", .max), ("", nil), ("5", nil), ("m", nil),
        ("5 m", nil),
        ("-5m", nil), ("+5m", nil), ("5M", nil), ("1.5h", nil), ("5ms", nil), ("1h30m", nil),
        ("5\u{301}m", nil),
        ("5m\u{301}", nil), ("٥m", nil), ("1w", nil),
    ])
    func `a number and a unit are a duration`(text: String, expected: Int?) {
        #expect(WrittenDuration.milliseconds(text) == expected)
    }

    @Test(arguments: ["1s", "90s", "5m", "25h", "3d", "0s"])
    func `a duration is shown in its largest unit`(text: String) throws {
        #expect(WrittenDuration.text(try #require(WrittenDuration.milliseconds(text))) == text)
    }
}
