import CSystem
import Glibc

/// One daemon a workspace: a lock (fcntl(2), F_OFD_SETLK) on a file that is never removed, with the holder's pid in it.
public struct LockFile: ~Copyable {
    private let file: File

    public enum Taken: Error, Sendable, Equatable {
        /// Somebody else has it; their pid where the file tells.
        case by(pid: Int?)
        case failed(SystemError)
    }

    /// - Parameter patience: milliseconds to wait for whoever has it.
    public init(_ path: String, patience: Int = 0) throws(Taken) { file = try LockFile.take(path, patience) }

    private static func take(_ path: String, _ patience: Int) throws(Taken) -> File {
        let file = try open(path)
        var left = patience
        while lr_lock(file.descriptor) != 0 {
            guard errno == EAGAIN || errno == EACCES else { throw .failed(SystemError("lock", path)) }
            if left <= 0 { throw .by(pid: livingHolder(path)) }
            usleep(10_000)
            left -= 10
        }
        do throws(SystemError) {
            try file.truncate(to: 0)
            try file.write(Array("\(getpid())\n".utf8))
        } catch { throw .failed(error) }
        return file
    }

    private static func open(_ path: String) throws(Taken) -> File {
        do throws(SystemError) { return try File(path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600) } catch {
            throw .failed(error)
        }
    }

    /// Who has taken it a moment ago may not have written their pid yet, over that of the one before.
    private static func livingHolder(_ path: String) -> Int? {
        for _ in 0..<50 {
            if let pid = holder(path), kill(pid_t(clamping: pid), 0) == 0 || errno == EPERM { return pid }
            usleep(10_000)
        }
        return holder(path)
    }

    /// The pid written in the lock file; it says nothing of whether the lock is held.
    public static func holder(_ path: String) -> Int? {
        guard let bytes = try? File.contents(of: path, limit: 64),
            let text = String(validating: bytes, as: UTF8.self)
        else { return nil }
        return Int(text.filter { $0.isNumber })
    }

    /// Whether somebody holds it now; asks without taking it.
    public static func isHeld(_ path: String) -> Bool {
        guard let file = try? File(path, O_RDWR | O_NOFOLLOW) else { return false }
        return lr_is_locked(file.descriptor) == 1
    }
}
