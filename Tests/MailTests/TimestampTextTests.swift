import Mail
import Testing

@Suite struct TimestampTextTests {
    @Test func `a moment is written in three ways`() {
        let moment = Timestamp(milliseconds: 1_795_465_479_123)
        #expect(moment.rfc3339 == "2026-11-23T20:24:39.123Z")
        #expect(moment.rfc5322Date == "Mon, 23 Nov 2026 20:24:39 +0000")
        #expect(moment.compactSecond == "2026-11-23T202439Z")
        #expect(Timestamp(milliseconds: 0).rfc5322Date == "Thu, 01 Jan 1970 00:00:00 +0000")
        #expect(Timestamp(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
    }

    @Test(arguments: [
        ("2026-11-23T20:24:39.123Z", 1_795_465_479_123),
        ("2026-11-23T20:24:39Z", 1_795_465_479_000),
        ("2026-11-23t20:24:39.1239999z", 1_795_465_479_123),
        ("2026-11-23 21:24:39+01:00", 1_795_465_479_000),
        ("2026-11-23T14:54:39-05:30", 1_795_465_479_000),
        ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("0000-01-01T00:00:00Z", -62_167_219_200_000),
    ])
    func `RFC 3339 is read`(text: String, milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T20:24:39", "2026-11-23T20:24Z", "2026-11-23T20:24:39.Z",
        "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-11-31T00:00:00Z",
        "2026-11-23T24:00:00Z", "2026-11-23T20:60:00Z", "2026-11-23T20:24:61Z", "2026-11-23T20:24:39+0100",
        "2026-11-23T20:24:39+24:00", "2026-11-23T20:24:39Z ", "+026-11-23T20:24:39Z", "２０２６-11-23T20:24:39Z",
        "1900-02-29T00:00:00Z",
    ])
    func `what is no time of RFC 3339 is refused`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func `every timestamp has a civil time, and most lead back`() {
        var random = SeededRandom(seed: 3)
        for moment in [Int64.min, .max, 0, -1, 1] {
            #expect(!Timestamp(milliseconds: moment).rfc5322Date.isEmpty)
            #expect(CivilTime(Timestamp(milliseconds: moment)).moment.milliseconds == moment)
        }
        for _ in 0..<20_000 {
            let moment = Timestamp(
                milliseconds: .random(in: -62_135_596_800_000...253_402_300_799_999, using: &random))
            #expect(Timestamp(rfc3339: moment.rfc3339) == moment)
        }
    }

    @Test func `days follow each other through four hundred years`() {
        var expected = (year: 1800, month: 1, day: 1, weekday: 3)
        for day in -62_091..<84_006 {
            let civil = CivilTime(Timestamp(milliseconds: Int64(day) * 86_400_000))
            #expect((civil.year, civil.month, civil.day, civil.weekday) == expected)
            expected.day += 1
            expected.weekday = (expected.weekday + 1) % 7
            if expected.day > CivilTime.days(inMonth: expected.month, of: expected.year) {
                (expected.month, expected.day) = (expected.month + 1, 1)
            }
            if expected.month > 12 { (expected.year, expected.month) = (expected.year + 1, 1) }
        }
    }

    @Test func `no text makes it trap`() {
        var random = SeededRandom(seed: 4)
        for _ in 0..<20_000 {
            _ = Timestamp(
                rfc3339: random.mixture(of: ["2026", "-", "1", "T", ":", "59", ".", "Z", "+", "é"], upTo: 14))
        }
    }
}
