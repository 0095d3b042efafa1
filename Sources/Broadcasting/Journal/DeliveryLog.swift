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

    /// That are on disk.
    var octets: Int { log.length }

    public var hasPending: Bool { log.hasPending }

    /// Lets the disk begin with what was appended; `commit` follows.
    public func begin() { log.begin() }

    public func commit() -> AppendLog.Commit { log.commit() }

    /// Room for the two events that most recipients have.
    func reserve(recipients: Int) { log.reserve(min(recipients, 100_000) * 2 * DeliveryLog.eventOctets) }

    func giveBackRoom() { log.giveBackRoom() }

    /// What an event takes, roughly.
    private static let eventOctets = 256

    /// What a log told when it was read.
    public struct Reading: Sendable {
        public var standing: Standing
        public var events: Int
        /// What was written of a last line that a crash cut short, where there was one.
        public var torn: String?
    }

    /// Reads a log, from the first event to the last.
    ///
    /// What no crash leaves behind is for a person: a bad line with a good one after it, or an event that
    /// this version does not know.
    ///
    /// - Parameters:
    ///   - repair: puts a torn end aside (`deliveries.jsonl.torn`) and cuts it off.
    ///   - find: an address's place among the recipients, for a line that does not tell it.
    ///   - each: is given every event, in its order, and where its line begins.
    /// - Throws: `SystemError`; `DamagedRecord`, naming the line, where the damage is not at the end.
    public static func read(
        _ path: String, recipients: Int, repair: Bool, find: (String) -> Int? = { _ in nil },
        each: (_ offset: Int, _ event: DeliveryEvent) -> Void = { _, _ in }
    ) throws -> Reading {
        var reading = Reading(standing: Standing(recipients: recipients), events: 0)
        guard Folder.exists(path) else { return reading }
        var bad: (offset: Int, damage: DamagedRecord)?
        let end = try LineReader(path).forEach { offset, bytes in
            do throws(DamagedRecord) {
                let event = try DeliveryEvent(bytes, find: find)
                if let bad { throw bad.damage }
                try reading.standing.apply(event)
                reading.events += 1
                each(offset, event)
            } catch {
                let damage = DamagedRecord("\(path):\(reading.events + 1): \(error.what)")
                if isWhole(bytes) { throw bad?.damage ?? damage }
                if bad == nil { bad = (offset, damage) }
            }
        }
        reading.torn = try cutTail(path, behind: bad?.offset ?? end, repair: repair)
        return reading
    }

    /// Somebody's event, whether this version understands it or not.
    private static func isWhole(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
        (try? JSON.parse(line))?["event"]?.stringValue != nil
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
