import Disk
import CSystem
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

    /// Whether any process has the file open for writing; nil where the system does not say.
    ///
    /// A read lease is refused while anybody has (fcntl(2)); it is given back at once. Should somebody open
    /// the file in between, the kernel sends a signal, which would be SIGIO and end the process: SIGURG is
    /// ignored unless somebody asks for it.
    func hasWriters() -> Bool? {
        let setSignal: Int32 = 10
        guard fcntl(descriptor, setSignal, SIGURG) == 0 else { return nil }
        if lr_set_lease(descriptor, Int32(F_RDLCK)) == 0 {
            _ = lr_set_lease(descriptor, Int32(F_UNLCK))
            return false
        }
        return errno == EAGAIN ? true : nil
    }
}
