import Disk
import JSON
import Mail

/// `state/scheduled.json`: what is known of each draft in `drafts/scheduled/`, beside what stands in it, and which of them
/// is to be looked at when. What the file does not name came there by another hand than the desk's.
struct Schedule {
    /// What was found when the draft was accepted to wait.
    struct Entry: Equatable {
        /// SHA-256 of the file's octets: another text is checked anew.
        var contentDigest: String
        var linesDigest: String
        /// SHA-256 of the prepared line that it uses; nil where it uses none.
        var lineUsed: String?
        /// Of the file, by which it is known where a person has moved it.
        var inode: UInt64
        var since: Timestamp
        /// Of its `Send-At`, as it was read then.
        var sendAt: Timestamp?
        /// Milliseconds.
        var coolingTime: Int
        /// Reasons to hold it that a person let pass.
        var letPass: [String] = []

        /// Of a cooling time.
        private static let longest = 30 * 86_400_000

        /// When it goes.
        var until: Timestamp { max(sendAt ?? since, since.adding(milliseconds: Int64(coolingTime))) }
    }

    private let path: String
    /// `drafts/scheduled/`.
    private let folder: String
    /// By the names of their files.
    private(set) var entries: [String: Entry]
    private var isChanged = false
    /// By the clock that never jumps: a step of the time of day neither shortens a cooling time nor draws it out.
    private var cooled: [String: Int64] = [:]
    private var waiting: [String: SettledFile] = [:]

    /// A file that is not there, or cannot be read, knows of no draft: each in the folder is then looked at anew.
    init(of folders: Folders) {
        path = folders.state + "/scheduled.json"
        folder = DraftDesk(drafts: folders.drafts).path(.scheduled)
        let json = (try? File.contents(of: path)).flatMap { try? JSON.parse($0) }
        entries = [:]
        for member in json?.objectValue ?? [] { entries[member.name] = try? Entry(member.value) }
    }

    subscript(_ name: String) -> Entry? { entries[name] }

    func name(ofContent digest: String) -> String? { entries.first { $0.value.contentDigest == digest }?.key }

    /// Another draft of the same lines that lies there.
    func same(_ linesDigest: String, besides name: String?) -> (name: String, entry: Entry)? {
        entries.sorted { $0.key < $1.key }.first { other, entry in
            other != name && entry.linesDigest == linesDigest && Folder.exists(folder + "/" + other)
        }.map { ($0.key, $0.value) }
    }

    /// Under which name a file lay there that a person has moved to another folder; nil: it did not.
    func origin(of file: SettledFile) -> String? {
        let digest = Digest.sha256(file.bytes)
        return entries.first { name, entry in
            let isSameText = entry.contentDigest == digest
            if entry.inode == file.identity.inode { return isSameText || name == file.name }
            return isSameText && name == file.name && !Folder.exists(folder + "/" + name)
        }?.key
    }

    // MARK: Waiting

    /// Whether it has to wait; then it is given back when its time has come.
    mutating func keepsWaiting(_ file: SettledFile, _ clock: Clock) -> Bool {
        startCooling(file.name, clock)
        guard left(file.name, clock) > 0 else { return false }
        wait(for: file, clock)
        return true
    }

    /// To be given back when its time has come, be that at once. What is in it is read again then.
    mutating func wait(for file: SettledFile, _ clock: Clock) {
        startCooling(file.name, clock)
        waiting[file.name] = file
        waiting[file.name]?.content = .bytes([])
    }

    private mutating func startCooling(_ name: String, _ clock: Clock) {
        guard let entry = entries[name], cooled[name] == nil else { return }
        let left = entry.since.milliseconds + Int64(entry.coolingTime) - clock.now().milliseconds
        cooled[name] = clock.monotonic() + min(max(left, 0), Int64(entry.coolingTime))
    }

    /// Milliseconds until a draft may go; 0: it may.
    private func left(_ name: String, _ clock: Clock) -> Int64 {
        guard let entry = entries[name] else { return 0 }
        let ahead = entry.sendAt.map { $0.milliseconds - clock.now().milliseconds } ?? 0
        return max(0, ahead, (cooled[name] ?? 0) - clock.monotonic())
    }

    /// Milliseconds until the next one may.
    func next(_ clock: Clock) -> Int64? { waiting.keys.map { left($0, clock) }.min() }

    /// Those that may go by now, to be read again.
    mutating func takeDue(_ clock: Clock) -> [SettledFile] {
        let due = waiting.filter { left($0.key, clock) == 0 }
        for name in due.keys { waiting[name] = nil }
        return due.values.sorted { $0.name < $1.name }
    }

    /// All of them, to be read again.
    mutating func takeAll() -> [SettledFile] {
        defer { waiting = [:] }
        return Array(waiting.values)
    }

    // MARK: Writing

    /// Puts it on disk.
    mutating func record(_ name: String, _ entry: Entry) throws(SystemError) {
        entries[name] = entry
        cooled[name] = nil
        try write()
    }

    /// It is decided on.
    mutating func settle(_ name: String) {
        waiting[name] = nil
        cooled[name] = nil
        if entries.removeValue(forKey: name) != nil { isChanged = true }
    }

    /// Where a crash came behind the acceptance, and before that was written down here.
    mutating func settleAccepted(_ isAccepted: (String) -> Bool) {
        for (name, entry) in entries where isAccepted(entry.contentDigest) {
            if !Folder.exists(folder + "/" + name) { settle(name) }
        }
    }

    /// Those whose file a person has taken out.
    /// - Parameter approved: a folder where they may lie and still be known.
    mutating func forgetGone(besides approved: String) -> [String] {
        let gone = entries.keys.filter { name in
            ![folder, approved].contains { Folder.exists($0 + "/" + name) }
        }
        gone.forEach { settle($0) }
        if isChanged { try? write() }
        return gone.sorted()
    }

    private mutating func write() throws(SystemError) {
        isChanged = true
        let members = entries.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value.json) }
        if let slash = path.lastIndex(of: "/") { try Folder.make(String(path[..<slash]), mode: 0o700) }
        try AtomicFile.replace(path, with: JSON.object(members).bytes(pretty: true) + [0x0A], mode: 0o600)
        isChanged = false
    }
}

extension Schedule.Entry {
    fileprivate var json: JSON {
        .object([
            .init("sha256", .string(contentDigest)), .init("lines", .string(linesDigest)),
            .init("library", lineUsed.map(JSON.string) ?? .null),
            .init("inode", .string("\(inode)")), .init("since", .string(since.rfc3339)),
            .init("sendAt", sendAt.map { .string($0.rfc3339) } ?? .null),
            .init("coolingTime", .integer(Int64(coolingTime))),
            .init("letPass", .array(letPass.map(JSON.string))),
        ])
    }

    fileprivate init(_ json: JSON) throws {
        self.init(
            contentDigest: try json.text("sha256"), linesDigest: try json.text("lines"),
            lineUsed: json["library"]?.stringValue,
            inode: UInt64(try json.text("inode")) ?? 0, since: try json.time("since"),
            sendAt: json["sendAt"]?.stringValue.flatMap { Timestamp(rfc3339: $0) },
            coolingTime: min(max(0, Int(clamping: json["coolingTime"]?.integerValue ?? 0)), Self.longest),
            letPass: (json["letPass"]?.arrayValue ?? []).compactMap(\.stringValue))
    }
}
