import Broadcasting
import Disk

/// `pause ID`, `resume ID`, `cancel ID`: a mark in the broadcast's folder, which a running daemon heeds
/// within a second and the next one at its start.
struct BroadcastCommand {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    func pause(_ id: String) throws(Failure) -> ExitCode {
        let folder = try find(id)
        guard folder.writePause("a person paused it", at: Clock.real.now()) else {
            throw Failure(.cannotCreate, "cannot write into '\(folder.path)'")
        }
        if !isAttended { folder.mark(.paused, "paused: a person paused it") }
        Console.result("\(id): paused")
        return .done
    }

    func resume(_ id: String) throws(Failure) -> ExitCode {
        let folder = try find(id)
        do throws(SystemError) { try folder.removePause() } catch { throw Failure(.permission, "\(error)") }
        if !isAttended { folder.mark(.sending) }
        Console.result("\(id): goes on")
        return .done
    }

    func cancel(_ id: String) throws(Failure) -> ExitCode {
        let folder = try find(id)
        do throws(SystemError) { try folder.writeCancel(at: Clock.real.now()) } catch {
            throw Failure(error.isDenied ? .permission : .cannotCreate, "\(error)")
        }
        Console.result("\(id): cancelled; what has not left does not leave any more")
        return .done
    }

    /// A daemon runs, and writes the summary itself.
    private var isAttended: Bool { LockFile.isHeld(workspace.lockPath) }

    private func find(_ id: String) throws(Failure) -> BroadcastFolder {
        let broadcasts = workspace.configuration.folders.broadcasts
        let known = ((try? Folder.names(in: broadcasts)) ?? []).filter { !$0.hasPrefix(".") }
        guard known.contains(id) else {
            let near = Suggestion.nearest(to: id, among: known).map { "; did you mean '\($0)'?" } ?? ""
            throw Failure(.noSuchFile, "there is no broadcast '\(id)'\(near)")
        }
        return BroadcastFolder(broadcasts + "/" + id)
    }
}
