import Mail

/// From when on broadcasts are told of, and in which month each counts: by the clocks of the desk.
public struct ReportPeriod: Sendable {
    public let start: Timestamp
    private let zone: TimeZoneRules

    /// Why a text names no such time.
    public struct Fault: Error, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Months that are told of where nobody says from when on, this one among them.
    static let usualMonths = 12

    /// - Parameter text: `2026-11-24` and the other times of drafts, or a month, `2026-11`; nil: from the start of
    ///   the month eleven months ago.
    public init(since text: String?, now: Timestamp, zone: TimeZoneRules) throws(Fault) {
        self.zone = zone
        guard let text else {
            start = ReportPeriod.usual(now, zone)
            return
        }
        let isMonth = text.utf8.count == 7
        do throws(TimeProblem) {
            start = try WrittenTime.parse(isMonth ? text + "-01" : text, zone: zone, isEnd: false).moment
        } catch {
            throw Fault(
                description: isMonth ? "\(Quoted(text)) is no month; write it as 2026-11" : "\(error)")
        }
    }

    private static func usual(_ now: Timestamp, _ zone: TimeZoneRules) -> Timestamp {
        let local = zone.civilTime(at: now)
        let months = local.year * 12 + local.month - 1 - (usualMonths - 1)
        let first = CivilTime(year: months / 12, month: months % 12 + 1, day: 1)
        return first.map(zone.start(ofDay:)) ?? Timestamp(milliseconds: 0)
    }

    /// `2026-11`.
    public func month(of moment: Timestamp) -> String {
        let local = zone.civilTime(at: moment)
        return "\(local.year)-\(CivilTime.two(local.month))"
    }

    /// `Tuesday 24 November 2026`.
    public var startInWords: String { zone.civilTime(at: start).dateInWords }
}
