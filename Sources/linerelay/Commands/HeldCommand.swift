import Broadcasting
import Disk

/// `approve NAME`, `reject NAME`: the same as moving the file, for those who prefer a command.
struct HeldCommand {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    private var desk: DraftDesk { DraftDesk(drafts: workspace.configuration.folders.drafts) }

    func approve(_ name: String) throws(Failure) -> ExitCode {
        try move(name, to: .approved)
        Console.result("\(name): released; the daemon takes it from drafts/approved/")
        return .done
    }

    func reject(_ name: String) throws(Failure) -> ExitCode {
        let source = try find(name)
        do throws(SystemError) {
            let why = "'\(name)' was held, and then rejected by a person. Nobody has been mailed.\n"
            let given = try desk.putAside(source, name: name, to: .rejected) { _ in why }
            Console.result("\(name): rejected; it is in drafts/rejected/\(given)")
        } catch { throw Failure(error.isDenied ? .permission : .cannotCreate, "\(error)") }
        return .done
    }

    private func move(_ name: String, to place: DraftDesk.Place) throws(Failure) {
        let source = try find(name)
        let target = desk.path(place) + "/" + name
        let isMoved: Bool
        do throws(SystemError) {
            try Folder.make(desk.path(place))
            isMoved = try Folder.renameUnlessTaken(source, to: target)
        } catch { throw Failure(error.isDenied ? .permission : .cannotCreate, "\(error)") }
        guard isMoved else {
            throw Failure(.cannotCreate, "'\(name)' is in drafts/\(place.rawValue)/ already")
        }
    }

    private func find(_ name: String) throws(Failure) -> String {
        let names = (try? Folder.names(in: desk.path(.held))) ?? []
        let drafts = names.filter { !$0.hasSuffix(".why.txt") }
        guard drafts.contains(name) else {
            let near = Suggestion.nearest(to: name, among: drafts).map { "; did you mean '\($0)'?" } ?? ""
            throw Failure(.noSuchFile, "no draft '\(name)' is held\(near)")
        }
        return desk.path(.held) + "/" + name
    }
}
