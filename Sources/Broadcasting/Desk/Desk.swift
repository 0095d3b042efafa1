import Disk
import Glibc
import Mail

/// The desk: takes each settled file to its end, be that a broadcast, `held/` or `rejected/`.
public final class Desk {
    /// What happened to a file, for the program to tell and to act on.
    public enum Event: Sendable, Equatable {
        case accepted(BroadcastRecord)
        case held(name: String, reasons: [String])
        case rejected(name: String, problems: [Problem])
        /// It was a broadcast already; its file has been taken away now.
        case tidied(name: String, id: String)
        /// It is good, and goes then.
        case scheduled(name: String, until: Timestamp, problems: [Problem])
        /// It waits in `scheduled/` as it did before.
        case waits(name: String)
        /// Its name could not be shown or opened; it has a plain one now, and is taken by that.
        case renamed(to: String)
        /// It stays where it is and is tried again.
        case postponed(name: String, why: String, because: Delay = .passing)
    }

    /// What a draft waits for that cannot be decided on.
    public enum Delay: Sendable, Equatable {
        /// Somebody is saving a list or an attachment: a tenth of a second, mostly.
        case fileBeingSaved
        case passing
        /// A person has to put a record right.
        case damage
    }

    public private(set) var configuration: Configuration
    public internal(set) var history: BroadcastHistory
    let clock: Clock
    let key: SecretKey
    let bundler: Bundler
    var schedule: Schedule
    /// `library/` when it was looked at last; nil: never.
    var library: Folder.Change??
    /// Every draft in `scheduled/` is to be looked at again.
    var looksAtAll = false
    var folders: KeptFolders
    /// Folders that were made again, and not told of yet.
    var madeAgain: [String] = []
    let crashes: CrashLog?
    /// Of what lay in the folders when they were put back from a backup.
    public var doubt: Doubt?
    private(set) var zone: TimeZoneRules
    /// Since when a draft waits for files that are being saved; by the monotonic clock.
    var savedAgain: [[UInt8]: Int64] = [:]
    /// The broadcasts folder when it was looked through for them last.
    private var lookedForRetries: Folder.Change?
    /// What those in `notify` are to be told of beside what becomes of a draft.
    var notices: [Notice] = []
    /// Accepted, and not yet out of their folder: tried again now and then.
    var unremoved: [(name: String, folder: String, accepted: [UInt8])] = []

    /// Opens the workspace: makes its folders, reads its history, and clears away what a crash left.
    /// - Parameter crashes: what ended the process before; nil where nothing is known of that.
    /// - Throws: `SystemError`.
    public init(
        _ configuration: Configuration, zone: TimeZoneRules, clock: Clock, key: SecretKey,
        crashes: CrashLog? = nil
    ) throws(SystemError) {
        self.configuration = configuration
        self.zone = zone
        self.clock = clock
        self.key = key
        self.crashes = crashes
        try Folder.makePrivate(configuration.folders.broadcasts)
        Preparation.clearAway(configuration.folders.broadcasts)
        let history = try BroadcastHistory(
            reading: configuration.folders.broadcasts, except: crashes?.untouchable ?? [],
            hopeless: crashes?.hopeless ?? [])
        self.history = history
        bundler = Bundler(history, in: configuration.folders.broadcasts)
        let desk = DraftDesk(drafts: configuration.folders.drafts)
        try desk.prepare()
        var schedule = Schedule(of: configuration.folders)
        schedule.settleAccepted { history.hasAccepted(contentDigest: $0) }
        self.schedule = schedule
        folders = KeptFolders([desk.drafts] + DraftDesk.Place.allCases.map(desk.path))
        try Folder.make(configuration.folders.lists)
        for folder in [desk.drafts, desk.path(.approved), desk.path(.scheduled)] {
            DraftRemoval.recover(folder) { history.hasAccepted(contentDigest: Digest.sha256($0)) }
        }
        noteOverrides()
        noteTurnedAway()
    }

    var desk: DraftDesk { DraftDesk(drafts: configuration.folders.drafts) }

    /// From now on by another configuration; the folders stay where they were.
    public func use(_ configuration: Configuration, zone: TimeZoneRules) {
        let folders = self.configuration.folders
        self.configuration = configuration
        self.configuration.folders = folders
        self.zone = zone
        // A time without an offset may mean another moment now.
        looksAtAll = true
    }

    /// Accepted broadcasts that are not known to be finished, the oldest first.
    /// - Throws: `SystemError` where the folder cannot be listed.
    public func unfinished() throws(SystemError) -> [BroadcastFolder] {
        let names = try Folder.names(in: configuration.folders.broadcasts).filter { !$0.hasPrefix(".") }
        return names.map { BroadcastFolder(configuration.folders.broadcasts + "/" + $0) }.filter { folder in
            !folder.isFinished
        }
    }

    /// Broadcasts for which a person has asked for another try since the last call.
    public func reopened() -> [BroadcastFolder] {
        let broadcasts = configuration.folders.broadcasts
        let change = Folder.changed(broadcasts)
        guard change != lookedForRetries else { return [] }
        lookedForRetries = change
        let names = (try? Folder.names(in: broadcasts)) ?? []
        return names.map { BroadcastFolder(broadcasts + "/" + $0) }.filter(\.isRetryAsked)
    }

    /// Decides on a settled file, and puts it where it belongs.
    /// - Parameter place: `nil` for `drafts/` itself, `.approved` for a released one, `.scheduled` for one that waits.
    public func take(_ file: SettledFile, from place: DraftDesk.Place? = nil) -> Event {
        let folder = place.map(desk.path) ?? desk.drafts
        keepFolders()
        do {
            if file.content == .badName { return .renamed(to: try giveName(file, folder)) }
            let origin = origin(of: file, from: place)
            if let event = try setAside(file, folder) {
                if let origin { schedule.settle(origin) }
                return event
            }
            let work = Work(on: file.subject)
            let event = try work.during {
                let event = try carryOut(try rule(on: file, from: place, origin), file, folder)
                if event.isEnd, let origin { schedule.settle(origin) }
                return event
            }
            crashes?.clear(work.subject)
            savedAgain[file.rawName] = nil
            return event
        } catch {
            let delay = Delay(error)
            if delay != .fileBeingSaved { savedAgain[file.rawName] = nil }
            return .postponed(name: file.name, why: "\(error)", because: delay)
        }
    }

    private func giveName(_ file: SettledFile, _ folder: String) throws(SystemError) -> String {
        let plain = String(
            String.UnicodeScalarView(file.name.unicodeScalars.map { $0 == "?" || $0 == "/" ? "-" : $0 }))
        var number = 1
        while true {
            let candidate = DraftDesk.numbered(plain.hasPrefix(".") ? "draft" + plain : plain, number)
            if try Folder.rename(rawName: file.rawName, in: folder, to: candidate) { return candidate }
            number += 1
        }
    }

    private func rule(on file: SettledFile, from place: DraftDesk.Place?, _ origin: String?) throws -> Ruling
    {
        let path = shown(file.name, in: place.map(desk.path) ?? desk.drafts)
        switch file.content {
        case .foreign(let why): return .rejected([Problem(path: path, why)])
        case .badName:
            return .rejected([Problem(path: path, "the file's name cannot be shown: give it a plain name")])
        case .tooBig(let size):
            return .rejected([Problem(path: path, Draft.tooBig(size))])
        case .bytes(let bytes):
            // Before anything is said against it: a crash came between its acceptance and its removal.
            if let past = history.madeFrom(file.identity.mark, Digest.sha256(bytes)) {
                return .alreadyAccepted(id: past.id)
            }
            let used = try LibraryFolder(configuration).line(
                for: bytes, now: clock.now(), isTired: isTired(of: file))
            let isKnown = isKnown(bytes, used, origin)
            let parsed = Draft.parse(
                bytes, path: path, zone: zone, now: clock.now(), hasWaited: isKnown && place == .scheduled,
                used: used)
            guard let draft = parsed.draft, !parsed.problems.contains(where: { $0.severity == .error }) else {
                let meant = WithdrawalEffect(
                    on: Draft.withdrawalNamed(in: bytes), in: configuration.folders.broadcasts)
                return .rejected(parsed.problems, withdrawal: meant)
            }
            guard let release = release(file, from: place, origin, draft, used) else { return .waits }
            var submission = Acceptance.Submission(
                draft: draft, path: path, bytes: bytes, fileMark: file.identity.mark, name: file.name,
                seenComplete: file.seenComplete, release: release, warnings: parsed.problems)
            submission.isTired = isTired(of: file)
            submission.source = (place.map(desk.path) ?? desk.drafts) + "/" + file.name
            return try Acceptance(configuration: configuration, clock: clock, key: key)
                .rule(on: submission, Memory(history: history, schedule: schedule, release: release))
        }
    }

    private func shown(_ name: String, in folder: String) -> String {
        configuration.folders.shown(folder + "/" + name)
    }

    private func carryOut(_ ruling: Ruling, _ file: SettledFile, _ folder: String) throws -> Event {
        switch ruling {
        case .accepted(let record):
            bundler.sources.add(remember(record))
            noteOverride(record.approvals, file.name, id: record.id)
            writeReceipt(Summary(record, Standing(recipients: record.recipients), paused: false))
            // It is a broadcast, whatever becomes of the file.
            do throws(SystemError) { try remove(file, folder) } catch {
                unremoved.append((file.name, folder, file.bytes))
            }
            return .accepted(record)
        case .alreadyAccepted(let id):
            writeReceipt(asLogged: id)
            try remove(file, folder)
            return .tidied(name: file.name, id: id)
        case .scheduled(let scheduled):
            try file.mustBeUnchanged(in: folder)
            return try putOnSchedule(file, folder, scheduled)
        case .waits: return .waits(name: file.name)
        case .held(
            let reasons, let problems, let hasNobody, let wait, let withdrawal, let approval, let changes):
            return try hold(file, folder, reasons, approval) {
                WhyText.held(
                    $0, reasons: reasons, problems: problems, hasNobody: hasNobody,
                    waits: wait?.inWords(zone), withdrawal: withdrawal, approval: approval, changes: changes)
            }
        case .rejected(let problems, let withdrawal):
            let path = shown(file.name, in: folder)
            try file.mustBeUnchanged(in: folder)
            let name = try putAside(file, folder, to: .rejected) {
                WhyText.rejected($0, problems, draft: path, withdrawal: withdrawal)
            }
            return .rejected(name: name, problems: problems)
        }
    }

    private func remove(_ file: SettledFile, _ folder: String) throws(SystemError) {
        try DraftRemoval.remove(file.name, in: folder, accepted: file.bytes)
    }
}
