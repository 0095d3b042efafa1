import CCrash
import Disk
import Glibc
import JSON

/// `state/crashes.jsonl`: what the daemon was working on when a fatal signal ended it, and what was done about it.
///
/// The signal's own handler writes the crash; kill -9, a power cut and an ordinary end leave nothing.
public final class CrashLog {
    /// What the file says of one draft or broadcast.
    public struct Entry: Equatable, Sendable {
        public var crashes = 0
        public var signal = 0
        /// It waits for a person since then.
        public var isAside = false
        /// The broadcast was cancelled already when it was set aside.
        public var wasCancelled = false
    }

    /// So often the same draft or broadcast may end the daemon before it is set aside.
    static let limit = 2

    private let path: String
    private let file: File
    private var entries: [Work.Subject: Entry] = [:]
    /// The signal of a crash in nobody's work, since all was well the last time.
    public private(set) var unexplained: Int?

    /// Reads what earlier daemons left; a file that tells of nothing any more is emptied.
    /// - Throws: `SystemError`.
    public init(_ path: String) throws(SystemError) {
        self.path = path
        file = try File(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o600)
        let bytes = try File.contents(of: path)
        for line in bytes.split(separator: 0x0A) {
            // What was cut short tells nothing.
            if let json = try? JSON.parse(Array(line)) { take(json) }
        }
        if entries.isEmpty {
            try file.truncate(to: 0)
        } else if bytes.last != 0x0A {
            try file.write([0x0A])
        }
    }

    /// From now on a fatal signal leaves its line here.
    /// - Throws: `SystemError`.
    public func watch() throws(SystemError) {
        guard lr_crash_watch(file.descriptor) == 0 else { throw SystemError("watch for crashes in", path) }
    }

    public subscript(_ subject: Work.Subject) -> Entry { entries[subject] ?? Entry() }

    /// It has ended the daemon so often that it must not be touched again by itself.
    public func mustSetAside(_ subject: Work.Subject) -> Bool { self[subject].crashes >= CrashLog.limit }

    /// Broadcasts that must not even be opened.
    public var untouchable: Set<String> {
        Set(
            entries.compactMap { subject, entry in
                guard case .broadcast(let id) = subject, entry.isAside || entry.crashes >= CrashLog.limit
                else { return nil }
                return id
            })
    }

    /// It waits for a person. One crash stays on its account: when it is tried again, one more is enough.
    public func setAside(_ subject: Work.Subject, isCancelled: Bool = false) {
        append("setAside", subject, [.init("cancelled", .bool(isCancelled))])
    }

    /// A person wants it tried again.
    public func release(_ subject: Work.Subject) { append("released", subject) }

    /// It came to a good end.
    public func clear(_ subject: Work.Subject) {
        if entries[subject] != nil { append("cleared", subject) }
    }

    private func append(_ event: String, _ subject: Work.Subject, _ more: [JSON.Member] = []) {
        let json = JSON.object([.init("event", .string(event))] + subject.members + more)
        take(json)
        // Where there is no room, the next start decides again, and in the same way.
        try? file.write(json.bytes() + [0x0A])
        try? file.synchronizeData()
    }

    private func take(_ json: JSON) {
        guard let subject = Work.Subject(json) else {
            unexplained = json["signal"]?.integerValue.map { Int($0) }
            return
        }
        var entry = self[subject]
        switch json["event"]?.stringValue {
        case "crashed":
            entry.crashes += 1
            entry.signal = Int(json["signal"]?.integerValue ?? 0)
        case "setAside":
            entry.crashes = CrashLog.limit - 1
            entry.isAside = true
            entry.wasCancelled = json["cancelled"]?.boolValue ?? false
        case "released": entry.isAside = false
        case "cleared":
            entries[subject] = nil
            return
        default: return
        }
        entries[subject] = entry
    }
}

extension CrashLog.Entry {
    /// The signal in words: `signal 11, a memory error`.
    public var signalInWords: String {
        let words: [Int32: String] = [
            SIGSEGV: "a memory error", SIGBUS: "a memory error", SIGILL: "a broken assumption",
            SIGTRAP: "a broken assumption", SIGABRT: "it gave up", SIGFPE: "an impossible calculation",
        ]
        return words[Int32(signal)].map { "signal \(signal), \($0)" } ?? "signal \(signal)"
    }
}
