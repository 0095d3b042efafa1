import Broadcasting
import Disk
import Mail

/// What the daemon does not do by itself: open broadcasts that ended it before, and go on in a workspace that was
/// put back from an older backup.
final class Caution {
    let crashes: CrashLog
    private let epochs: EpochKeeper
    private var aside: SetAside
    /// Not to be handed over, whoever asks.
    private var keptBack: Set<String> = []
    /// Those of them that need a pause before anything else, for which there was no room.
    private var unpaused: [(folder: BroadcastFolder, why: String)] = []
    /// Accepted, and not to be sent before the epoch's file knows.
    private var unwritten: [BroadcastFolder] = []
    /// All that earlier daemons left unfinished is known: what is written down from now on is whole.
    private var hasTakenUp = false
    private var nextWrite: Int64 = 0
    /// Milliseconds between two writings while broadcasts are sent.
    private static let interval: Int64 = 5_000

    /// - Throws: where `state/` cannot be used.
    init(_ workspace: Workspace) throws(Failure) {
        let folders = workspace.configuration.folders
        guard let name = Digest.random(16) else {
            throw Failure(.tryLater, "there is no randomness to be had")
        }
        do throws(SystemError) {
            crashes = try CrashLog(workspace.crashesPath)
            try crashes.watch()
            epochs = try EpochKeeper(
                state: folders.state, broadcasts: folders.broadcasts, workspace: Digest.hexadecimal(name),
                drafts: ["", "/approved", "/scheduled"].map { folders.drafts + $0 })
        } catch { throw Failure(error) }
        aside = SetAside(crashes, clock: .real)
    }

    /// What a person has to be told of the start.
    var problems: [String] {
        var problems: [String] = []
        if let signal = crashes.unexplained {
            problems.append(
                "the program failed (signal \(signal)) in no draft's and no broadcast's work: please report it"
            )
        }
        if let problem = epochs.problem { problems.append(problem) }
        if let restore = epochs.restore {
            problems.append(
                "\(restore.inWords); broadcasts that were being sent are paused, and drafts that lay there are held"
            )
        }
        return problems
    }

    /// How the workspace shows that it was put back; nil where it was not.
    var restored: String? { epochs.restore?.inWords }

    /// Of the drafts that came with it, where the workspace was put back.
    var doubt: Doubt? { epochs.doubt }

    /// Why the next start may see less than it should; nil where all is written down.
    var trouble: String? {
        epochs.trouble.map { "how far this workspace is cannot be written down beside its broadcasts: \($0)" }
    }

    // MARK: What is kept back

    /// Asked once of each unfinished broadcast, at the start. One that is only held is paused, and may be delivered.
    /// - Returns: why it must not be opened; nil where it may.
    func reason(toKeep folder: BroadcastFolder) -> String? {
        let restored = epochs.reason(toHold: folder)
        if let why = keepAside(folder, besides: restored) { return why }
        guard let restored, !folder.writePause(restored, at: Clock.real.now()) else { return nil }
        keptBack.insert(folder.id)
        unpaused.append((folder, restored))
        return "\(restored) (and there is no room to write that down)"
    }

    /// Asked of a broadcast for which another try was asked.
    /// - Returns: why it must not be opened; nil where it may, or where it is known already that it must not.
    func reason(toKeepReopened folder: BroadcastFolder) -> String? {
        keptBack.contains(folder.id) ? nil : keepAside(folder)
    }

    private func keepAside(_ folder: BroadcastFolder, besides other: String? = nil) -> String? {
        guard let why = aside.reason(toKeep: folder, besides: other) else { return nil }
        keptBack.insert(folder.id)
        return why
    }

    /// These are all that earlier daemons left.
    func tookUp(_ unfinished: [BroadcastFolder]) {
        epochs.keep(Set(unfinished.map(\.id)))
        hasTakenUp = true
    }

    // MARK: What may be delivered

    /// It is to be delivered; `tend` gives it back when it may be.
    func take(_ folder: BroadcastFolder) {
        guard !keptBack.contains(folder.id) else { return }
        epochs.add(folder)
        unwritten.append(folder)
        nextWrite = 0
    }

    /// Something is to be delivered, and waits for the epoch's file.
    var isWaiting: Bool { !unwritten.isEmpty }

    func written(_ id: String, octets: Int) { epochs.note(id, octets: octets) }

    func finished(_ id: String) {
        crashes.clear(.broadcast(id: id))
        epochs.remove(id)
    }

    /// - Returns: broadcasts that may be delivered now.
    /// - Throws: `SystemError` where what has to be known at the next start cannot be written; tried again.
    func tend(at now: Int64) throws(SystemError) -> [BroadcastFolder] {
        guard hasTakenUp else { return [] }
        for folder in aside.takeReleased() { letGo(folder) }
        for (folder, why) in unpaused where folder.writePause(why, at: Clock.real.now()) { letGo(folder) }
        unpaused.removeAll { !keptBack.contains($0.folder.id) }
        guard mayWrite, isWaiting || now >= nextWrite else { return [] }
        nextWrite = now + Caution.interval
        try epochs.write()
        defer { unwritten = [] }
        return unwritten
    }

    private func letGo(_ folder: BroadcastFolder) {
        keptBack.remove(folder.id)
        take(folder)
    }

    /// A workspace that was put back shows it until everything in it is paused.
    private var mayWrite: Bool { hasTakenUp && (epochs.restore == nil || unpaused.isEmpty) }

    /// What is known at the end is what the next start finds.
    func end() { if mayWrite { try? epochs.write() } }
}
