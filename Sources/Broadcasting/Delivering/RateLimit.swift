/// At most so many messages a second, evenly, with no burst after a pause (`messagesPerSecond`).
struct RateLimit {
    /// Milliseconds from one message to the next; 0 where there is no limit.
    private let interval: Double
    private var nextAt = 0.0

    init(perSecond: Double?) { interval = perSecond.map { 1000 / $0 } ?? 0 }

    /// So slow that a restart makes a difference.
    var isSlow: Bool { interval >= 1_000 }

    /// Milliseconds until a message may leave; 0 now.
    func wait(at now: Int64) -> Int { interval == 0 ? 0 : max(0, Int((nextAt - Double(now)).rounded(.up))) }

    /// A message leaves now.
    mutating func take(at now: Int64) {
        guard interval > 0 else { return }
        nextAt = max(nextAt, Double(now) - 1) + interval
    }
}
