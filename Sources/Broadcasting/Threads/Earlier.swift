import Disk
import Mail

/// The broadcast that a draft updates or withdraws.
public struct Earlier: Sendable, Equatable {
    public var relation: Relation
    public var folder: BroadcastFolder
    public var record: BroadcastRecord
    /// As it was dropped; nil where that cannot be read any more.
    var draft: Draft?

    public init(
        _ relation: Relation, _ folder: BroadcastFolder, _ record: BroadcastRecord, draft: Draft? = nil
    ) {
        self.relation = relation
        self.folder = folder
        self.record = record
        self.draft = draft
    }

    /// Its record, where it is withdrawn.
    var withdrawn: BroadcastRecord? { relation == .withdraws ? record : nil }

    /// Looks for what the draft names.
    /// - Parameter timezone: of times that carry no offset.
    /// - Returns: nil where it names nothing.
    /// - Throws: `Problem`: there is no such broadcast, or it cannot be read; both keys at once. `SystemError` where the
    ///   system is short of something, which says nothing of the broadcast.
    static func find(
        _ draft: Draft, path: String, in broadcasts: String, timezone: String = "UTC"
    ) throws -> Earlier? {
        let named: (Relation, Located<String>)
        switch (draft.updates, draft.withdraws) {
        case (nil, nil): return nil
        case (let updates?, nil): named = (.updates, updates)
        case (nil, let withdraws?): named = (.withdraws, withdraws)
        case (_?, let withdraws?):
            throw Problem(
                path: path, at: withdraws.position,
                "'Updates' and 'Withdraws' cannot stand together: what is withdrawn is not to be used at all")
        }
        let (relation, id) = named
        do { return try read(relation, id.value, in: broadcasts, timezone) } catch let error as SystemError
            where error.saysNothing
        {
            throw error
        } catch {
            throw Problem(path: path, at: id.position, "'\(relation.key)': \(error)")
        }
    }

    /// An id is one of those that are there: it never leads out of the folder. Should the program fail in this, the draft
    /// is to blame that asks for it, and not the broadcast, which would be asked for again.
    private static func read(
        _ relation: Relation, _ id: String, in broadcasts: String, _ timezone: String
    ) throws -> Earlier {
        let known = try Folder.names(in: broadcasts).filter { !$0.hasPrefix(".") }
        guard known.contains(id) else {
            let near = Suggestion.nearest(to: id, among: known).map { "did you mean '\($0)'?" }
            let last = known.last.map { "the last one is '\($0)'" }
            throw DamagedRecord(
                "there is no broadcast \(Quoted(id)); \(near ?? last ?? "nothing was sent yet")")
        }
        let folder = BroadcastFolder(broadcasts + "/" + id)
        let record = try folder.record()
        let zone = TimeZoneRules(identifier: timezone) ?? .utc
        return Earlier(relation, folder, record, draft: folder.draft(zone: zone))
    }
}
