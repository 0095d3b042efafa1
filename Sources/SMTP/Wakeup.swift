import CSystem
import Glibc
import Synchronization

/// Reaches a running transport from any thread.
public final class Wakeup: Sendable {
    /// What was asked for since the transport looked last.
    struct Requests {
        var retryNow = false
        /// Milliseconds of grace.
        var stop: Int?
    }

    let descriptor: Int32
    private let requests = Mutex(Requests())

    init() throws(SystemProblem) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw SystemProblem("eventfd") }
    }

    deinit { close(descriptor) }

    /// Something may be due.
    public func wake() {
        var one: UInt64 = 1
        write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Ends every pause, because a person has put something right.
    public func retryNow() {
        requests.withLock { $0.retryNow = true }
        wake()
    }

    /// No new messages; those whose content is on its way get so many milliseconds for their reply.
    public func stop(graceMilliseconds: Int) {
        requests.withLock { $0.stop = max(0, min(graceMilliseconds, 86_400_000)) }
        wake()
    }

    /// Takes what was asked for, and is quiet until the next call.
    func take() -> Requests {
        var count: UInt64 = 0
        read(descriptor, &count, MemoryLayout<UInt64>.size)
        return requests.withLock { requests in
            defer { requests = Requests() }
            return requests
        }
    }
}
