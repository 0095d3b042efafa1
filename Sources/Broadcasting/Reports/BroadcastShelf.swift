import Disk
import Mail

/// The folder of broadcasts, gone through one by one, by their summaries; and what lies in it that nothing can be told of.
public struct BroadcastShelf {
    private let path: String
    private let untouchable: Set<String>
    private let isIdle: Bool

    /// - Parameters:
    ///   - path: of the folder.
    ///   - untouchable: ids of broadcasts whose records must not be read.
    ///   - isIdle: nobody is accepting drafts: what is half prepared stays so.
    public init(_ path: String, except untouchable: Set<String> = [], isIdle: Bool) {
        self.path = path
        self.untouchable = untouchable
        self.isIdle = isIdle
    }

    /// Gives every broadcast accepted from `start` on, the oldest first, with the moment of its acceptance.
    /// - Parameter problem: is given what nothing can be told of: its name, and why.
    /// - Throws: `SystemError` where the folder cannot be listed; what `body` threw.
    public func forEach(
        since start: Timestamp, _ body: (PastBroadcast, Timestamp) throws -> Void,
        problem: (_ name: String, _ why: String) -> Void
    ) throws {
        for name in try Folder.names(in: path) {
            if name.hasPrefix(".") {
                let isLeftBehind = isIdle && BroadcastID.moment(of: name.dropFirst()) != nil
                if isLeftBehind {
                    problem(name, "was being prepared when the program ended: the next 'run' takes it away")
                }
                continue
            }
            guard let moment = BroadcastID.moment(of: name) else {
                problem(name, "is no broadcast: move it out of this folder")
                continue
            }
            guard moment >= start else { continue }
            let past: PastBroadcast
            do throws(DamagedRecord) { past = try broadcast(name) } catch {
                problem(name, error.what)
                continue
            }
            try body(past, moment)
        }
    }

    private func broadcast(_ name: String) throws(DamagedRecord) -> PastBroadcast {
        let folder = BroadcastFolder(path + "/" + name)
        let isSetAside = untouchable.contains(name)
        guard isSetAside || Folder.exists(folder.recordPath) else {
            throw DamagedRecord(
                "has no broadcast.json: put it back from a backup, or move it out of this folder")
        }
        let told = folder.summary().flatMap(PastBroadcast.init)
        var past = told
        if past == nil, !isSetAside { past = try recounted(folder) }
        if past?.topics == nil, !isSetAside {
            do { past?.topics = try folder.record().topics } catch { throw DamagedRecord("\(error)") }
        }
        guard let past else {
            throw DamagedRecord("is set aside, for the program failed in its work on it, and has no summary")
        }
        guard past.id == name else {
            throw DamagedRecord("says that it is broadcast '\(past.id)': a copy is not counted")
        }
        return past
    }

    private func recounted(_ folder: BroadcastFolder) throws(DamagedRecord) -> PastBroadcast? {
        do { return PastBroadcast(try folder.recountedSummary().json) } catch {
            throw DamagedRecord("\(error)")
        }
    }
}
