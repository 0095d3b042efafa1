import Broadcasting
import Disk
import Mail

/// What the daemon does not do by itself: open broadcasts that ended it before, and go on in a workspace that was
/// put back from an older backup.
final class Caution {
    let crashes: CrashLog
    private let epochs: EpochKeeper
    private var aside: SetAside
    /// Accepted, and not to be sent before the epoch's file knows.
    private var unwritten: [BroadcastFolder] = []
    /// Those of a restored workspace whose pause could not be written: kept back until the next start.
    private var isFrozen = false
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
            crashes = try CrashLog(folders.state + "/crashes.jsonl")
            try crashes.watch()
            epochs = try EpochKeeper(
                state: folders.state, broadcasts: folders.broadcasts, workspace: Digest.hexadecimal(name))
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

    /// Of the drafts that came with it, where the workspace was put back.
    var doubt: Desk.Doubt? {
        guard let restore = epochs.restore, let placed = epochs.placed else { return nil }
        return Desk.Doubt(why: restore.inWords, writtenUpTo: placed, hereBefore: Clock.real.now())
    }

    /// Asked once of each unfinished broadcast, at the start. One that is only held is paused, and may be delivered.
    /// - Returns: why it must not be opened; nil where it may.
    func reason(toKeep folder: BroadcastFolder) -> String? {
        if let why = aside.reason(toKeep: folder) { return why }
        if let why = epochs.reason(toHold: folder) {
            guard folder.writePause(why, at: Clock.real.now()) else {
                isFrozen = true
                return "\(why) (and there is no room to write that down)"
            }
        }
        return nil
    }

    /// It is to be delivered; `tend` gives it back when it may be.
    func take(_ folder: BroadcastFolder) {
        epochs.add(folder)
        unwritten.append(folder)
        nextWrite = 0
    }

    func written(_ id: String, octets: Int) { epochs.note(id, octets: octets) }

    func finished(_ id: String) {
        crashes.clear(.broadcast(id: id))
        epochs.remove(id)
    }

    /// - Returns: broadcasts that may be delivered now.
    /// - Throws: `SystemError` where what has to be known at the next start cannot be written; tried again.
    func tend(at now: Int64) throws(SystemError) -> [BroadcastFolder] {
        let released = aside.takeReleased()
        for folder in released { epochs.add(folder) }
        let ready = released + unwritten
        guard !ready.isEmpty || now >= nextWrite else { return [] }
        unwritten = ready
        nextWrite = now + Caution.interval
        if !isFrozen { try epochs.write() }
        unwritten = []
        return ready
    }

    /// What is known at the end is what the next start finds.
    func end() { if !isFrozen { try? epochs.write() } }
}
