/// How many were reached by when, in as much memory for a million as for ten: sixteen steps for each doubling of the
/// time since a draft was complete.
public struct ReachCurve: Sendable, Equatable {
    private static let steps = 16
    /// Doublings of a millisecond: 34 years.
    private static let doublings = 40
    private var counts = [Int](repeating: 0, count: steps * doublings)
    private var last = 0.0

    init() {}

    mutating func add(seconds: Double) {
        last = max(last, seconds)
        let milliseconds = max(1, Int(seconds * 1000))
        let doubling = Int.bitWidth - 1 - milliseconds.leadingZeroBitCount
        let step = ((milliseconds - (1 << doubling)) * ReachCurve.steps) >> doubling
        counts[min(doubling * ReachCurve.steps + step, counts.count - 1)] += 1
    }

    /// How many had been reached after so many seconds: a point for each step in which somebody was.
    public var points: [(seconds: Double, reached: Int)] {
        var reached = 0
        var points: [(seconds: Double, reached: Int)] = []
        for (index, count) in counts.enumerated() where count > 0 {
            reached += count
            let (doubling, step) = index.quotientAndRemainder(dividingBy: ReachCurve.steps)
            let end = Double(1 << doubling) * (1 + Double(step + 1) / Double(ReachCurve.steps)) / 1000
            points.append((min(end, last), reached))
        }
        return points
    }

    public static func == (left: ReachCurve, right: ReachCurve) -> Bool {
        left.counts == right.counts && left.last == right.last
    }
}
