/// When a deferred recipient is tried again: delays that double up to a limit, each a little at random
/// so that many recipients do not come back at once (RFC 5321 §4.5.4.1).
public struct RetrySchedule: Sendable {
    public var settings: RetrySettings

    public init(_ settings: RetrySettings) { self.settings = settings }

    /// Milliseconds until the next try, after this many attempts.
    /// - Parameter random: from 0 up to, not including, 1.
    public func delay(afterAttempts attempts: Int, random: Double) -> Int {
        jittered(doubled(settings.firstDelay, times: attempts - 1, limit: settings.maxDelay), random)
    }

    /// The same after trouble with the line, which says nothing of the recipient: from one second on.
    public func delayAfterLoss(attempts: Int, random: Double) -> Int {
        jittered(
            doubled(min(1_000, settings.firstDelay), times: attempts - 1, limit: settings.firstDelay), random)
    }

    private func doubled(_ delay: Int, times: Int, limit: Int) -> Int {
        let shift = min(max(times, 0), 20)
        let (product, overflow) = delay.multipliedReportingOverflow(by: 1 << shift)
        return overflow ? limit : min(product, limit)
    }

    /// 90 to 110 percent.
    private func jittered(_ delay: Int, _ random: Double) -> Int { Int(Double(delay) * (0.9 + 0.2 * random)) }
}
