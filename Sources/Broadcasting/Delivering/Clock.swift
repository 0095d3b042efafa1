import Mail

/// The two clocks of the world: one for people, one for waiting.
public struct Clock: Sendable {
    /// Wall-clock time; it may step.
    public var now: @Sendable () -> Timestamp
    /// Milliseconds that only grow; their start means nothing.
    public var monotonic: @Sendable () -> Int64

    public init(now: @escaping @Sendable () -> Timestamp, monotonic: @escaping @Sendable () -> Int64) {
        self.now = now
        self.monotonic = monotonic
    }
}
