import Glibc

/// The file of a relay's secret, watched for changes: an OAuth token lives an hour, and nobody sends SIGHUP then.
struct SecretFile {
    /// What the system says of a file; another mark means another content.
    private struct Mark: Equatable {
        var device: UInt
        var inode: UInt
        var size: Int
        var modified: [Int]
        var changed: [Int]

        /// Nil where there is no such file. Links are followed: what is behind them counts.
        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            (device, inode, size) = (UInt(status.st_dev), UInt(status.st_ino), Int(status.st_size))
            modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
            changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
        }
    }

    let path: String
    /// As it was when it was last read, or could not be.
    private var read: Mark?
    private var seen: Mark?

    /// To be made before the file is first read.
    init(_ path: String) {
        self.path = path
        read = Mark(path)
        seen = read
    }

    /// It has changed since it was last read, and is as it was at the last look: whoever writes it is done, it seems.
    mutating func isDue() -> Bool {
        let now = Mark(path)
        defer { seen = now }
        guard now != read, now == seen else { return false }
        read = now
        return true
    }
}
