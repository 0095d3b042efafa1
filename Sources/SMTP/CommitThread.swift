import CSystem
import Glibc
import Mail

/// Runs commits beside the event loop, one at a time, so that connections do not wait for the disk to
/// deal with other connections' records.
///
/// Unchecked, because the compiler cannot see that `work`, `state` and `isEnding` are touched under the
/// lock only.
final class CommitThread: @unchecked Sendable {
    private enum State { case idle, waiting, ended }

    /// Can be read when the work has ended.
    let descriptor: Int32
    /// Begun, and its end not taken yet. For the event loop alone.
    private(set) var isBusy = false

    private var work: CommitWork?
    private var state = State.idle
    private var isEnding = false
    private var thread: pthread_t?
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    init() throws(SystemProblem) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        lock.initialize(to: pthread_mutex_t())
        changed.initialize(to: pthread_cond_t())
        pthread_mutex_init(lock, nil)
        pthread_cond_init(changed, nil)
        guard descriptor >= 0 else { throw SystemProblem("eventfd") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(lock)
        changed.deallocate()
        lock.deallocate()
    }

    /// Where no thread is to be had, the work is run here and now.
    func begin(_ work: @escaping CommitWork) {
        isBusy = true
        startThread()
        guard thread != nil else {
            work()
            withLock { state = .ended }
            return announce()
        }
        withLock {
            self.work = work
            state = .waiting
            pthread_cond_broadcast(changed)
        }
    }

    /// True where the work has ended; it is then idle again.
    func takeEnd() -> Bool {
        var count: UInt64 = 0
        read(descriptor, &count, MemoryLayout<UInt64>.size)
        let hasEnded = withLock {
            guard state == .ended else { return false }
            state = .idle
            return true
        }
        if hasEnded { isBusy = false }
        return hasEnded
    }

    /// Waits for the work that was begun, and ends the thread.
    func stop() {
        guard let thread else { return }
        withLock {
            isEnding = true
            pthread_cond_broadcast(changed)
        }
        pthread_join(thread, nil)
        self.thread = nil
        isEnding = false
    }
}

// MARK: The thread

extension CommitThread {
    private func startThread() {
        guard thread == nil else { return }
        let luggage = Unmanaged.passRetained(self)
        var started = pthread_t()
        guard pthread_create(&started, nil, CommitThread.main, luggage.toOpaque()) == 0 else {
            return luggage.release()
        }
        thread = started
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
        pointer in
        guard let pointer else { return nil }
        let thread = Unmanaged<CommitThread>.fromOpaque(pointer).takeRetainedValue()
        while let work = thread.next() {
            work()
            thread.withLock { thread.state = .ended }
            thread.announce()
        }
        return nil
    }

    /// Nil: it is to end, and nothing is left to be done.
    private func next() -> CommitWork? {
        withLock {
            while work == nil, !isEnding { pthread_cond_wait(changed, lock) }
            defer { work = nil }
            return work
        }
    }

    private func announce() {
        var one: UInt64 = 1
        write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    private func withLock<Result>(_ body: () -> Result) -> Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return body()
    }
}
