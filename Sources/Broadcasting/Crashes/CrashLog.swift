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

    /// Reads what earlier daemons left, and keeps of it what still counts.
    /// - Throws: `SystemError`.
    public init(_ path: String) throws(SystemError) {
        self.path = path
        let bytes = Folder.exists(path) ? try File.contents(of: path) : []
        (entries, unexplained) = CrashLog.read(bytes)
        let lines = CrashLog.lines(entries)
        if lines != bytes { try AtomicFile.replace(path, with: lines, mode: 0o600) }
        file = try File(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: 0o600)
    }

    private static func read(_ bytes: [UInt8]) -> (entries: [Work.Subject: Entry], unexplained: Int?) {
        var entries: [Work.Subject: Entry] = [:]
        var unexplained: Int?
        for line in bytes.split(separator: 0x0A) {
            // What was cut short tells nothing.
            guard let json = try? JSON.parse(Array(line)) else { continue }
            guard let subject = Work.Subject(json) else {
                unexplained = json["signal"]?.integerValue.map { Int($0) }
                continue
            }
            entries[subject] = follow(json, entries[subject] ?? Entry())
        }
        return (entries, unexplained)
    }

    /// For a command that only looks: broadcasts that must not be opened; none where the log cannot be read.
    public static func untouchable(by path: String) -> Set<String> {
        untouchable(among: read((try? File.contents(of: path)) ?? []).entries)
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
    public var untouchable: Set<String> { CrashLog.untouchable(among: entries) }

    private static func untouchable(among entries: [Work.Subject: Entry]) -> Set<String> {
        Set(
            entries.compactMap { subject, entry in
                guard case .broadcast(let id) = subject, entry.isAside || entry.crashes >= CrashLog.limit
                else { return nil }
                return id
            })
    }

    /// Those of them that ended it once more, when no more than their drafts was read.
    var hopeless: Set<String> {
        Set(
            entries.compactMap { subject, entry in
                let isTooMany =
                    entry.crashes > CrashLog.limit || entry.isAside && entry.crashes >= CrashLog.limit
                guard isTooMany, case .broadcast(let id) = subject else { return nil }
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
        let json = CrashLog.line(event, subject, more)
        entries[subject] = CrashLog.follow(json, self[subject])
        // Where there is no room, the next start decides again, and in the same way.
        let size = try? file.size()
        do throws(SystemError) {
            try file.write(json.bytes() + [0x0A])
            try file.synchronizeData()
        } catch { if let size { try? file.truncate(to: size) } }
    }

    private static func line(
        _ event: String, _ subject: Work.Subject, _ more: [JSON.Member] = []
    ) -> JSON { .object([.init("event", .string(event))] + more + subject.members) }

    /// As few lines as say the same.
    private static func lines(_ entries: [Work.Subject: Entry]) -> [UInt8] {
        let accounts = entries.map { subject, entry -> [UInt8] in
            let crash = line("crashed", subject, [.init("signal", .integer(Int64(entry.signal)))])
            var lines: [JSON] = []
            if entry.isAside {
                lines = [crash, line("setAside", subject, [.init("cancelled", .bool(entry.wasCancelled))])]
            }
            let counted = entry.isAside ? CrashLog.limit - 1 : 0
            lines += Array(repeating: crash, count: max(0, entry.crashes - counted))
            return lines.flatMap { $0.bytes() + [0x0A] }
        }
        return accounts.sorted { $0.lexicographicallyPrecedes($1) }.flatMap(\.self)
    }

    /// - Returns: nil where nothing is left to be said.
    private static func follow(_ json: JSON, _ before: Entry) -> Entry? {
        var entry = before
        switch json["event"]?.stringValue {
        case "crashed":
            entry.crashes += 1
            entry.signal = Int(json["signal"]?.integerValue ?? 0)
        case "setAside":
            entry.crashes = CrashLog.limit - 1
            entry.isAside = true
            entry.wasCancelled = json["cancelled"]?.boolValue ?? false
        case "released": entry.isAside = false
        case "cleared": return nil
        default: break
        }
        return entry == Entry() ? nil : entry
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
