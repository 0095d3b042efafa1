import Glibc

/// Walks a file line by line through one buffer, however long the file is.
public struct LineReader: ~Copyable {
    private let file: File
    private let chunk: Int

    /// - Parameter chunk: octets read at a time; the buffer grows where a line is longer.
    public init(_ path: String, chunk: Int = 1 << 18) throws(SystemError) {
        file = try File(path, O_RDONLY | O_NOFOLLOW)
        self.chunk = chunk
    }

    /// Calls `line` with each line's offset and its octets, without the LF.
    /// - Returns: where the last complete line ends; what lies behind has no LF.
    public func forEach(
        from start: Int = 0, _ line: (_ offset: Int, _ bytes: UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws -> Int {
        var buffer = [UInt8](repeating: 0, count: chunk)
        var base = start
        var held = 0
        while true {
            if held == buffer.count { buffer.append(contentsOf: repeatElement(0, count: buffer.count)) }
            let read = try buffer.withUnsafeMutableBytes {
                try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[held...]), at: base + held)
            }
            if read == 0 { return base }
            held += read
            let used = try buffer.withUnsafeBufferPointer {
                try walk(UnsafeBufferPointer(rebasing: $0[..<held]), base: base, line)
            }
            buffer.withUnsafeMutableBufferPointer { whole in
                guard used > 0, used < held else { return }
                memmove(whole.baseAddress!, whole.baseAddress! + used, held - used)
            }
            base += used
            held -= used
        }
    }

    private func walk(
        _ bytes: UnsafeBufferPointer<UInt8>, base: Int,
        _ line: (Int, UnsafeBufferPointer<UInt8>) throws -> Void
    ) throws -> Int {
        guard let first = bytes.baseAddress else { return 0 }
        var start = 0
        while start < bytes.count, let found = memchr(first + start, 0x0A, bytes.count - start) {
            let end = UnsafeRawPointer(found) - UnsafeRawPointer(first)
            try line(base + start, UnsafeBufferPointer(rebasing: bytes[start..<end]))
            start = end + 1
        }
        return start
    }
}
