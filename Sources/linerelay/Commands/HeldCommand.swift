import Broadcasting
import Disk

/// `approve NAME`, `reject NAME`, for a draft that is held or scheduled: the same as moving the file, but that `approve`
/// says who does it.
struct HeldCommand {
    let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    var desk: DraftDesk { DraftDesk(drafts: workspace.configuration.folders.drafts) }

    func approve(_ name: String, by who: String? = nil, override: String? = nil) throws(Failure) -> ExitCode {
        let approver = try Approver(who, override: override)
        if let line = LibraryCommand.line(name, in: workspace) {
            return try LibraryCommand(workspace).approve(line, approver)
        }
        let place = try find(name)
        let source = desk.path(place) + "/" + name
        // A scheduled one has its approvals.
        if place == .held || override != nil, let code = try approve(name, at: source, approver) {
            return code
        }
        return try release(name, from: place)
    }

    private func release(_ name: String, from place: DraftDesk.Place) throws(Failure) -> ExitCode {
        let source = desk.path(place) + "/" + name
        let isMoved: Bool
        do throws(SystemError) {
            try Folder.make(desk.path(.approved))
            isMoved = try Folder.renameUnlessTaken(source, to: desk.path(.approved) + "/" + name)
        } catch {
            guard error.isMissing, !Folder.exists(source) else { throw Failure(error) }
            // Two may have given the last approvals at the same time.
            Console.result(
                "\(name): somebody else has moved it meanwhile; 'linerelay status' says what became of it")
            return .done
        }
        guard isMoved else { throw Failure(.cannotCreate, "'\(name)' is in drafts/approved/ already") }
        desk.removeOrphans()
        let isRunning = LockFile.isHeld(workspace.lockPath)
        Console.result(
            "\(name): \(place == .held ? "released" : "it goes now"); "
                + (isRunning
                    ? "the daemon takes it from drafts/approved/"
                    : "no daemon runs: it goes from drafts/approved/ at the next start of 'linerelay run'"))
        return .done
    }

    func reject(_ name: String) throws(Failure) -> ExitCode {
        let place = try find(name)
        do throws(SystemError) {
            let bytes = try? File.contents(of: desk.notePath(name, place), limit: 1 << 20)
            let note = bytes.flatMap { String(validating: $0, as: UTF8.self) }
            try Folder.make(desk.path(.rejected))
            let given = try desk.putAside(desk.path(place) + "/" + name, name: name, to: .rejected) {
                WhyText.turnedDown($0, was: place, note: note)
            }
            desk.removeOrphans()
            Console.result("\(name): rejected; it is in drafts/rejected/\(given)")
        } catch { throw Failure(error) }
        return .done
    }

    /// A name is one of those that are there: it never leads out of the folder.
    private func find(_ name: String) throws(Failure) -> DraftDesk.Place {
        let places = [DraftDesk.Place.held, .scheduled]
        var known: [String] = []
        var found: [DraftDesk.Place] = []
        for place in places {
            let drafts = try Workspace.names(in: desk.path(place)).filter { !$0.hasSuffix(".why.txt") }
            known += drafts
            if drafts.contains(name) { found.append(place) }
        }
        guard let place = found.first else {
            let near = Suggestion.nearest(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
            throw Failure(.noSuchFile, "no draft '\(name)' is held or scheduled\(near)")
        }
        guard found.count == 1 else {
            throw Failure(
                .cannotCreate,
                "there are two: '\(name)' is in drafts/held/ and in drafts/scheduled/; rename one of them, or move the one you mean"
            )
        }
        return place
    }
}
