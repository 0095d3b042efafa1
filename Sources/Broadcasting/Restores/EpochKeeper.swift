import Disk
import Glibc
import JSON
import Mail

/// Notices at the start that a workspace was put back from an older backup, and writes down how far it is.
///
/// Two files say the same, `state/epoch.json` first and `broadcasts/.epoch/epoch.json` second: the one may be one
/// ahead, and whatever else differs was put there by somebody. The second has a folder of its own, for a change of
/// `broadcasts/` itself means something to others.
public final class EpochKeeper {
    private let statePath: String
    private let place: String
    private let broadcasts: String
    private let broadcastsPath: String
    /// Octets that a log may lack and still be a damaged one.
    static let tail = 1_024
    /// As it was found in `state/`; nil: there was none.
    private let found: Epoch?
    private var epoch: Epoch
    /// Written in `state/` only, up to now.
    private var isHalf = false
    private var isChanged = true
    /// What a restore shows by; nil where there is nothing to be seen.
    public let restore: Restore?
    /// Why one of the two files tells nothing.
    public let problem: String?
    /// Drafts that came with a copy, now or at an earlier start.
    public let doubt: Doubt?
    /// Why the second file lags behind, where it does. It is tried again with each writing.
    public private(set) var trouble: SystemError?

    /// - Parameters:
    ///   - state: the folder `state/`.
    ///   - workspace: the name of the workspace where it has none yet: something random.
    ///   - drafts: the folders that drafts are taken from.
    /// - Throws: `SystemError` where a file is there and cannot be read: it is not one that is missing.
    public init(
        state: String, broadcasts: String, workspace: String, drafts: [String] = []
    ) throws(SystemError) {
        let (statePath, broadcastsPath) = (state + "/epoch.json", broadcasts + "/.epoch/epoch.json")
        var problem: String?
        func read(_ path: String) throws(SystemError) -> Epoch? {
            do { return try Epoch.read(path) } catch let error as SystemError { throw error } catch {
                problem = "\(error)"
                return nil
            }
        }
        let (here, there) = (try read(statePath), try read(broadcastsPath))
        place = Folder.resolved(state) ?? state
        // Copies in another place are a workspace that was moved.
        let wasPutBack =
            here?.place == place && Epoch.isCopy(statePath, of: here)
            && Epoch.isCopy(broadcastsPath, of: there)
        let restore = EpochKeeper.compare(here, there, wasPutBack: wasPutBack)
        let placed = [statePath, broadcastsPath].compactMap(EpochKeeper.placed).max()
        var doubt = here?.doubt.flatMap { Doubt($0.why, $0.drafts, in: drafts) }
        if let restore, let placed {
            doubt = Doubt(restore.inWords, in: drafts, writtenUpTo: placed) ?? doubt
        }
        self.restore = restore
        self.doubt = doubt
        self.statePath = statePath
        self.broadcasts = broadcasts
        self.broadcastsPath = broadcastsPath
        self.problem = problem
        found = here
        epoch = Epoch(
            workspace: here?.workspace ?? there?.workspace ?? workspace,
            count: max(here?.count ?? 0, there?.count ?? 0), unfinished: here?.unfinished ?? [:],
            doubt: doubt.map { ($0.why, $0.drafts) }, place: place)
        isHalf = (here?.count ?? 0) > (there?.count ?? 0)
    }

    /// One that is missing counts as 0: a crash in the very first writing leaves 1 and none.
    private static func compare(_ state: Epoch?, _ broadcasts: Epoch?, wasPutBack: Bool) -> Restore? {
        if let state, let broadcasts, state.workspace != broadcasts.workspace { return .mixed }
        let ahead = (state?.count ?? 0) - (broadcasts?.count ?? 0)
        if ahead < 0 { return .stateOlder }
        if ahead > 1 { return .broadcastsOlder }
        return wasPutBack ? .bothOlder : nil
    }

    /// Why an unfinished broadcast must not go on by itself; nil: it may.
    public func reason(toHold folder: BroadcastFolder) -> String? {
        guard let found else { return restore.map { Restore.reason($0.inWords, folder.id) } }
        if let restore { return Restore.reason(restore.inWords, folder.id) }
        let octets = EpochKeeper.octets(of: folder)
        guard let known = found.unfinished[folder.id] else {
            // Its first message leaves only when it is known here; finished ones are not. A finished one whose
            // summary somebody has deleted looks unfinished; one that was put back has its own.
            guard octets > 0, folder.summary() != nil, !EpochKeeper.wasFinished(folder) else { return nil }
            return Restore.reason(
                "it was not being sent when the daemon ran last, as if its folder had been put back from a backup",
                folder.id)
        }
        guard octets < known, !EpochKeeper.isTorn(folder, octets, lacking: known - octets) else { return nil }
        return Restore.reason(
            "its log has \(octets) octets, and had \(known) once, as if an older one had been put back",
            folder.id)
    }

    private static func octets(of folder: BroadcastFolder) -> Int {
        var status = stat()
        return lstat(folder.logPath, &status) == 0 ? Int(status.st_size) : 0
    }

    /// When its name, its content or its owner changed last (ctime), which a copy does not keep.
    private static func placed(_ path: String) -> Timestamp? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return Timestamp(
            milliseconds: Int64(status.st_ctim.tv_sec) * 1_000 + Int64(status.st_ctim.tv_nsec) / 1_000_000)
    }

    /// A last line that is not whole, where little is missing, is damage, and no older copy.
    private static func isTorn(_ folder: BroadcastFolder, _ octets: Int, lacking: Int) -> Bool {
        guard octets > 0, lacking <= EpochKeeper.tail, let file = try? File(folder.logPath, O_RDONLY),
            let last = try? file.octets(1, at: octets - 1)
        else { return false }
        return last != [0x0A]
    }

    /// It is, or a person has asked for another try since: `retry` works without a daemon, too.
    private static func wasFinished(_ folder: BroadcastFolder) -> Bool {
        Work(on: .broadcast(id: folder.id)).during {
            guard let record = try? folder.record() else { return false }
            let log = try? DeliveryLog.read(folder.logPath, recipients: record.recipients, repair: false)
            guard let standing = log?.standing else { return false }
            return standing.isComplete || standing.reopenedAt != nil
        }
    }

    // MARK: Writing

    /// It is being sent from now on, as soon as this is written.
    public func add(_ folder: BroadcastFolder) {
        let known = found?.unfinished[folder.id] ?? 0
        // One that is shorter than it was is what counts from now on.
        epoch.unfinished[folder.id] = known <= EpochKeeper.octets(of: folder) ? known : 0
        isChanged = true
    }

    /// So many octets of its log are on disk, and will never be fewer.
    public func note(_ id: String, octets: Int) {
        guard epoch.unfinished[id].map({ $0 != octets }) ?? false else { return }
        epoch.unfinished[id] = octets
        isChanged = true
    }

    public func remove(_ id: String) {
        if epoch.unfinished.removeValue(forKey: id) != nil { isChanged = true }
    }

    /// What earlier daemons left unfinished is known by now: these alone.
    public func keep(_ ids: Set<String>) {
        epoch.unfinished = epoch.unfinished.filter { ids.contains($0.key) }
        isChanged = true
    }

    /// Puts both files on disk, where there is anything new. The first is what the next start needs; where the second
    /// cannot be written (`trouble`), the first does not count on, for it may be one ahead and no more.
    /// - Throws: `SystemError`; it may be tried again.
    public func write() throws(SystemError) {
        if isHalf { finish() }
        guard isChanged else { return }
        var next = epoch
        if !isHalf { next.count += 1 }
        try next.write(to: statePath)
        epoch = next
        isChanged = false
        isHalf = true
        finish()
    }

    private func finish() {
        let folder = String(broadcastsPath.dropLast("/epoch.json".count))
        do throws(SystemError) {
            if Folder.exists(broadcasts) { try Folder.make(folder, mode: 0o700) }
            try Epoch(workspace: epoch.workspace, count: epoch.count).write(to: broadcastsPath)
            isHalf = false
            trouble = nil
        } catch { trouble = error }
    }
}
