import Glibc

/// A system call that failed: which, on what, and why (errno, in words).
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    public var call: String
    public var path: String
    public var code: Int32

    public init(_ call: String, _ path: String, code: Int32 = errno) {
        self.call = call
        self.path = path
        self.code = code
    }

    public var isMissing: Bool { code == ENOENT || code == ENOTDIR }
    public var isOutOfRoom: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
    /// Room or descriptors are short, which may pass by itself.
    public var passes: Bool { isOutOfRoom || code == EMFILE || code == ENFILE || code == ENOMEM }
    /// Another look may find what this one did not: it is the system's trouble, not the file's.
    public var saysNothing: Bool {
        passes || code == EIO || code == EINTR || code == EAGAIN || code == ESTALE
    }
    public var isDenied: Bool { code == EACCES || code == EPERM || code == EROFS }

    public var reason: String {
        var text = [CChar](repeating: 0, count: 256)
        guard strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
        return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    public var description: String { "cannot \(call) '\(path)': \(reason)" }
}

/// Calls again while a signal interrupts it.
func retrying(_ body: () -> Int) -> Int {
    while true {
        let result = body()
        if result >= 0 || errno != EINTR { return result }
    }
}
