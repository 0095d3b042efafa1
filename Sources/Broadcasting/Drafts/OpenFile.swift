import Disk
import Glibc

/// One opened file: read it whole, and be sure that it did not change meanwhile.
struct OpenFile: ~Copyable {
    let descriptor: Int32

    deinit { close(descriptor) }

    func status() throws(SystemError) -> FileStatus {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError("read", "the draft") }
        return FileStatus(status)
    }

    /// At most `limit` octets from the beginning.
    func read(atMost limit: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        var length = 0
        while length < limit {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress?.advanced(by: length), limit - length)
            }
            if count == 0 { break }
            if count > 0 { length += count } else if errno != EINTR { throw SystemError("read", "the draft") }
        }
        return Array(bytes.prefix(length))
    }

    /// See `Writers`.
    func hasWriters() -> Bool? { Writers.have(descriptor) }
}
