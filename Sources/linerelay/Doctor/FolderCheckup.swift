import Broadcasting
import Disk
import Glibc

/// Whether the workspace's folders let the daemon do its work, and nobody else.
struct FolderCheckup {
    let folders: Folders

    /// What the daemon must be able to do with a folder, and who else may.
    private struct Place {
        var path: String
        var writes = true
        var isPrivate = false
        /// The daemon makes it where it is not there.
        var isMade = true
        /// What anybody could do who may write there.
        var danger = ""
        /// What lies in it has to be readable.
        var isReadThrough = false
    }

    func findings() -> [Finding] {
        [workspace, drafts, lists, templates, library].flatMap(\.self)
            + [folders.broadcasts, folders.state].flatMap { look(at: [Place(path: $0, isPrivate: true)]) }
            + key + stranger
    }

    private var workspace: [Finding] {
        guard let found = Permissions(folders.workspace), found.isForAnybodyToWrite else { return [] }
        let danger =
            "anybody may write to the workspace '\(folders.workspace)', and replace all that is in it"
        return [.warning(danger, "'chmod o-w' it")]
    }

    private var drafts: [Finding] {
        let danger = "mail every list"
        let desk = DraftDesk(drafts: folders.drafts)
        let places = [folders.drafts] + DraftDesk.Place.allCases.map(desk.path)
        return look(at: places.map { Place(path: $0, danger: danger) })
    }

    private var lists: [Finding] {
        let danger = "change who gets our mail"
        return look(at: [Place(path: folders.lists, writes: false, danger: danger, isReadThrough: true)])
    }

    private var templates: [Finding] {
        let danger = "change every message"
        return look(at: [
            Place(path: folders.templates, writes: false, isMade: false, danger: danger, isReadThrough: true)
        ])
    }

    /// Nobody has to have one.
    private var library: [Finding] {
        guard Folder.exists(folders.library) else { return [] }
        let danger = "change lines that go without new approval"
        return look(at: [Place(path: folders.library, writes: false, danger: danger, isReadThrough: true)])
    }

    // MARK: One folder

    /// One line where all is well with the first and those in it, else one for each problem.
    private func look(at places: [Place]) -> [Finding] {
        var problems: [Finding] = []
        var missing: [String] = []
        for place in places {
            if let found = Permissions(place.path) {
                problems += look(at: place, found)
            } else if errno == ENOENT, place.isMade {
                missing.append(folders.shown(place.path))
                problems += [cannotBeMade(place)].compactMap(\.self)
            } else {
                problems.append(absent(place, SystemError("read", place.path)))
            }
        }
        guard problems.isEmpty, let first = places.first else { return problems }
        return [.well("\(folders.shown(first.path)): \(words(places, missing))")]
    }

    private func words(_ places: [Place], _ missing: [String]) -> String {
        if missing.count == places.count { return "not there yet; the daemon makes it" }
        let can = places[0].writes ? "can be read and written" : "can be read"
        let inside = places.count > 1 ? ", with the folders in it" : ""
        let mode = places[0].isPrivate ? ", by nobody else" : ""
        let made = missing.isEmpty ? "" : "; the daemon makes \(missing.joined(separator: ", "))"
        return can + mode + inside + made
    }

    private func look(at place: Place, _ found: Permissions) -> [Finding] {
        let shown = folders.shown(place.path)
        guard found.isFolder else {
            return [.error(.problems, "\(shown): is no folder", "move what is there out of the way")]
        }
        if let refusal = Permissions.refusal(place.path, R_OK | X_OK | (place.writes ? W_OK : 0)) {
            return [denied(refusal)]
        }
        if place.isPrivate, let problem = exposed(place.path, found, "0700") { return [problem] }
        var problems = place.isReadThrough ? unreadable(in: place.path) : []
        if !place.isPrivate, found.isForAnybodyToWrite {
            problems.append(
                .warning(
                    "\(shown): anybody on this machine may write there (mode \(found.modeInWords)), and so "
                        + place.danger, "'chmod o-w' it"))
        }
        return problems
    }

    private func denied(_ refusal: SystemError) -> Finding {
        let advice =
            refusal.code == EROFS
            ? "the file system is read-only: look why" : "give it to the user that runs the daemon"
        return .error(.permission, "\(Permissions.name(geteuid())) \(refusal)", advice)
    }

    private func exposed(_ path: String, _ found: Permissions, _ wanted: String) -> Finding? {
        let shown = folders.shown(path)
        if geteuid() != 0, found.owner != geteuid() {
            let owner = Permissions.name(found.owner)
            return .error(
                .permission, "\(shown): belongs to \(owner), not to \(Permissions.name(geteuid()))",
                "'chown' it")
        }
        guard !found.isPrivate else { return nil }
        return .error(
            .permission, "\(shown): others may look into it (mode \(found.modeInWords))",
            "it must be \(wanted): 'chmod go-rwx' it")
    }

    private func absent(_ place: Place, _ error: SystemError) -> Finding {
        if error.isDenied { return denied(error) }
        return .error(
            .problems, "\(folders.shown(place.path)): is not there",
            "put it there, or say in 'folders' where it is")
    }

    private func cannotBeMade(_ place: Place) -> Finding? {
        var parent = place.path
        while parent.utf8.count > 1, Permissions(parent) == nil, let slash = parent.lastIndex(of: "/") {
            parent = slash == parent.startIndex ? "/" : String(parent[..<slash])
        }
        guard let refusal = Permissions.refusal(parent, W_OK | X_OK) else { return nil }
        // Of a folder that is there already this was said.
        if parent == folders.drafts { return nil }
        let advice = "make it, for the user that runs the daemon"
        return .error(.permission, "\(folders.shown(place.path)): is not there, and \(refusal)", advice)
    }

    private func unreadable(in folder: String) -> [Finding] {
        let names = ((try? Folder.names(in: folder)) ?? []).filter { !$0.hasPrefix(".") }
        return names.compactMap { Permissions.refusal("\(folder)/\($0)", R_OK) }.filter(\.isDenied).map(
            denied)
    }

    // MARK: What must be the daemon's alone

    private var key: [Finding] {
        let path = folders.state + "/secret.key"
        guard let found = Permissions(path) else { return [] }
        if let refusal = Permissions.refusal(path, R_OK) { return [denied(refusal)] }
        return [exposed(path, found, "0600")].compactMap(\.self)
    }

    /// Root may do everything, and so sees nothing of what the daemon may not.
    private var stranger: [Finding] {
        guard geteuid() == 0, let state = Permissions(folders.state), state.owner != 0 else { return [] }
        let owner = Permissions.name(state.owner)
        return [
            .warning(
                "you are root, and \(folders.shown(folders.state)) belongs to \(owner)",
                "run 'doctor' as that user to see what the daemon may do")
        ]
    }
}
