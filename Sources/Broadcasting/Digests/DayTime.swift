import Mail

/// A time of day, by the clocks of the desk.
public struct DayTime: Sendable, Equatable, CustomStringConvertible {
    public let hour: Int
    public let minute: Int

    /// `17:00`. Nil where the text is no such time.
    public init?(_ text: String) {
        let octets = Array(text.utf8)
        guard octets.count == 5, octets[2] == UInt8(ascii: ":") else { return nil }
        let digits = [octets[0], octets[1], octets[3], octets[4]]
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let numbers = digits.map { Int($0) - 0x30 }
        hour = numbers[0] * 10 + numbers[1]
        minute = numbers[2] * 10 + numbers[3]
        guard hour < 24, minute < 60 else { return nil }
    }

    public var description: String { "\(CivilTime.two(hour)):\(CivilTime.two(minute))" }

    /// The last moment, at or before `now`, at which it was that time: one a day. Where the clocks skip it, the moment
    /// at which they do; where they show it twice, the first.
    func last(upTo now: Timestamp, in zone: TimeZoneRules) -> Timestamp {
        let today = zone.civilTime(at: now)
        let days = [0, -1, -2].map { CivilTime(today.startOfDay.moment.adding(seconds: $0 * 86_400)) }
        return days.map { moment(on: $0, in: zone) }.filter { $0 <= now }.max() ?? now
    }

    private func moment(on date: CivilTime, in zone: TimeZoneRules) -> Timestamp {
        let local = CivilTime(date.startOfDay.moment.adding(seconds: hour * 3_600 + minute * 60))
        return zone.moments(of: local).first ?? zone.changeOver(local)
    }
}

extension TimeZoneRules {
    /// The moment at which the clocks are put forward over this time.
    fileprivate func changeOver(_ skipped: CivilTime) -> Timestamp {
        // With the offset that held before, what is skipped falls behind the change.
        let behind = skipped.moment.adding(seconds: -offsets(around: skipped)[0])
        return Timestamp(milliseconds: interval(at: behind).start * 1_000)
    }
}
