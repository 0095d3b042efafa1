import Mail

/// Why a text is not a time that a draft can name.
enum TimeProblem: Error, Sendable, Equatable, CustomStringConvertible {
    case form(String)
    /// The name of a time zone, and the time before it.
    case zoneName(String, time: String)
    case month(String)
    /// The month has fewer days.
    case date(String, month: String, days: Int)
    case clock(String)
    case year(String)
    /// The clocks are put forward over it; both ways to write it.
    case skipped(String, zone: String, ways: [String])
    /// The clocks are put back over it; both ways to write it.
    case twice(String, zone: String, ways: [String])

    var description: String {
        switch self {
        case .form(let text):
            "\(Quoted(text)) is not a time; write it as 2026-11-24 06:00, or 2026-11-24 06:00+01:00"
        case .zoneName(let name, let time):
            "names of time zones such as \(Quoted(name)) are not understood; write the offset from"
                + " UTC, as in \(time)+00:00 or \(time)+01:00, or leave it out"
        case .month(let text): "there is no such month in \(Quoted(text)); months go from 01 to 12"
        case .date(let text, let month, let days):
            "there is no \(text): \(month) has \(days) days"
        case .clock(let text):
            "there is no time of day in \(Quoted(text)); hours go from 00 to 23, minutes to 59"
        case .year(let text): "\(Quoted(text)) is not in the years 1970 to 2100"
        case .skipped(let text, let zone, let ways):
            "\(text) does not exist in \(zone), because the clocks are put forward over it; write "
                + ways.joined(separator: " or ")
        case .twice(let text, let zone, let ways):
            "\(text) exists twice in \(zone), because the clocks are put back over it; write "
                + ways.joined(separator: " or ")
        }
    }
}
