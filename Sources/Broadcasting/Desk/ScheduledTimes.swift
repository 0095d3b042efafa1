import Disk
import Mail

/// When the drafts in `drafts/scheduled/` go, as far as their files tell, with or without a running daemon.
public struct ScheduledTimes {
    private let folder: String
    private let schedule: Schedule
    private let library: LibraryFolder
    private let zone: TimeZoneRules
    private let now: Timestamp

    public init(of configuration: Configuration, zone: TimeZoneRules, now: Timestamp) {
        let folders = configuration.folders
        library = LibraryFolder(configuration)
        folder = DraftDesk(drafts: folders.drafts).path(.scheduled)
        schedule = Schedule(of: folders)
        self.zone = zone
        self.now = now
    }

    /// Nil where the file is not there any more, is no draft, or says nothing of a time.
    public func time(of name: String) -> Timestamp? {
        let path = folder + "/" + name
        guard let bytes = try? File.contents(of: path, limit: Draft.sizeLimit) else { return nil }
        let used = (try? library.line(for: bytes, now: now)) ?? nil
        guard let draft = Draft.parse(bytes, path: path, zone: zone, now: now, used: used).draft else {
            return nil
        }
        let sendAt = draft.sendAt?.value.moment
        guard let entry = schedule[name], entry.contentDigest == Digest.sha256(bytes) else { return sendAt }
        let cooled = entry.since.adding(milliseconds: Int64(entry.coolingTime))
        return max(sendAt ?? cooled, cooled)
    }
}
