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
        var writer = JSONWriter()
        for entry in entries { entry.write(into: &writer) }
        try SharedLog(path).append(writer.bytes, patience: patience) { Suppressions.entry($0) != nil }
    }

    private static func entry(_ line: [UInt8]) -> Entry? { line.withUnsafeBufferPointer { try? Entry($0) } }
}
