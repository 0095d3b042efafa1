import CGLib
import Mail

/// The offsets from UTC of one time zone over the years, as the system's database has them.
///
/// Read out of GLib once, at the start: a value from then on, which no update of the database changes
/// under a running daemon. Knows 1970 to 2100; before and after, the first and the last offset hold.
public struct TimeZoneRules: Sendable, Equatable {
    /// A name of the IANA time zone database.
    public let identifier: String

    /// From `start` (seconds since 1970 in UTC) until the next one starts.
    struct Interval: Sendable, Equatable {
        var start: Int64
        /// Seconds east of UTC.
        var offset: Int
        var abbreviation: String
    }

    /// By `start`, never empty; the first holds for everything before it as well.
    let intervals: [Interval]

    public static let utc = TimeZoneRules(
        identifier: "UTC", intervals: [Interval(start: 0, offset: 0, abbreviation: "UTC")])

    init(identifier: String, intervals: [Interval]) {
        self.identifier = identifier
        self.intervals = intervals
    }

    /// Nil where the database has no such zone.
    public init?(identifier: String) {
        guard Self.isPlausible(identifier), let zone = g_time_zone_new_identifier(identifier) else {
            return nil
        }
        defer { g_time_zone_unref(zone) }
        self.init(identifier: identifier, intervals: Self.intervals(of: zone))
    }

    /// Seconds east of UTC.
    public func offset(at moment: Timestamp) -> Int { interval(at: moment).offset }

    func interval(at moment: Timestamp) -> Interval {
        let seconds = moment.wholeSeconds
        var (low, high) = (0, intervals.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if intervals[middle].start <= seconds { low = middle } else { high = middle }
        }
        return intervals[low]
    }

    /// What the clocks show there.
    func civilTime(at moment: Timestamp) -> CivilTime {
        CivilTime(moment.adding(seconds: offset(at: moment)))
    }

    /// The moments at which the clocks show this time, the earliest first: none where they are put
    /// forward over it, two where they are put back over it.
    func moments(of local: CivilTime) -> [Timestamp] {
        Set(offsets(around: local)).map { local.moment.adding(seconds: -$0) }
            .filter { civilTime(at: $0) == local }.sorted()
    }

    /// The offsets in force a day before and a day after: those before and after a change of the clocks.
    func offsets(around local: CivilTime) -> [Int] {
        [-86_400, 86_400].map { offset(at: local.moment.adding(seconds: $0)) }
    }

    /// The first moment of a day; after midnight where the clocks skip midnight.
    func start(ofDay date: CivilTime) -> Timestamp {
        let midnight = date.startOfDay
        if let first = moments(of: midnight).first { return first }
        // With the offset that held before, skipped midnight falls behind the change.
        let behind = midnight.moment.adding(seconds: -offsets(around: midnight)[0])
        return Timestamp(milliseconds: interval(at: behind).start * 1_000)
    }
}

extension TimeZoneRules {
    /// The form of a name in the database. GLib itself would also take a path, an offset or a rule in
    /// POSIX's notation, whose signs mean the opposite of what people expect.
    private static func isPlausible(_ identifier: String) -> Bool {
        let bytes = Array(identifier.utf8)
        func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
        let isPlace = bytes.contains(UInt8(ascii: "/"))
        return bytes.first.map(isLetter) == true && bytes.count <= 64
            && bytes.allSatisfy { byte in
                isLetter(byte) || byte == UInt8(ascii: "-")
                    || isPlace && "/_+0123456789".utf8.contains(byte)
            }
    }

    private static func intervals(of zone: OpaquePointer) -> [Interval] {
        let (first, last): (Int64, Int64) = (0, 4_133_980_800)
        var result = [interval(of: zone, from: first)]
        var known = first
        // No zone changes its clocks twice within a week.
        for probe in stride(from: first, through: last, by: 7 * 86_400) {
            let here = interval(of: zone, from: probe)
            guard let before = result.last else { break }
            if !here.isAlike(before) {
                result.append(interval(of: zone, from: change(of: zone, after: known, upTo: probe)))
            }
            known = probe
        }
        return result
    }

    private static func interval(of zone: OpaquePointer, from seconds: Int64) -> Interval {
        let index = g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, gint64(seconds))
        guard index >= 0 else { return Interval(start: seconds, offset: 0, abbreviation: "UTC") }
        return Interval(
            start: seconds, offset: Int(g_time_zone_get_offset(zone, index)),
            abbreviation: g_time_zone_get_abbreviation(zone, index).flatMap { String(validatingCString: $0) }
                ?? "")
    }

    /// The first second of what holds at `end`; `start` lies before it.
    private static func change(of zone: OpaquePointer, after start: Int64, upTo end: Int64) -> Int64 {
        let after = interval(of: zone, from: end)
        var (low, high) = (start, end)
        while high - low > 1 {
            let middle = (low + high) / 2
            if interval(of: zone, from: middle).isAlike(after) { high = middle } else { low = middle }
        }
        return high
    }
}

extension TimeZoneRules.Interval {
    fileprivate func isAlike(_ other: Self) -> Bool {
        offset == other.offset && abbreviation == other.abbreviation
    }
}

extension Timestamp {
    /// Rounded down.
    fileprivate var wholeSeconds: Int64 {
        milliseconds / 1_000 - (milliseconds % 1_000 < 0 ? 1 : 0)
    }

    func adding(seconds: Int) -> Timestamp { adding(milliseconds: Int64(seconds) * 1_000) }
}
