import Disk
import Glibc
import JSON
import Mail

/// `deliveries.jsonl` of one broadcast: read back once, then appended to, a commit at a time.
public final class DeliveryLog {
    private let log: AppendLog
    private var writer = JSONWriter()
    /// The last time that was written, for many events have the same.
    private var time: (at: Timestamp, text: String)?

    public init(_ path: String) throws(SystemError) { log = try AppendLog(path) }

    public func append(_ event: DeliveryEvent) {
        writer.removeAll()
        if time?.at != event.at { time = (event.at, event.at.rfc3339) }
        event.write(into: &writer, time: time?.text)
        log.append { $0.append(contentsOf: writer.bytes) }
    }

    public var hasPending: Bool { log.hasPending }

    /// Takes what was appended since the last commit; see `AppendLog`.
    func beginCommit() -> AppendLog.Write { log.beginCommit() }

    func endCommit(_ end: AppendLog.Commit) { log.endCommit(end) }

    /// What a log told when it was read.
    public struct Reading: Sendable {
        public var standing: Standing
        public var events: Int
        /// What was written of a last line that a crash cut short, where there was one.
        public var torn: String?
    }

    /// Reads a log, from the first event to the last.
    ///
    /// - Parameter repair: puts a torn last line aside (`deliveries.jsonl.torn`) and cuts it off.
    /// - Throws: `SystemError`; `DamagedRecord`, naming the line, where the damage is not at the end.
    public static func read(_ path: String, recipients: Int, repair: Bool) throws -> Reading {
        var reading = Reading(standing: Standing(recipients: recipients), events: 0)
        guard Folder.exists(path) else { return reading }
        var damage: (line: Int, offset: Int, what: String)?
        let end = try LineReader(path).forEach { offset, bytes in
            if let damage { throw DamagedRecord("\(path):\(damage.line): \(damage.what)") }
            do throws(DamagedRecord) {
                try reading.standing.apply(DeliveryEvent(bytes))
                reading.events += 1
            } catch { damage = (reading.events + 1, offset, error.what) }
        }
        let good = damage?.offset ?? end
        reading.torn = try cutTail(path, behind: good, repair: repair)
        return reading
    }

    private static func cutTail(_ path: String, behind good: Int, repair: Bool) throws -> String? {
        let file = try File(path, repair ? O_RDWR | O_NOFOLLOW : O_RDONLY | O_NOFOLLOW)
        let size = try file.size()
        guard size > good else { return nil }
        var tail = [UInt8](repeating: 0, count: min(size - good, 1 << 16))
        _ = try tail.withUnsafeMutableBytes { try file.read(into: $0, at: good) }
        if repair {
            try AtomicFile.replace(path + ".torn", with: tail, mode: 0o600)
            try file.truncate(to: good)
            try file.synchronize()
        }
        return String(validating: tail, as: UTF8.self) ?? "\(tail.count) octets that are not text"
    }
}
