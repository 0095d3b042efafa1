import Mail
import Testing

@testable import Broadcasting

@Suite struct DayTimeTests {
    private let zone = TimeZoneRules(identifier: "Europe/London") ?? .utc

    private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    @Test(arguments: ["24:00", "7:00", "17.00", "17:60", "", "17:00:00", "１7:00", "-1:00", "ab:cd"])
    func `what is no time of day`(_ text: String) { #expect(DayTime(text) == nil) }

    @Test(arguments: [
        // In winter, in summer, just then, and shortly before.
        ("17:00", "2050-11-23T18:00:00Z", "2050-11-23T17:00:00.000Z"),
        ("17:00", "2050-07-01T16:30:00Z", "2050-07-01T16:00:00.000Z"),
        ("17:00", "2050-11-23T17:00:00Z", "2050-11-23T17:00:00.000Z"),
        ("17:00", "2050-11-23T16:59:59.999Z", "2050-11-22T17:00:00.000Z"),
        ("00:00", "2050-11-23T00:00:00Z", "2050-11-23T00:00:00.000Z"),
        // 2050-03-27: 01:00 is followed by 02:00. 2050-10-30: 01:00 to 02:00 is there twice.
        ("01:30", "2050-03-27T12:00:00Z", "2050-03-27T01:00:00.000Z"),
        ("01:30", "2050-03-27T00:59:59Z", "2050-03-26T01:30:00.000Z"),
        ("01:30", "2050-10-30T12:00:00Z", "2050-10-30T00:30:00.000Z"),
        ("01:30", "2050-10-30T01:30:00Z", "2050-10-30T00:30:00.000Z"),
    ])
    func `the last moment at which it was that time`(_ text: String, _ now: String, _ last: String) throws {
        let time = try #require(DayTime(text))
        #expect(time.last(upTo: try moment(now), in: zone).rfc3339 == last)
        #expect(time.description == text)
    }
}
