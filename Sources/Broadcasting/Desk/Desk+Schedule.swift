import Disk
import Mail

/// Drafts that go later: they wait in `drafts/scheduled/`, and are decided on afresh when their time has come.
extension Desk {
    /// Drafts in `scheduled/` that are to be handed over again, for their time has come.
    public func takeDue() -> [SettledFile] {
        defer { looksAtAll = false }
        if hasLibraryChanged() { looksAtAll = true }
        return looksAtAll ? schedule.takeAll() : schedule.takeDue(clock)
    }

    /// Milliseconds until the next of them is due; nil where there is none.
    public var nextDue: Int64? { schedule.next(clock) }

    /// Under which name the schedule knows a file, wherever it lies by now.
    func origin(of file: SettledFile, from place: DraftDesk.Place?) -> String? {
        switch place {
        case .scheduled: schedule[file.name].map { _ in file.name }
        case .approved: schedule.origin(of: file)
        default: nil
        }
    }

    /// The text that was checked when it was put on the schedule, and the prepared line that it uses as it was then.
    func isKnown(_ bytes: [UInt8], _ line: UsedLine?, _ origin: String?) -> Bool {
        guard let entry = origin.flatMap({ schedule[$0] }) else { return false }
        return entry.contentDigest == Digest.sha256(bytes) && entry.lineUsed == (try? line?.get())?.digest
    }

    /// Whether a prepared line may have changed, which a draft that waits may use.
    func hasLibraryChanged() -> Bool {
        let change = Folder.changed(configuration.folders.library)
        defer { library = .some(change) }
        return library.map { $0 != change } ?? false
    }

    /// - Returns: nil where it waits as it did before.
    func release(
        _ file: SettledFile, from place: DraftDesk.Place?, _ origin: String?, _ draft: Draft,
        _ line: UsedLine?
    ) -> Release? {
        var release = Release(isDropped: place == nil, isMoved: place == .approved, scheduledAs: origin)
        let entry = origin.flatMap { schedule[$0] }
        switch place {
        case .approved:
            guard let entry else { return Release(isApproved: true, isMoved: true) }
            // A person does not want to wait for it.
            release.isDue = true
            release.since = entry.since
            release.letPass = entry.letPass
        case .scheduled:
            release.lastLook = { [folder = desk.path(.scheduled)] in try file.mustBeUnchanged(in: folder) }
            guard let entry, isKnown(file.bytes, line, origin), entry.sendAt == draft.sendAt?.value.moment
            else {
                release.doubt = doubt(of: draft, entry)
                return release
            }
            if schedule.keepsWaiting(file, clock) { return nil }
            release.isDue = true
            release.since = entry.since
            release.letPass = entry.letPass
        default: break
        }
        return release
    }

    /// Why nothing is sent out of `scheduled/` for want of a time: nobody may be mailed by what is missing.
    /// - Parameter entry: of the text before it was edited; nil: nobody knows the file.
    private func doubt(of draft: Draft, _ entry: Schedule.Entry?) -> String? {
        guard let sendAt = draft.sendAt else {
            if let entry, entry.sendAt == nil { return nil }
            return "it lies in drafts/scheduled/, and no 'Send-At' in it says when it is to go"
        }
        guard entry == nil, sendAt.value.moment <= clock.now() else { return nil }
        return
            "it was found in drafts/scheduled/ when its 'Send-At' (\(sendAt.value.text)) had passed: another version of "
            + "it may have been sent then"
    }

    /// Has it wait in `scheduled/`, with a note that says until when.
    func putOnSchedule(_ file: SettledFile, _ folder: String, _ scheduled: Scheduled) throws(SystemError)
        -> Event
    {
        let entry = Schedule.Entry(
            contentDigest: Digest.sha256(file.bytes), linesDigest: scheduled.linesDigest,
            lineUsed: scheduled.lineUsed,
            inode: file.identity.inode, since: scheduled.wait.since, sendAt: scheduled.sendAt,
            coolingTime: scheduled.wait.coolingTime, letPass: scheduled.letPass)
        let name: String
        if folder == desk.path(.scheduled) {
            name = file.name
            let note = WhyText.scheduled(name, scheduled, zone)
            try AtomicFile.replace(desk.notePath(name, .scheduled), with: Array(note.utf8))
            try schedule.record(name, entry)
            schedule.wait(for: file, clock)
        } else {
            name = try desk.putAside(folder + "/" + file.name, name: file.name, to: .scheduled) {
                (name) throws(SystemError) in
                try schedule.record(name, entry)
                return WhyText.scheduled(name, scheduled, zone)
            }
        }
        noteOverride(scheduled.approval.map(BroadcastRecord.Approvals.init), name, id: nil)
        return .scheduled(name: name, until: scheduled.wait.until, problems: scheduled.problems)
    }
}

extension Desk.Event {
    /// The file is not where it was.
    var isEnd: Bool {
        switch self {
        case .accepted, .held, .rejected, .tidied: true
        case .scheduled, .waits, .renamed, .postponed: false
        }
    }
}
