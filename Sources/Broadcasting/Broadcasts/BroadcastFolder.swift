import Disk
import JSON
import Mail

/// One broadcast's folder: where its files lie, and the marks that people leave in it.
public struct BroadcastFolder: Sendable, Equatable {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var id: String {
        String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
    }

    public var draftPath: String { path + "/draft.md" }
    /// The prepared line that the draft used, as it was then; not there where it used none.
    var libraryPath: String { path + "/library.md" }
    public var recordPath: String { path + "/broadcast.json" }
    public var recipientsPath: String { path + "/recipients.jsonl" }
    public var logPath: String { path + "/deliveries.jsonl" }
    public var summaryPath: String { path + "/summary.json" }
    public var archivePath: String { path + "/message.eml" }
    public var attachmentsPath: String { path + "/attachments.mime" }
    private var pausePath: String { path + "/paused" }
    private var cancelPath: String { path + "/cancelled" }
    private var retryPath: String { path + "/retry" }

    /// - Throws: `SystemError` or `DamagedRecord`, naming the file.
    public func record() throws -> BroadcastRecord {
        let bytes = try File.contents(of: recordPath)
        do {
            return try BroadcastRecord(JSON.parse(bytes))
        } catch let problem as JSONProblem {
            throw DamagedRecord("\(recordPath):\(problem)")
        } catch let damage as DamagedRecord {
            throw DamagedRecord("\(recordPath): \(damage.what)")
        }
    }

    public func writeSummary(_ summary: Summary) throws(SystemError) {
        try AtomicFile.replace(summaryPath, with: summary.json.bytes(pretty: true) + [0x0A], mode: 0o600)
    }

    /// The summary as last written; nil where there is none that can be read.
    public func summary() -> JSON? {
        guard let bytes = try? File.contents(of: summaryPath) else { return nil }
        return try? JSON.parse(bytes)
    }

    /// Nothing of it is left to be done, nor asked for.
    var isFinished: Bool {
        // Looked at first: one that is being tried again says so in its summary before the mark goes.
        guard !isRetryAsked else { return false }
        let state = summary()?["state"]?.stringValue
        return state == Summary.State.sent.rawValue || state == Summary.State.cancelled.rawValue
    }

    /// The last summary, with another state, for a broadcast that nobody is delivering: it cannot be taken up,
    /// or no daemon runs. One that is finished stays so.
    /// - Parameters:
    ///   - problem: why it is paused.
    ///   - unread: the other records must not be read, whether there is a summary or not.
    public func mark(_ state: Summary.State, _ problem: String? = nil, unread: Bool = false) {
        let last = unread ? summary() ?? unknown(nil, problem ?? "") : derivedSummary()
        guard case .object(var members)? = last else { return }
        for index in members.indices {
            let value = members[index].value
            switch members[index].name {
            case "state":
                let isOpen = ["sending", "paused"].contains(value.stringValue)
                guard isOpen else { return }
                members[index].value = .string(state.rawValue)
            case "problems":
                let others = (value.arrayValue ?? []).filter {
                    $0.stringValue != problem && $0.stringValue?.hasPrefix("paused: ") == false
                }
                members[index].value = .array(others + [problem].compactMap { $0.map(JSON.string) })
            default: break
            }
        }
        try? AtomicFile.replace(
            summaryPath, with: JSON.object(members).bytes(pretty: true) + [0x0A], mode: 0o600)
    }

    /// Why it is paused; nil where it is not.
    public func pauseReason() -> String? {
        // What is there and cannot be read is a pause all the same.
        guard Folder.exists(pausePath) else { return nil }
        let bytes = try? File.contents(of: pausePath, limit: 1 << 16)
        let reason = bytes.flatMap { try? JSON.parse($0) }?["reason"]?.stringValue
        return reason ?? BroadcastFolder.byPerson
    }

    /// Why it is paused where a person wanted that.
    public static let byPerson = "a person paused it"

    /// Since when it is paused; nil where it is not, or nobody knows.
    public var pausedAt: Timestamp? { moment(in: pausePath) }

    private func moment(in path: String) -> Timestamp? {
        guard let bytes = try? File.contents(of: path, limit: 1 << 16) else { return nil }
        return (try? JSON.parse(bytes))?["at"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
    }

    /// - Returns: false where it could not be written.
    public func writePause(_ reason: String, at: Timestamp) -> Bool {
        let json = JSON.object([.init("at", .string(at.rfc3339)), .init("reason", .string(reason))])
        return (try? AtomicFile.replace(pausePath, with: json.bytes() + [0x0A], mode: 0o600)) != nil
    }

    public func removePause() throws(SystemError) { try Folder.remove(pausePath) }

    public var isCancelled: Bool { Folder.exists(cancelPath) }

    /// When it was cancelled; nil where it was not, or nobody knows.
    var cancelledAt: Timestamp? { moment(in: cancelPath) }

    /// Why it was cancelled, for its log.
    var cancelReason: String {
        let bytes = try? File.contents(of: cancelPath, limit: 1 << 16)
        let reason = bytes.flatMap { try? JSON.parse($0) }?["reason"]?.stringValue
        return reason ?? "a person cancelled the broadcast"
    }

    public func writeCancel(at: Timestamp, because reason: String? = nil) throws(SystemError) {
        let json = JSON.object(
            [.init("at", .string(at.rfc3339))]
                + [reason].compactMap { $0.map { .init("reason", .string($0)) } })
        try AtomicFile.replace(cancelPath, with: json.bytes() + [0x0A], mode: 0o600)
    }

    /// A person wants those who were rejected or expired to be tried again.
    public var isRetryAsked: Bool { Folder.exists(retryPath) }

    /// The folder above is touched, so that a running daemon looks.
    public func writeRetry(at: Timestamp) throws(SystemError) {
        let json = JSON.object([.init("at", .string(at.rfc3339))])
        try AtomicFile.replace(retryPath, with: json.bytes() + [0x0A], mode: 0o600)
        if let slash = path.lastIndex(of: "/") { Folder.touch(String(path[..<slash])) }
    }

    /// For good, also after a power cut: else everybody would get yet another try.
    func removeRetry() throws(SystemError) {
        try Folder.remove(retryPath)
        try Folder.synchronize(path)
    }
}
