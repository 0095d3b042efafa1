import Mail
import Testing

@testable import Broadcasting

private let zone = TimeZoneRules(identifier: "Europe/London")

private func parse(_ text: String, isEnd: Bool = false) throws -> WrittenTime {
    let london = try #require(zone)
    return try WrittenTime.parse(text, zone: london, isEnd: isEnd)
}

private func problem(_ text: String) throws -> String {
    do {
        _ = try parse(text)
        return "none"
    } catch let problem as TimeProblem { return problem.description }
}

struct WrittenTimeParserTests {
    @Test(arguments: [
        ("2026-11-24T06:00:00Z", "2026-11-24T06:00:00.000Z"),
        ("2026-11-24t06:00:00.25z", "2026-11-24T06:00:00.000Z"),
        ("2026-11-24T06:00:00+02:00", "2026-11-24T04:00:00.000Z"),
        ("2026-07-01 06:00", "2026-07-01T05:00:00.000Z"),
        ("2026-11-24 06:00", "2026-11-24T06:00:00.000Z"), ("2026-11-24T06:00", "2026-11-24T06:00:00.000Z"),
        ("2026-11-24 06:00-05:30", "2026-11-24T11:30:00.000Z"),
        ("2026-11-24 06:00 +01:00", "2026-11-24T05:00:00.000Z"),
        ("2026-11-24", "2026-11-24T00:00:00.000Z"), ("2026-07-01", "2026-06-30T23:00:00.000Z"),
        ("2026-11-24-05:00", "2026-11-24T05:00:00.000Z"),
        ("2026-10-25 01:30+01:00", "2026-10-25T00:30:00.000Z"),
        ("2028-02-29", "2028-02-29T00:00:00.000Z"),
    ])
    func `a time is a moment`(_ text: String, _ expected: String) throws {
        #expect(try parse(text).moment.rfc3339 == expected)
    }

    @Test(arguments: [
        (
            "2026-11-26", "2026-11-27T00:00:00.000Z",
            "Thursday 26 November 2026, 24:00 GMT (00:00 UTC on Friday 27 November)"
        ),
        ("2026-07-01", "2026-07-01T23:00:00.000Z", "Wednesday 1 July 2026, 24:00 BST (23:00 UTC)"),
        (
            "2026-10-25", "2026-10-26T00:00:00.000Z",
            "Sunday 25 October 2026, 24:00 GMT (00:00 UTC on Monday 26 October)"
        ),
        ("2026-11-26-05:00", "2026-11-27T05:00:00.000Z", "Friday 27 November 2026, 05:00 GMT (05:00 UTC)"),
        ("2026-11-26 12:00", "2026-11-26T12:00:00.000Z", "Thursday 26 November 2026, 12:00 GMT (12:00 UTC)"),
    ])
    func `a date alone ends with its day, where an end is asked for`(
        _ text: String, _ moment: String, _ words: String
    ) throws {
        let time = try parse(text, isEnd: true)
        #expect(time.moment.rfc3339 == moment)
        #expect(time.text == words)
    }

    @Test(arguments: [
        ("tomorrow", "'tomorrow' is not a time; write it as 2026-11-24 06:00, or 2026-11-24 06:00+01:00"),
        ("24/11/2026", "'24/11/2026' is not a time"), ("2026-11-24 6:00", "is not a time"),
        ("", "is not a time"),
        ("2026-11-24 06:00+0100", "is not a time"), ("2026-11-24 06", "is not a time"),
        ("2026-11-24x", "'x'"),
        ("2026-11-24 06:00:00.", "is not a time"), ("2026-11-24 06:00+01:00 x", "is not a time"),
        ("２０２６-11-24", "is not a time"),
        ("2026-02-30", "there is no 2026-02-30: February 2026 has 28 days"),
        ("2026-11-00", "there is no 2026-11-00: November 2026 has 30 days"),
        ("2026-13-01", "there is no such month in '2026-13-01'; months go from 01 to 12"),
        ("2026-11-24 24:00", "there is no time of day in '2026-11-24 24:00'"),
        ("2026-11-24 06:60", "no time of day"),
        ("2026-11-24 06:00+25:00", "no time of day"), ("0000-01-01", "not in the years 1970 to 2100"),
        ("9999-12-31", "not in the years 1970 to 2100"),
        (
            "2026-11-24 06:00 GMT",
            "names of time zones such as 'GMT' are not understood; write the offset from UTC, as in 2026-11-24 06:00+00:00"
        ),
        ("2026-11-24 06:00BST", "'BST'"), ("2026-11-24 Zulu", "'Zulu'"),
        (
            "2026-10-25 01:30",
            "2026-10-25 01:30 exists twice in Europe/London, because the clocks are put back over it; write 2026-10-25 01:30+01:00 or 2026-10-25 01:30+00:00"
        ),
        (
            "2026-03-29 01:30",
            "2026-03-29 01:30 does not exist in Europe/London, because the clocks are put forward over it; write 2026-03-29 01:30+00:00 or 2026-03-29 01:30+01:00"
        ),
    ])
    func `what is no time says what to write`(_ text: String, _ expected: String) throws {
        let found = try problem(text)
        #expect(found.contains(expected), "\(found)")
    }
}
