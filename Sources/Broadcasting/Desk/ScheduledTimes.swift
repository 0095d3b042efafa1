import Disk
import Mail

/// When the drafts in `drafts/scheduled/` go, as far as their files tell, with or without a running daemon.
public struct ScheduledTimes {
    private let folder: String
    private let schedule: Schedule
    private let zone: TimeZoneRules
    private let now: Timestamp

    public init(of folders: Folders, zone: TimeZoneRules, now: Timestamp) {
        folder = DraftDesk(drafts: folders.drafts).path(.scheduled)
        schedule = Schedule(of: folders)
        self.zone = zone
        self.now = now
    }

    /// Nil where the file is not there any more, is no draft, or says nothing of a time.
    public func time(of name: String) -> Timestamp? {
        let path = folder + "/" + name
        guard let bytes = try? File.contents(of: path, limit: Draft.sizeLimit),
            let draft = Draft.parse(bytes, path: path, zone: zone, now: now).draft
        else { return nil }
        let sendAt = draft.sendAt?.value.moment
        guard let entry = schedule[name], entry.contentDigest == Digest.sha256(bytes) else { return sendAt }
        let cooled = entry.since.adding(milliseconds: Int64(entry.coolingTime))
        return max(sendAt ?? cooled, cooled)
    }
}
