import Mail
import Testing

@testable import Broadcasting

private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

private func local(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0) throws
    -> CivilTime
{
    try #require(CivilTime(year: year, month: month, day: day, hour: hour, minute: minute))
}

struct TimeZoneRulesTests {
    @Test(arguments: [
        "", "Europe/Nowhere", "BST", "GMT+1", "+01:00", "../../etc/passwd", "/etc/passwd", "Europe",
        "Europe/../UTC",
        "Europe/London\n", "zone.tab",
    ])
    func `a name that is not in the database is no zone`(_ name: String) {
        #expect(TimeZoneRules(identifier: name) == nil)
    }

    @Test(arguments: [
        "UTC", "Europe/London", "Etc/GMT+1", "America/Argentina/Buenos_Aires", "America/Port-au-Prince",
    ])
    func `a name from the database is one`(_ name: String) throws {
        #expect(try #require(TimeZoneRules(identifier: name)).identifier == name)
    }

    @Test(arguments: [
        ("2026-03-29T00:59:59.999Z", 0), ("2026-03-29T01:00:00Z", 3_600), ("2026-10-25T00:59:59Z", 3_600),
        ("2026-10-25T01:00:00Z", 0), ("2050-07-01T00:00:00Z", 3_600), ("1970-01-01T00:00:00Z", 3_600),
    ])
    func `London's clocks change to the second`(_ text: String, _ offset: Int) throws {
        let london = try #require(TimeZoneRules(identifier: "Europe/London"))
        #expect(london.offset(at: try moment(text)) == offset)
    }

    @Test func `a local time is one moment, none or two`() throws {
        let london = try #require(TimeZoneRules(identifier: "Europe/London"))
        #expect(london.moments(of: try local(2026, 11, 24, 6)) == [try moment("2026-11-24T06:00:00Z")])
        #expect(london.moments(of: try local(2026, 3, 29, 1, 30)) == [])
        #expect(
            london.moments(of: try local(2026, 10, 25, 1, 30)) == [
                try moment("2026-10-25T00:30:00Z"), try moment("2026-10-25T01:30:00Z"),
            ])
    }

    @Test func `a day whose midnight is skipped starts with the change of the clocks`() throws {
        let change = try moment("2026-04-23T22:00:00Z")
        let zone = TimeZoneRules(
            identifier: "Test/Skips",
            intervals: [
                .init(start: 0, offset: 7_200, abbreviation: "EET"),
                .init(start: change.milliseconds / 1_000, offset: 10_800, abbreviation: "EEST"),
            ])
        #expect(zone.moments(of: try local(2026, 4, 24)) == [])
        #expect(zone.start(ofDay: try local(2026, 4, 24, 15)) == change)
    }

    @Test(arguments: [
        ("Europe/London", "2026-11-24T06:00:00Z", "Tuesday 24 November 2026, 06:00 GMT (06:00 UTC)"),
        (
            "Europe/London", "2026-06-30T23:30:00Z",
            "Wednesday 1 July 2026, 00:30 BST (23:30 UTC on Tuesday 30 June)"
        ),
        ("UTC", "2026-11-24T06:00:07Z", "Tuesday 24 November 2026, 06:00:07 UTC"),
        (
            "America/Sao_Paulo", "2026-11-24T06:00:00Z",
            "Tuesday 24 November 2026, 03:00 UTC-03:00 (06:00 UTC)"
        ),
    ])
    func `a moment is put into words`(_ zone: String, _ text: String, _ words: String) throws {
        let rules = try #require(TimeZoneRules(identifier: zone))
        #expect(rules.inWords(try moment(text)) == words)
    }

    @Test func `every local time in a year comes back as itself`() throws {
        let rules = try #require(TimeZoneRules(identifier: "Australia/Lord_Howe"))
        for hour in 0..<8_760 {
            let moment = try local(2026, 1, 1).moment.adding(seconds: hour * 3_600)
            #expect(rules.moments(of: rules.civilTime(at: moment)).contains(moment))
        }
    }
}
