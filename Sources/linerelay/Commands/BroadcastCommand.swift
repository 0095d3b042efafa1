import Broadcasting
import Disk

/// `pause ID`, `resume ID`, `cancel ID`, `retry ID`: a mark in the broadcast's folder. A running daemon heeds it within a
/// second; where none runs, the command itself puts it into the log and the summary.
struct BroadcastCommand {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    func pause(_ id: String) throws(Failure) -> ExitCode {
        let folder = try find(id)
        if let ending = ending(of: folder) { return tooLate(id, ending) }
        guard folder.writePause(BroadcastFolder.byPerson, at: Clock.real.now()) else {
            throw Failure(.cannotCreate, "cannot write into '\(folder.path)'")
        }
        try OfflineDesk(workspace).settle(folder)
        Console.result("\(id): paused")
        return .done
    }

    func resume(_ id: String) throws(Failure) -> ExitCode {
        let folder = try find(id)
        if let ending = ending(of: folder) { return tooLate(id, ending) }
        try requireAttachments(of: folder)
        let wasPaused = folder.pauseReason() != nil
        do throws(SystemError) { try folder.removePause() } catch { throw Failure(error) }
        try OfflineDesk(workspace).settle(folder)
        Console.result(wasPaused ? "\(id): goes on" : "\(id): was not paused")
        return .done
    }

    /// Without them it would only be paused again.
    /// - Throws: 65, with what to do.
    func requireAttachments(of folder: BroadcastFolder) throws(Failure) {
        guard let record = try? folder.record(), record.attached != nil else { return }
        do { _ = try folder.wholeRecord() } catch let error as SystemError { throw Failure(error) } catch {
            throw Failure(.badInput, "\(error)")
        }
    }

    func cancel(_ id: String) throws(Failure) -> ExitCode {
        let folder = try find(id)
        if ending(of: folder) == Summary.State.cancelled.rawValue {
            Console.result("\(id): is cancelled already")
            return .done
        }
        if let ending = ending(of: folder) {
            guard (try? folder.record())?.digest ?? 0 > 0, !folder.isCancelled else {
                return tooLate(id, ending)
            }
            do throws(SystemError) { try folder.writeCancel(at: Clock.real.now()) } catch {
                throw Failure(error)
            }
            Console.result("\(id): is sent; it goes with no digest from now on")
            return .done
        }
        do throws(SystemError) { try folder.writeCancel(at: Clock.real.now()) } catch { throw Failure(error) }
        try OfflineDesk(workspace).settle(folder)
        Console.result("\(id): cancelled; what has not left does not leave any more")
        return .done
    }

    /// `sent` or `cancelled`; nil where it is not finished, or waits for a person before it is tried again.
    private func ending(of folder: BroadcastFolder) -> String? {
        guard folder.pauseReason() == nil else { return nil }
        let state = folder.summary()?["state"]?.stringValue
        let endings = [Summary.State.sent, .cancelled].map(\.rawValue)
        return state.flatMap { endings.contains($0) ? $0 : nil }
    }

    private func tooLate(_ id: String, _ ending: String) -> ExitCode {
        Console.problem("\(id): it is too late, the broadcast is finished (\(ending))")
        return .problems
    }

    /// An id is one of those that are there: it never leads out of the folder.
    func find(_ id: String) throws(Failure) -> BroadcastFolder {
        let broadcasts = workspace.configuration.folders.broadcasts
        let known = try Workspace.names(in: broadcasts)
        guard known.contains(id) else {
            let near = BroadcastCommand.nearest(to: id, among: known).map { "; did you mean '\($0)'?" } ?? ""
            throw Failure(.noSuchFile, "there is no broadcast '\(id)'\(near)")
        }
        return BroadcastFolder(broadcasts + "/" + id)
    }

    /// What a person most likely meant: nobody types the second of an acceptance.
    private static func nearest(to id: String, among known: [String]) -> String? {
        if let near = Suggestion.nearest(to: id, among: known) { return near }
        let ids = known.reversed().filter { BroadcastID.moment(of: $0) != nil }
        let names = ids.map { String($0.dropFirst(19)) }
        guard let near = Suggestion.nearest(to: id, among: names) else { return nil }
        return names.firstIndex(of: near).map { ids[$0] }
    }
}
