/// A span of time in words: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `1 day 6 h`.
public struct Elapsed: Sendable, CustomStringConvertible {
    public let description: String

    public init(_ seconds: Double) {
        let whole = Int(min(max(seconds, 0), 1e12).rounded())
        func parts(_ large: Int, _ largeName: String, _ small: Int, _ smallName: String) -> String {
            let rest = whole % large / small
            return "\(whole / large) \(largeName)" + (rest > 0 ? " \(rest) \(smallName)" : "")
        }
        switch seconds {
        case ..<9.95: description = "\(Tenths(max(0, seconds))) s"
        case ..<99.5: description = "\(whole) s"
        case ..<3_600: description = parts(60, "min", 1, "s")
        case ..<86_400: description = parts(3_600, "h", 60, "min")
        default: description = parts(86_400, whole < 172_800 ? "day" : "days", 3_600, "h")
        }
    }
}
