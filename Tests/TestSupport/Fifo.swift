import Foundation

/// A named pipe in place of a file: whoever opens that file waits in the middle of it, as long as a test wants.
public final class Fifo {
    public let path: String

    /// Puts it in place of what is there.
    public init(_ path: String) throws {
        self.path = path
        unlink(path)
        guard mkfifo(path, 0o600) == 0 else { throw TestFailure("mkfifo \(path)", errno: errno) }
    }

    /// The thread of this process that waits for somebody to write into a pipe; nil where none does.
    public func waiting(in process: RunningProcess) -> pid_t? {
        ([process.pid] + process.threads).first { thread in
            let place = "/proc/\(process.pid)/task/\(thread)/wchan"
            let function = String(decoding: fileOctets(place) ?? [], as: UTF8.self)
            return function.contains("fifo_open") || function.contains("wait_for_partner")
        }
    }

    /// Whoever waits goes on, and reads nothing.
    public func release() {
        let end = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        if end >= 0 { close(end) }
    }

    /// Takes it away.
    public func remove() {
        release()
        unlink(path)
    }
}
