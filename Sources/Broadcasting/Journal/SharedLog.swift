import CSystem
import Disk
import Glibc

/// A file of lines to which the daemon and commands append alike, one at a time.
struct SharedLog {
    private let path: String

    init(_ path: String) { self.path = path }

    /// Appends lines and puts them on disk, with one sync for all.
    /// - Parameters:
    ///   - lines: whole, each with its line end.
    ///   - patience: milliseconds to wait for another process that is appending.
    ///   - isWhole: whether a last line that has no end is one all the same.
    /// - Throws: `SystemError`; nothing was appended, unless it was the sync that failed.
    func append(_ lines: [UInt8], patience: Int = 5_000, isWhole: ([UInt8]) -> Bool) throws(SystemError) {
        let isNew = !Folder.exists(path)
        let file = try File(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o600)
        try lock(file, patience)
        let length = try mendEnd(of: file, isWhole)
        do throws(SystemError) { try file.write(lines) } catch {
            try? file.truncate(to: length)
            throw error
        }
        try file.synchronize()
        guard isNew, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        try Folder.synchronize(String(path[..<slash]))
    }

    private func lock(_ file: borrowing File, _ patience: Int) throws(SystemError) {
        var left = patience
        while lr_lock(file.descriptor) != 0 {
            guard errno == EAGAIN || errno == EACCES, left > 0 else { throw SystemError("lock", path) }
            usleep(1_000)
            left -= 1
        }
    }

    /// A last line that an editor left without its end is an entry; what a crash cut short is none, and is put aside.
    /// - Returns: the file's length now.
    private func mendEnd(of file: borrowing File, _ isWhole: ([UInt8]) -> Bool) throws(SystemError) -> Int {
        let (start, tail) = try SharedLog.tail(of: file)
        if tail.isEmpty { return start }
        if isWhole(tail) {
            try file.write([0x0A])
            return start + tail.count + 1
        }
        try AtomicFile.replace(path + ".torn", with: tail, mode: 0o600)
        try file.truncate(to: start)
        return start
    }

    /// What lies behind the last line end, and where it begins.
    private static func tail(of file: borrowing File) throws(SystemError) -> (start: Int, octets: [UInt8]) {
        let size = try file.size()
        var tail: [UInt8] = []
        while tail.count < size {
            let count = min(4_096, size - tail.count)
            let start = size - tail.count - count
            let chunk = try file.octets(count, at: start)
            if let end = chunk.lastIndex(of: 0x0A) { return (start + end + 1, chunk[(end + 1)...] + tail) }
            tail = chunk + tail
        }
        return (0, tail)
    }
}
