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

    public init(_ path: String) { self.path = path }

    /// What the file says at this moment.
    /// - Throws: `SystemError`, or `DamagedRecord` with the line: rather no mail than one to somebody who
    ///   asked for none. A torn last line is none.
    public func load() throws -> Suppressed {
        var suppressed = Suppressed()
        let reader: LineReader
        do throws(SystemError) { reader = try LineReader(path) } catch {
            // One that cannot be read is not one that is not there.
            if error.isMissing { return suppressed }
            throw error
        }
        var line = 0
        _ = try reader.forEach { _, bytes in
            line += 1
            guard bytes.contains(where: { $0 != 0x20 && $0 != 0x0D }) else { return }
            do throws(DamagedRecord) { suppressed.apply(try Entry(bytes)) } catch {
                throw DamagedRecord("\(path):\(line): \(error.what)")
            }
        }
        return suppressed
    }

    /// As a log's commit: a sync that failed is never tried again as if it had worked.
    func commit(_ entry: Entry) -> AppendLog.Commit {
        do throws(SystemError) { try append(entry) } catch {
            return error.call == "sync" ? .broken(error) : .postponed(error)
        }
        return .done
    }

    /// Appends an entry and puts it on disk. Several processes may do so at once.
    public func append(_ entry: Entry) throws(SystemError) {
        let isNew = !Folder.exists(path)
        let file = try File(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o600)
        while lr_lock(file.descriptor) != 0 {
            guard errno == EAGAIN || errno == EACCES else { throw SystemError("lock", path) }
            usleep(1_000)
        }
        let length = try Suppressions.cutTornLine(file)
        var writer = JSONWriter()
        entry.write(into: &writer)
        do throws(SystemError) {
            try file.write(writer.bytes)
            try file.synchronize()
        } catch {
            try? file.truncate(to: length)
            throw error
        }
        guard isNew, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        try Folder.synchronize(String(path[..<slash]))
    }

    /// - Returns: the file's length.
    private static func cutTornLine(_ file: borrowing File) throws(SystemError) -> Int {
        var end = try file.size()
        while end > 0 {
            var byte: UInt8 = 0
            var failure: SystemError?
            withUnsafeMutableBytes(of: &byte) { buffer in
                do throws(SystemError) { _ = try file.read(into: buffer, at: end - 1) } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            if byte == 0x0A { break }
            end -= 1
        }
        if end < (try file.size()) { try file.truncate(to: end) }
        return end
    }
}

/// Who is suppressed, by comparison key.
public struct Suppressed: Sendable, Equatable {
    private var everywhere: [String: Suppressions.Entry] = [:]
    private var onLists: [String: [Name: Suppressions.Entry]] = [:]

    public init() {}

    public mutating func apply(_ entry: Suppressions.Entry) {
        let key = entry.address.comparisonKey
        switch (entry.isSuppressed, entry.list) {
        case (true, nil): everywhere[key] = entry
        case (true, let list?): onLists[key, default: [:]][list] = entry
        case (false, nil):
            everywhere[key] = nil
            onLists[key] = nil
        case (false, let list?): onLists[key]?[list] = nil
        }
    }

    /// Why this address must not be mailed through this list; nil where it may be.
    public func entry(for address: EmailAddress, on list: Name) -> Suppressions.Entry? {
        if everywhere.isEmpty, onLists.isEmpty { return nil }
        let key = address.comparisonKey
        return everywhere[key] ?? onLists[key]?[list]
    }

    /// Whether there is anything to take back for this address.
    public func contains(_ address: EmailAddress) -> Bool {
        let key = address.comparisonKey
        return everywhere[key] != nil || onLists[key]?.isEmpty == false
    }

    public var count: Int { everywhere.count + onLists.count }
}

extension Suppressions.Entry {
    func write(into writer: inout JSONWriter) {
        writer.object { line in
            line.member("at", string: at.rfc3339)
            line.member("address", string: address.description)
            line.member("event", string: isSuppressed ? "suppressed" : "unsuppressed")
            if let list { line.member("list", string: list.text) }
            line.member("reason", string: reason)
        }
        writer.endLine()
    }

    init(_ line: UnsafeBufferPointer<UInt8>) throws(DamagedRecord) {
        let json: JSON
        do throws(JSONProblem) { json = try JSON.parse(line) } catch { throw DamagedRecord(error.message) }
        let event = try json.text("event")
        guard event == "suppressed" || event == "unsuppressed" else {
            throw DamagedRecord("'event' is neither 'suppressed' nor 'unsuppressed'")
        }
        var list: Name?
        if let name = json["list"]?.stringValue {
            guard let found = Name(name) else { throw DamagedRecord("'list' is no list name") }
            list = found
        }
        self.init(
            at: try json.time("at"), address: try json.address("address"), list: list,
            reason: json["reason"]?.stringValue ?? "", isSuppressed: event == "suppressed")
    }
}
