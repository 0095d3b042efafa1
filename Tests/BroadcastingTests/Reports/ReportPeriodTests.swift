import Mail
import Testing

@testable import Broadcasting

struct ReportPeriodTests {
    private let zone = TimeZoneRules(identifier: "Europe/London") ?? .utc

    private func start(_ text: String?, now: String = "2026-11-25T12:00:00Z") throws -> String {
        let now = try #require(Timestamp(rfc3339: now))
        return try ReportPeriod(since: text, now: now, zone: zone).start.rfc3339
    }

    @Test(arguments: [
        ("2026-07-01", "2026-06-30T23:00:00.000Z"), ("2026-11-24 06:00", "2026-11-24T06:00:00.000Z"),
        ("2026-11", "2026-11-01T00:00:00.000Z"), ("2026-11-24T06:00:00Z", "2026-11-24T06:00:00.000Z"),
    ])
    func `a day, a time or a month is meant by the clocks of the desk`(text: String, moment: String) throws {
        #expect(try start(text) == moment)
    }

    @Test(arguments: [
        ("2026-11-25T12:00:00Z", "2025-12-01T00:00:00.000Z"),
        ("2026-12-31T23:59:00Z", "2026-01-01T00:00:00.000Z"),
        ("2026-05-31T23:30:00Z", "2025-06-30T23:00:00.000Z"),
    ])
    func `where nobody says, twelve months are told of`(now: String, moment: String) throws {
        #expect(try start(nil, now: now) == moment)
    }

    @Test(arguments: ["yesterday", "2026-13", "2026-02-30", "24/11/2026", ""])
    func `what is no time says how to write one`(text: String) throws {
        let fault = #expect(throws: ReportPeriod.Fault.self) { try start(text) }
        #expect(fault?.description.isEmpty == false)
    }

    @Test func `a broadcast counts in the month that the desk's calendar shows`() throws {
        let period = try ReportPeriod(since: "2026-01", now: Timestamp(milliseconds: 0), zone: zone)
        #expect(period.month(of: try #require(Timestamp(rfc3339: "2026-05-31T23:30:00Z"))) == "2026-06")
        #expect(period.startInWords == "Thursday 1 January 2026")
    }
}
