import CSystem
import Disk
import Glibc
import JSON
import Mail

/// `state/suppressions.jsonl`: addresses that must not be mailed, and why. Only ever appended to, by the
/// daemon and by commands alike.
public struct Suppressions: Sendable {
    /// One line of the file.
    public struct Entry: Sendable, Equatable {
        public var at: Timestamp
        public var address: EmailAddress
        /// Nil: every list.
        public var list: Name?
        public var reason: String
        /// False takes back what stands before it for this address and list; without a list, all of it.
        public var isSuppressed = true

        public init(
            at: Timestamp, address: EmailAddress, list: Name?, reason: String, isSuppressed: Bool = true
        ) {
            self.at = at
            self.address = address
            self.list = list
            self.reason = reason
            self.isSuppressed = isSuppressed
        }
    }

    public let path: String
    /// How messages to people call the file.
    private let shownAs: String

    public init(_ path: String, shownAs: String? = nil) {
        self.path = path
        self.shownAs = shownAs ?? path
    }

    public init(of folders: Folders) {
        let path = folders.state + "/suppressions.jsonl"
        self.init(path, shownAs: folders.shown(path))
    }

    /// What the file says at this moment.
    /// - Throws: `SystemError`, or `DamagedRecord` with the line: rather no mail than one to somebody who
    ///   asked for none. A last line that a crash cut short is none.
    public func load() throws -> Suppressed {
        try load { line, why in DamagedRecord("\(shownAs):\(line): \(why)") }
    }

    /// The same for `check`.
    /// - Throws: `SystemError`, or `Problem` with the place.
    func loadChecked() throws -> Suppressed {
        try load { line, why in Problem(path: shownAs, at: Position(line: line, column: 1), why) }
    }

    private func load(_ damage: (Int, String) -> any Error) throws -> Suppressed {
        var suppressed = Suppressed()
        let reader: LineReader
        do throws(SystemError) { reader = try LineReader(path) } catch {
            // One that cannot be read is not one that is not there.
            if error.isMissing { return suppressed }
            throw error
        }
        var line = 0
        let end = try reader.forEach { _, bytes in
            line += 1
            guard bytes.contains(where: { $0 != 0x20 && $0 != 0x0D }) else { return }
            do throws(DamagedRecord) { suppressed.apply(try Entry(bytes)) } catch {
                throw damage(
                    line,
                    "\(error.what); put that line right, or the file back from a backup: "
                        + "until then nobody knows who must not be mailed")
            }
        }
        let file = try File(path, O_RDONLY | O_NOFOLLOW)
        let tail = try file.octets(max(0, try file.size() - end), at: end)
        if let entry = Suppressions.entry(tail) { suppressed.apply(entry) }
        return suppressed
    }

    /// Appends entries and puts them on disk, with one sync for all. Several processes may do so at once.
    /// - Parameter patience: milliseconds to wait for another process that is appending.
    /// - Throws: `SystemError`; nothing was appended, unless it was the sync that failed.
    public func append(_ entries: [Entry], patience: Int = 5_000) throws(SystemError) {
        let isNew = !Folder.exists(path)
        let file = try File(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o600)
        try lock(file, patience)
        var writer = JSONWriter()
        let length = try mendEnd(of: file)
        for entry in entries { entry.write(into: &writer) }
        do throws(SystemError) { try file.write(writer.bytes) } catch {
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
    private func mendEnd(of file: borrowing File) throws(SystemError) -> Int {
        let (start, tail) = try Suppressions.tail(of: file)
        if tail.isEmpty { return start }
        if Suppressions.entry(tail) != nil {
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

    private static func entry(_ line: [UInt8]) -> Entry? { line.withUnsafeBufferPointer { try? Entry($0) } }
}
