import Broadcasting
import Disk

/// `approve NAME`, `reject NAME`: the same as moving the file, for those who prefer a command.
struct HeldCommand {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    private var desk: DraftDesk { DraftDesk(drafts: workspace.configuration.folders.drafts) }

    func approve(_ name: String) throws(Failure) -> ExitCode {
        let source = try find(name)
        let isMoved: Bool
        do throws(SystemError) {
            try Folder.make(desk.path(.approved))
            isMoved = try Folder.renameUnlessTaken(source, to: desk.path(.approved) + "/" + name)
        } catch { throw Failure(error) }
        guard isMoved else { throw Failure(.cannotCreate, "'\(name)' is in drafts/approved/ already") }
        desk.removeOrphans()
        let isRunning = LockFile.isHeld(workspace.lockPath)
        Console.result(
            "\(name): released; "
                + (isRunning
                    ? "the daemon takes it from drafts/approved/"
                    : "no daemon runs: it goes from drafts/approved/ at the next start of 'linerelay run'"))
        return .done
    }

    func reject(_ name: String) throws(Failure) -> ExitCode {
        let source = try find(name)
        do throws(SystemError) {
            let note = try? File.contents(of: desk.notePath(name, .held), limit: 1 << 20)
            let held = note.flatMap { String(validating: $0, as: UTF8.self) }
            try Folder.make(desk.path(.rejected))
            let given = try desk.putAside(source, name: name, to: .rejected) {
                WhyText.turnedDown($0, held: held)
            }
            desk.removeOrphans()
            Console.result("\(name): rejected; it is in drafts/rejected/\(given)")
        } catch { throw Failure(error) }
        return .done
    }

    /// A name is one of those that are there: it never leads out of the folder.
    private func find(_ name: String) throws(Failure) -> String {
        let drafts = try Workspace.names(in: desk.path(.held)).filter { !$0.hasSuffix(".why.txt") }
        guard drafts.contains(name) else {
            let near = Suggestion.nearest(to: name, among: drafts).map { "; did you mean '\($0)'?" } ?? ""
            throw Failure(.noSuchFile, "no draft '\(name)' is held\(near)")
        }
        return desk.path(.held) + "/" + name
    }
}
