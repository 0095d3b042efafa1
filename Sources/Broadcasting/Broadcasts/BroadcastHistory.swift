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
        public var receipt: String
        /// Nil where nobody had to approve it.
        var approvals: BroadcastRecord.Approvals?
        var lists: [Name]
        var expires: Timestamp?
        var relation: Relation?
        /// What it updates or withdraws.
        var earlier: String?
        var bundle: Bundle?
        /// How many are to get it with a digest.
        var digest: Int
        var isExercise: Bool
    }

    /// A broadcast to some list.
    struct Addressed: Sendable, Equatable {
        var id: String
        /// On the list then.
        var subscribers: Int
    }

    /// A broadcast whose record cannot be read.
    public struct Damage: Sendable, Equatable {
        public var id: String
        public var problem: String
        /// Of the draft beside the record; nil where that cannot be read either.
        var textDigest: String?
    }

    private var byFile: [String: Past] = [:]
    private var byLines: [String: Past] = [:]
    private var contents: Set<String> = []
    private var listSizes: [Name: Int] = [:]
    /// The last broadcasts to the lists as they were then.
    private var lastTo: [Name: Addressed] = [:]
    public private(set) var damaged: [Damage] = []
    /// In the order of their ids.
    private(set) var all: [Past] = []

    public init() {}

    /// - Parameters:
    ///   - untouchable: ids of broadcasts whose records must not be read.
    ///   - hopeless: those of them whose drafts must not be read either.
    /// - Throws: `SystemError` where the folder cannot be listed.
    public init(
        reading broadcasts: String, except untouchable: Set<String> = [], hopeless: Set<String> = []
    ) throws(SystemError) {
        for name in try Folder.names(in: broadcasts) where !name.hasPrefix(".") {
            let folder = BroadcastFolder(broadcasts + "/" + name)
            Work(on: .broadcast(id: name)).during {
                guard !untouchable.contains(name) else {
                    let problem = "the program failed in its work on it, and it is set aside"
                    return addDamaged(folder, problem, isHopeless: hopeless.contains(name))
                }
                do { add(try folder.record()) } catch { addDamaged(folder, "\(error)") }
            }
        }
    }

    /// What was sent may be lost with the record: the draft that lies beside it speaks for it.
    private mutating func addDamaged(
        _ folder: BroadcastFolder, _ problem: String, isHopeless: Bool = false
    ) {
        guard !isHopeless else {
            damaged.append(Damage(id: folder.id, problem: problem, textDigest: nil))
            return
        }
        let bytes = try? File.contents(of: folder.draftPath, limit: Draft.sizeLimit)
        if let bytes { contents.insert(Digest.sha256(bytes)) }
        // Read as of long ago, when nothing in it had passed.
        let draft = bytes.flatMap {
            Draft.parse(
                $0, path: folder.draftPath, zone: .utc, now: Timestamp(milliseconds: 0),
                used: folder.line(for: $0)
            ).draft
        }
        damaged.append(Damage(id: folder.id, problem: problem, textDigest: draft?.textDigest))
    }

    public mutating func add(_ record: BroadcastRecord) {
        let past = Past(
            id: record.id, acceptedAt: record.acceptedAt, draft: record.draft, receipt: record.receipt,
            approvals: record.approvals, lists: record.lists.map(\.name), expires: record.expires,
            relation: record.relation, earlier: record.ancestors.last?.id, bundle: record.bundle,
            digest: record.digest, isExercise: record.isExercise)
        all.append(past)
        // What the desk sends by itself is no draft's, and goes to some of a list.
        guard record.bundle == nil else { return }
        byFile[record.draft.contentDigest + record.draft.fileMark] = past
        contents.insert(record.draft.contentDigest)
        if byLines[record.draft.linesDigest].map({ $0.acceptedAt <= past.acceptedAt }) ?? true {
            byLines[record.draft.linesDigest] = past
        }
        for share in record.lists {
            listSizes[share.name] = share.subscribers
            // A withdrawal goes to those of another day.
            if record.relation != .withdraws {
                lastTo[share.name] = Addressed(id: record.id, subscribers: share.subscribers)
            }
        }
    }

    /// The broadcast made from this very file, where a crash came between its acceptance and the file's
    /// removal.
    /// - Parameter mark: of the file, which is equal only for the very same one, unchanged.
    public func madeFrom(_ mark: String, _ contentDigest: String) -> Past? { byFile[contentDigest + mark] }

    /// Whether a file with just these octets was ever accepted.
    public func hasAccepted(contentDigest: String) -> Bool { contents.contains(contentDigest) }

    /// The last broadcast of the same subject, body and lists within the window before now; milliseconds.
    public func sameLines(_ linesDigest: String, within window: Int, of now: Timestamp) -> Past? {
        guard let past = byLines[linesDigest] else { return nil }
        return now.milliseconds - past.acceptedAt.milliseconds < Int64(window) ? past : nil
    }

    /// A damaged broadcast that may have been this one: of the same subject and body, to whatever lists and
    /// however long ago; or within the window before now, of nobody knows what.
    func doubt(_ draft: Draft, within window: Int, of now: Timestamp) -> Damage? {
        let digest = draft.textDigest
        return damaged.last { damage in
            if let known = damage.textDigest { return known == digest }
            guard let moment = BroadcastID.moment(of: damage.id) else { return false }
            return now.milliseconds - moment.milliseconds < Int64(window)
        }
    }

    /// Usable subscribers when the list was last addressed; nil where it never was.
    public func lastSize(of list: Name) -> Int? { listSizes[list] }

    /// The last broadcast to the list, but for withdrawals; nil where there was none, or its record cannot be read.
    func last(to list: Name) -> Addressed? { lastTo[list] }
}
