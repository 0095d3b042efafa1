import Disk
import Mail

/// Finds the drafts in one folder whose writers are done, and reads them.
///
/// It has no thread of its own: whoever owns it calls `takeSettled` when `eventDescriptor` is readable,
/// and after the milliseconds that the last call asked for.
public final class DraftFolder {
    /// Milliseconds between two looks at all names, with and without change events.
    private static let scanInterval: Int64 = 5_000
    private static let scanIntervalWithoutEvents: Int64 = 1_000
    /// Files handed out by one call, so that a heap of them does not fill the memory.
    private static let batchLimit = 16

    public let path: String
    public let settleTime: Int
    private let events: FolderEvents?
    private var files: [FolderName: WatchedFile] = [:]
    private var folder: FolderState?
    private var lastScan: Int64?
    private var isFirstLook = true

    /// What is known of the folder itself.
    private struct FolderState: Equatable {
        var device: UInt64
        var inode: UInt64
        var isRemote: Bool
    }

    /// - Parameters:
    ///   - settleTime: milliseconds for which a file that was written in place must be left unchanged.
    ///   - usesEvents: false: by looking alone, as where the system has no change events to give.
    public init(path: String, settleTime: Int, usesEvents: Bool = true) {
        self.path = path
        self.settleTime = settleTime
        events = usesEvents ? FolderEvents() : nil
    }

    /// To be polled for reading; nil where there are no events. It stays the same.
    public var eventDescriptor: Int32? { events?.descriptor }

    /// Drafts that are not taken though they have been there for a while, and why.
    public var leftAlone: [LeftAlone] {
        files.compactMap { name, file in
            file.blocked.map { LeftAlone(name: name.text, reason: $0.reason, since: $0.since) }
        }.sorted { ($0.since, $0.name) < ($1.since, $1.name) }
    }

    /// Whether a file of that name is there, whatever it is.
    public func holds(_ name: String) -> Bool { Folder.exists(path + "/" + name) }

    /// The next look is at all names.
    public func scanAgain() { lastScan = nil }

    /// Lets a file that was handed out, and could not be dealt with, be handed out again by the next call.
    public func handOutAgain(_ file: SettledFile) {
        files[FolderName(file.rawName)]?.handedOut = nil
    }

    /// - Parameters:
    ///   - monotonic: milliseconds of a clock that never jumps.
    ///   - wall: the time of day; only the age of files found by the first look is measured by it.
    public func takeSettled(monotonic: Int64, wall: Timestamp) -> FolderReport {
        takeEvents(now: monotonic)
        do throws(SystemError) {
            let access = try FolderAccess(path: path)
            follow(access)
            try scan(access, now: monotonic)
            let look = FolderLook(
                rules: rules, now: monotonic, wall: wall, measuresAge: isFirstLook,
                isRemote: folder?.isRemote ?? false)
            isFirstLook = false
            return report(of: look, in: access)
        } catch {
            forgetFolder()
            return FolderReport(nextCheck: 1_000, trouble: "folder '\(path)' cannot be read: \(error.reason)")
        }
    }

    private var rules: Settling.Rules {
        let hasEvents = events?.isWatching == true && folder?.isRemote == false
        return Settling.Rules(settleTime: settleTime, hasEvents: hasEvents)
    }

    private func takeEvents(now: Int64) {
        guard let batch = events?.drain() else { return }
        if batch.isIncomplete { lastScan = nil }
        if batch.folderHasGone { forgetFolder() }
        for change in batch.changes {
            let name = FolderName(change.name)
            if change.hasGone { files[name] = nil }
            guard let writing = change.writing else { continue }
            if files[name] == nil, let file = WatchedFile(name, now: now) { files[name] = file }
            files[name]?.settling.note(writing, now: now)
        }
    }

    /// The folder under the path may be another one than before: moved away, made anew, a volume mounted.
    private func follow(_ access: borrowing FolderAccess) {
        let identity = access.identity
        if let folder, (folder.device, folder.inode) != (identity.device, identity.inode) { forgetFolder() }
        if folder == nil {
            folder = FolderState(
                device: identity.device, inode: identity.inode, isRemote: access.isRemote)
        }
        if let events, !events.isWatching, events.follow(path) { lastScan = nil }
    }

    private func forgetFolder() {
        events?.stop()
        files = [:]
        folder = nil
        lastScan = nil
    }

    private func scan(_ access: borrowing FolderAccess, now: Int64) throws(SystemError) {
        if let lastScan, now - lastScan < scanInterval { return }
        for bytes in try access.names() {
            let name = FolderName(bytes)
            if files[name] == nil, let file = WatchedFile(name, now: now) { files[name] = file }
        }
        lastScan = now
    }

    private var scanInterval: Int64 { rules.hasEvents ? Self.scanInterval : Self.scanIntervalWithoutEvents }

    private func report(of look: FolderLook, in access: borrowing FolderAccess) -> FolderReport {
        var report = FolderReport(nextCheck: Int(scanInterval))
        var due: [(changed: Int64, name: FolderName)] = []
        for (name, var file) in files {
            let finding = look.examine(name, &file, in: access)
            files[name] = finding == .gone ? nil : file
            if case .wait(let milliseconds) = finding {
                report.nextCheck = min(report.nextCheck, milliseconds)
                report.isSettling = true
            }
            if finding == .due { due.append((file.settling.identity?.changed ?? 0, name)) }
        }
        due.sort { ($0.changed, $0.name.text) < ($1.changed, $1.name.text) }
        for (_, name) in due {
            if report.settled.count == Self.batchLimit {
                report.nextCheck = 0
                report.isSettling = true
                break
            }
            guard var file = files[name] else { continue }
            if let settled = look.take(name, &file, in: access) { report.settled.append(settled) }
            files[name] = file
        }
        return report
    }
}
