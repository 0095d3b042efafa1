import Mail

extension TimeZoneRules {
    /// `Tuesday 24 November 2026, 06:00 GMT (06:00 UTC)`; where the date is another one in UTC,
    /// `(19:00 UTC on Monday 23 November)`; in UTC itself without the brackets.
    public func inWords(_ moment: Timestamp) -> String {
        let local = civilTime(at: moment)
        return "\(local.dateInWords), \(local.clock) \(abbreviation(at: moment))"
            + inBrackets(moment, besides: local)
    }

    /// `Thursday 26 November 2026, 24:00 GMT (00:00 UTC on Friday 27 November)`: the end of a day here.
    func inWords(endOfDay date: CivilTime, _ end: Timestamp) -> String {
        let lastMoment = end.adding(milliseconds: -1)
        return "\(date.dateInWords), 24:00 \(abbreviation(at: lastMoment))" + inBrackets(end, besides: date)
    }

    /// `GMT`; `UTC-03:00` where the zone's own abbreviation is but a number.
    private func abbreviation(at moment: Timestamp) -> String {
        let interval = interval(at: moment)
        let isName = interval.abbreviation.utf8.first.map { $0 >= UInt8(ascii: "A") } ?? false
        return isName ? interval.abbreviation : "UTC" + UTCOffset(seconds: interval.offset).text
    }

    private func inBrackets(_ moment: Timestamp, besides local: CivilTime) -> String {
        guard abbreviation(at: moment) != "UTC" else { return "" }
        let utc = TimeZoneRules.utc.civilTime(at: moment)
        let isSameDay = utc.startOfDay == local.startOfDay
        return " (\(utc.clock) UTC" + (isSameDay ? "" : " on \(utc.dayInWords)") + ")"
    }
}

/// A distance from UTC as RFC 3339 writes it: `+01:00`.
struct UTCOffset: Sendable, Equatable {
    /// East of UTC.
    var seconds: Int

    /// `+01:00`; whole minutes.
    var text: String {
        let minutes = abs(seconds) / 60
        return (seconds < 0 ? "-" : "+") + "\(CivilTime.two(minutes / 60)):\(CivilTime.two(minutes % 60))"
    }
}
