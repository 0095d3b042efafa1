import CSystem
import Glibc

/// The sockets that one event loop waits for, each with the token that it comes back with.
final class Epoll {
    struct Interest: OptionSet {
        let rawValue: UInt32
        static let read = Interest(rawValue: EPOLLIN.rawValue)
        static let write = Interest(rawValue: EPOLLOUT.rawValue)
        /// Comes unasked.
        static let failure = Interest(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
    }

    /// Whose event it is, and on which socket.
    struct Token: Equatable {
        var owner: UInt32
        var socket: Int32

        fileprivate var packed: UInt64 { UInt64(owner) << 32 | UInt64(UInt32(bitPattern: socket)) }

        init(owner: UInt32, socket: Int32) {
            self.owner = owner
            self.socket = socket
        }

        fileprivate init(packed: UInt64) {
            owner = UInt32(truncatingIfNeeded: packed >> 32)
            socket = Int32(truncatingIfNeeded: packed)
        }
    }

    private let descriptor: Int32
    /// One wait returns all there is: a deadline is only believed when nothing else was to be read.
    private var events = [epoll_event](repeating: epoll_event(), count: 2_048)

    init() throws(SystemProblem) {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw SystemProblem("epoll_create1") }
    }

    deinit { close(descriptor) }

    /// False: the system refused, for want of memory or because the socket is gone.
    @discardableResult
    func watch(_ token: Token, for interest: Interest) -> Bool {
        var event = epoll_event()
        event.events = interest.rawValue
        event.data.u64 = token.packed
        if epoll_ctl(descriptor, EPOLL_CTL_MOD, token.socket, &event) == 0 { return true }
        return epoll_ctl(descriptor, EPOLL_CTL_ADD, token.socket, &event) == 0
    }

    func forget(_ socket: Int32) {
        var event = epoll_event()
        epoll_ctl(descriptor, EPOLL_CTL_DEL, socket, &event)
    }

    /// Waits at most so many milliseconds, for ever with nil; says how many sockets have stirred.
    func wait(milliseconds: Int?) -> Int {
        let patience = milliseconds.map { Int32(clamping: max($0, 0)) } ?? -1
        return max(0, Int(epoll_wait(descriptor, &events, Int32(events.count), patience)))
    }

    /// One of those that the last `wait` counted.
    func stirred(_ index: Int) -> (Token, Interest) {
        let event = events[index]
        return (Token(packed: event.data.u64), Interest(rawValue: event.events))
    }
}

/// A system call that failed, with the reason in the system's words.
struct SystemProblem: Error, CustomStringConvertible {
    let description: String

    init(_ call: String) { description = "\(call): \(Self.words(errno))" }

    init(text: String) { description = text }

    static func words(_ code: Int32) -> String {
        String(validatingCString: strerror(code)).map { $0.prefix(1).lowercased() + $0.dropFirst() }
            ?? "error \(code)"
    }
}

/// The monotonic clock: never set back, not moved by whoever sets the time.
enum Clock {
    static func milliseconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int(time.tv_sec) &* 1_000 &+ Int(time.tv_nsec) / 1_000_000
    }
}
