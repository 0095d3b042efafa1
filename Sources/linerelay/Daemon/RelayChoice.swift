/// Which of several relays is used: the first that is not known to be in trouble.
struct RelayChoice {
    /// How long a relay that was in trouble is passed over, in milliseconds.
    static let rest: Int64 = 300_000

    var current = 0
    /// Monotonic milliseconds until which each is passed over.
    private var passedOver: [Int64]

    init(count: Int) { passedOver = Array(repeating: .min, count: count) }

    /// The one in use is in trouble.
    mutating func fail(at now: Int64) { fail(current, at: now) }

    mutating func fail(_ relay: Int, at now: Int64) { passedOver[relay] = now + RelayChoice.rest }

    /// The relay to use instead of the one in use; nil: stay. Where all are in trouble, any is as good.
    func change(at now: Int64) -> Int? {
        guard let best = passedOver.firstIndex(where: { $0 <= now }), best != current else { return nil }
        return best
    }
}
