import Disk
import Mail

/// What earlier broadcasts say to a new draft: whether it is an old one again, and how long its lists were.
///
/// Read from the broadcasts folder at the start, and kept as broadcasts are added.
public struct BroadcastHistory: Sendable {
    /// What is kept of one broadcast.
    public struct Past: Sendable, Equatable {
        public var id: String
        public var acceptedAt: Timestamp
        public var draft: DraftIdentity
    }

    private var byFile: [String: Past] = [:]
    private var byLines: [String: Past] = [:]
    private var contents: Set<String> = []
    private var listSizes: [Name: Int] = [:]
    /// Broadcasts whose record cannot be read, with the reason.
    public private(set) var damaged: [(id: String, problem: String)] = []

    public init() {}

    /// - Throws: `SystemError` where the folder cannot be listed.
    public init(reading broadcasts: String) throws(SystemError) {
        for name in try Folder.names(in: broadcasts) where !name.hasPrefix(".") {
            do { add(try BroadcastFolder(broadcasts + "/" + name).record()) } catch {
                damaged.append((name, "\(error)"))
            }
        }
    }

    public mutating func add(_ record: BroadcastRecord) {
        let past = Past(id: record.id, acceptedAt: record.acceptedAt, draft: record.draft)
        byFile[record.draft.contentDigest + record.draft.fileMark] = past
        contents.insert(record.draft.contentDigest)
        if byLines[record.draft.linesDigest].map({ $0.acceptedAt <= past.acceptedAt }) ?? true {
            byLines[record.draft.linesDigest] = past
        }
        for share in record.lists { listSizes[share.name] = share.subscribers }
    }

    /// The broadcast made from this very file, where a crash came between its acceptance and the file's
    /// removal.
    public func madeFrom(_ draft: DraftIdentity) -> Past? { byFile[draft.contentDigest + draft.fileMark] }

    /// Whether a file with just these octets was ever accepted.
    public func hasAccepted(contentDigest: String) -> Bool { contents.contains(contentDigest) }

    /// The last broadcast of the same subject, body and lists within the window before now; milliseconds.
    public func sameLines(_ draft: DraftIdentity, within window: Int, of now: Timestamp) -> Past? {
        guard let past = byLines[draft.linesDigest] else { return nil }
        return now.milliseconds - past.acceptedAt.milliseconds < Int64(window) ? past : nil
    }

    /// Usable subscribers when the list was last addressed; nil where it never was.
    public func lastSize(of list: Name) -> Int? { listSizes[list] }
}
