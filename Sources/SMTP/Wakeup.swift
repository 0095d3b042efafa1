import CSystem
import Glibc

/// Reaches a running transport from any thread.
///
/// Unchecked, because the compiler cannot see that `requests` is touched under the lock only; the lock
/// is a pthread mutex, which the thread sanitizer knows.
public final class Wakeup: @unchecked Sendable {
    /// What was asked for since the transport looked last.
    struct Requests {
        var retryNow = false
        var relays: [Endpoint]?
        /// Relays that stay are tried anew.
        var triesAnew = false
        /// Milliseconds of grace.
        var stop: Int?
    }

    let descriptor: Int32
    private var requests = Requests()
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

    init() throws(SystemProblem) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
        guard descriptor >= 0 else { throw SystemProblem("eventfd") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        pthread_mutex_destroy(lock)
        lock.deallocate()
    }

    /// Something may be due.
    public func wake() {
        var one: UInt64 = 1
        write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Ends every pause, because a person has put something right.
    public func retryNow() {
        withLock { requests.retryNow = true }
        wake()
    }

    /// Other relays from now on, in the order in which they are preferred; what has begun ends where it is. Those
    /// that stay are tried anew, because a person has put something right.
    /// - Throws: `EndpointProblem` for a relay that cannot be one; then nothing changes.
    public func use(_ relays: [Endpoint]) throws(EndpointProblem) { try ask(for: relays, triesAnew: true) }

    /// The same relays, some with another secret: those take it up, the others notice nothing.
    /// - Throws: as `use`.
    public func renew(_ relays: [Endpoint]) throws(EndpointProblem) { try ask(for: relays, triesAnew: false) }

    private func ask(for relays: [Endpoint], triesAnew: Bool) throws(EndpointProblem) {
        for relay in relays { try relay.check() }
        withLock {
            requests.relays = relays
            requests.triesAnew = requests.triesAnew || triesAnew
        }
        wake()
    }

    /// No new messages; those whose content is on its way get so many milliseconds for their reply.
    public func stop(graceMilliseconds: Int) {
        withLock { requests.stop = max(0, min(graceMilliseconds, 86_400_000)) }
        wake()
    }

    /// Takes what was asked for, and is quiet until the next call.
    func take() -> Requests {
        var count: UInt64 = 0
        read(descriptor, &count, MemoryLayout<UInt64>.size)
        return withLock {
            defer { requests = Requests() }
            return requests
        }
    }

    private func withLock<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body()
    }
}
