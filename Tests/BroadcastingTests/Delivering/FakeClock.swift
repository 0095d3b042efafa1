import Broadcasting
import Mail
import Synchronization

/// Both clocks of the world in a test's hands.
final class FakeClock: Sendable {
    private struct Time {
        var wall: Int64 = 1_795_000_000_000
        var monotonic: Int64 = 5_000
    }

    private let time = Mutex(Time())

    var clock: Clock {
        Clock(
            now: { Timestamp(milliseconds: self.time.withLock { $0.wall }) },
            monotonic: { self.time.withLock { $0.monotonic } })
    }

    var now: Timestamp { clock.now() }

    func pass(_ milliseconds: Int64) {
        time.withLock {
            $0.wall += milliseconds
            $0.monotonic += milliseconds
        }
    }

    /// Somebody sets the clock.
    func setWall(by milliseconds: Int64) { time.withLock { $0.wall += milliseconds } }
}
