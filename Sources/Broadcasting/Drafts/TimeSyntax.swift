import Mail

/// The parts of a written time, before a time zone gives them a meaning: RFC 3339, or
/// `YYYY-MM-DD[ HH:MM][±HH:MM]`.
struct TimeSyntax: Equatable {
    /// Midnight where `hasClock` is false.
    let civil: CivilTime
    /// Not a date alone.
    let hasClock: Bool
    /// Seconds east of UTC, where one was written.
    let offset: Int?

    init(_ text: String) throws(TimeProblem) {
        var rest = Substring(text).utf8
        guard let year = Self.number(&rest, digits: 4), Self.skip(&rest, "-"),
            let month = Self.number(&rest, digits: 2), Self.skip(&rest, "-"),
            let day = Self.number(&rest, digits: 2)
        else { throw .form(text) }
        let date = try Self.date(year, month, day, of: text)
        let clock = try Self.clock(&rest, of: text)
        guard
            let civil = CivilTime(
                year: year, month: month, day: day, hour: clock?.hour ?? 0, minute: clock?.minute ?? 0,
                second: clock?.second ?? 0)
        else { throw .clock(text) }
        self.civil = civil
        hasClock = clock != nil
        offset = try Self.offset(
            &rest, of: text, before: date.isoDate + (clock == nil ? "" : " \(civil.clock)"))
        guard rest.isEmpty else { throw .form(text) }
    }

    private static func date(
        _ year: Int, _ month: Int, _ day: Int, of text: String
    ) throws(TimeProblem) -> CivilTime {
        guard (1970...2100).contains(year) else { throw .year(text) }
        guard let first = CivilTime(year: year, month: month, day: 1) else { throw .month(text) }
        if let date = CivilTime(year: year, month: month, day: day) { return date }
        let name = "\(year)-\(CivilTime.two(month))-\(CivilTime.two(day))"
        throw .date(
            name, month: "\(first.monthInWords) \(year)", days: CivilTime.days(inMonth: month, of: year))
    }

    private typealias Clock = (hour: Int, minute: Int, second: Int)

    /// `T06:00`, ` 06:00`, with seconds and their fraction, which is dropped (RFC 3339 §5.6); nil where
    /// there is none.
    private static func clock(_ rest: inout Substring.UTF8View, of text: String) throws(TimeProblem) -> Clock?
    {
        var ahead = rest
        guard skip(&ahead, "T") || skip(&ahead, "t") || skip(&ahead, " ") else { return nil }
        while skip(&ahead, " ") {}
        // Behind a space there may also be an offset alone.
        guard let digit = ahead.first, (0x30...0x39).contains(digit) else { return nil }
        guard let hour = number(&ahead, digits: 2), skip(&ahead, ":"), let minute = number(&ahead, digits: 2)
        else { throw .form(text) }
        var second = 0
        if skip(&ahead, ":") {
            guard let written = number(&ahead, digits: 2) else { throw .form(text) }
            second = written
            if skip(&ahead, ".") {
                guard number(&ahead, digits: 1) != nil else { throw .form(text) }
                while number(&ahead, digits: 1) != nil {}
            }
        }
        rest = ahead
        return (hour, minute, second)
    }

    /// `Z`, `+01:00`; nil where there is none. A word instead is the name of a time zone.
    private static func offset(
        _ rest: inout Substring.UTF8View, of text: String, before: String
    ) throws(TimeProblem) -> Int? {
        while skip(&rest, " ") {}
        guard let mark = rest.first else { return nil }
        if rest.count == 1, skip(&rest, "Z") || skip(&rest, "z") { return 0 }
        if (0x41...0x5A).contains(mark & 0xDF) { throw .zoneName(String(Substring(rest)), time: before) }
        let isEast = skip(&rest, "+")
        guard isEast || skip(&rest, "-"), let hours = number(&rest, digits: 2), skip(&rest, ":"),
            let minutes = number(&rest, digits: 2)
        else { throw .form(text) }
        guard hours < 24, minutes < 60 else { throw .clock(text) }
        return (isEast ? 1 : -1) * (hours * 3_600 + minutes * 60)
    }

    private static func number(_ rest: inout Substring.UTF8View, digits: Int) -> Int? {
        let text = rest.prefix(digits)
        guard text.count == digits, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(digits)
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func skip(_ rest: inout Substring.UTF8View, _ mark: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == mark.value else { return false }
        rest = rest.dropFirst()
        return true
    }
}
