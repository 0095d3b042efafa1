import Disk
import JSON
import Mail

/// `state/notices/`: notices on their way, each with a folder like a broadcast's, so that one is delivered with the
/// same care: once, over as many attempts as it takes, whatever crashes.
public struct NoticeBox: Sendable {
    private let path: String
    private let clock: Clock
    /// Milliseconds for which a notice is remembered, so that its event is told once.
    private static let memory: Int64 = 30 * 86_400_000
    private static let prefix = "notice-"

    public init(of folders: Folders, clock: Clock) {
        path = folders.state + "/notices"
        self.clock = clock
    }

    /// Whether news about this identifier is about a notice.
    public static func owns(_ id: String) -> Bool { id.hasPrefix(prefix) }

    /// Those that are not known to be finished. What a crash left half made goes.
    public func unfinished() -> [BroadcastFolder] {
        names(hidden: true).forEach { try? Folder.removeTree("\(path)/\($0)") }
        return names().map { BroadcastFolder("\(path)/\($0)") }.filter { !isFinished($0) }
    }

    /// Forgets what has been told for long.
    public func tidy() {
        let oldest = clock.now().adding(milliseconds: -NoticeBox.memory)
        for name in names() {
            let folder = BroadcastFolder("\(path)/\(name)")
            guard isFinished(folder), let record = try? folder.record(), record.acceptedAt < oldest else {
                continue
            }
            try? Folder.removeTree(folder.path)
        }
    }

    /// Writes a notice for delivery.
    /// - Returns: nil where its event has been told already, or nobody is to be told.
    /// - Throws: `SystemError` where it cannot be written.
    public func post(_ notice: Notice, _ configuration: Configuration) throws -> BroadcastFolder? {
        guard !configuration.notify.isEmpty else { return nil }
        try Folder.makePrivate(path)
        let mark = String(Digest.sha256(Array(notice.event.utf8)).prefix(16))
        guard !names().contains(where: { $0.hasSuffix(mark) }) else { return nil }
        let id = "\(NoticeBox.prefix)\(clock.now().compactSecond)-\(mark)"
        let record = record(id, notice, configuration)
        let preparation = BroadcastFolder("\(path)/.\(id)")
        do {
            try Folder.make(preparation.path, mode: 0o700)
            try write(record, to: configuration.notify, preparation)
            try Folder.rename(preparation.path, to: "\(path)/\(id)")
        } catch {
            // It is tried again every second, under another name: on a full disk there would be thousands.
            try? Folder.removeTree(preparation.path)
            throw error
        }
        try Folder.synchronize(path)
        return BroadcastFolder("\(path)/\(id)")
    }

    private func record(_ id: String, _ notice: Notice, _ configuration: Configuration) -> BroadcastRecord {
        let now = clock.now()
        let draft = DraftIdentity(name: "", contentDigest: "", linesDigest: "", fileMark: "")
        // A submission service may refuse the null return path of RFC 3834 §3.3.
        var record = BroadcastRecord(
            id: id, draft: draft, subject: notice.subject, sender: configuration.ownerAddress,
            messageDomain: configuration.listDomain)
        record.isNotice = true
        record.droppedAt = now
        record.acceptedAt = now
        record.giveUpAt = now.adding(milliseconds: Int64(configuration.retry.giveUpAfter))
        record.recipients = configuration.notify.count
        let form = notice.form(configuration, date: now, boundary: id)
        record.lists = [
            .init(
                name: NoticeBox.list, subscribers: record.recipients, badLines: 0,
                recipients: record.recipients, form: form)
        ]
        record.largestMessage = form.leastSize + 1024
        return record
    }

    private static let list = Name("notify")!

    private func write(
        _ record: BroadcastRecord, to addresses: [EmailAddress], _ folder: BroadcastFolder
    ) throws(SystemError) {
        var writer = JSONWriter()
        for address in addresses {
            Recipient(Subscriber(address: address), list: NoticeBox.list).write(into: &writer)
        }
        try AtomicFile.write(writer.bytes, to: folder.recipientsPath, mode: 0o600)
        try AtomicFile.write(record.json.bytes(pretty: true) + [0x0A], to: folder.recordPath, mode: 0o600)
        try Folder.synchronize(folder.path)
    }

    private func isFinished(_ folder: BroadcastFolder) -> Bool {
        [Summary.State.sent.rawValue, Summary.State.cancelled.rawValue].contains(
            folder.summary()?["state"]?.stringValue)
    }

    private func names(hidden: Bool = false) -> [String] {
        let start = (hidden ? "." : "") + NoticeBox.prefix
        return ((try? Folder.names(in: path)) ?? []).filter { $0.hasPrefix(start) }.sorted()
    }
}
