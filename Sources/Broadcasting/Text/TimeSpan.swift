/// A length of time in words: `40 s`, `10 min`, `1 h 30 min`, `2 days 3 h`; what is finer than that is left out.
public struct TimeSpan: Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public init(milliseconds: Int64) {
        let seconds = max(0, milliseconds / 1_000)
        let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60)
        let parts: [String?] =
            if days > 0 {
                [String(describing: Counted(Int(days), "day")), hours > 0 ? "\(hours) h" : nil]
            } else if hours > 0 {
                ["\(hours) h", minutes > 0 ? "\(minutes) min" : nil]
            } else if minutes > 0 {
                ["\(minutes) min", seconds % 60 > 0 ? "\(seconds % 60) s" : nil]
            } else {
                ["\(seconds) s"]
            }
        description = parts.compactMap(\.self).joined(separator: " ")
    }
}
