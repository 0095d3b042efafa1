import Broadcasting
import Glibc
import Mail

extension Clock {
    /// The machine's clocks.
    static let real = Clock(
        now: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        },
        monotonic: {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC, &time)
            return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        })
}

/// The process's surroundings.
enum RealWorld {
    static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        return String(validatingCString: value)
    }

    static var workingFolder: String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }

    /// The machine's full name for EHLO (RFC 5321 §4.1.1.1): what the resolver makes of the host name,
    /// else the host name where it has a dot; nil where there is no such name.
    static var fullHostName: String? {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return nil }
        let name = buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        var hints = addrinfo()
        hints.ai_flags = AI_CANONNAME
        var found: UnsafeMutablePointer<addrinfo>?
        defer { if let found { freeaddrinfo(found) } }
        let canonical = getaddrinfo(name, nil, &hints, &found) == 0 ? found?.pointee.ai_canonname : nil
        let candidates = [canonical.map { String(cString: $0) }, name].compactMap(\.self)
        return candidates.first { $0.contains(".") && !$0.hasPrefix("localhost") }
    }
}
