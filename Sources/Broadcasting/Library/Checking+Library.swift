import Disk
import Mail

/// What `check` says of the library.
extension Checking {
    /// Problems of one prepared line, by the name of its file.
    public func line(_ name: String) -> [Problem] {
        let library = LibraryFolder(configuration)
        let path = "\(library.shownAs)/\(DraftFileName.shown(name))"
        if case .rejected(let why) = DraftFileName.disposition(of: name) { return [Problem(path: path, why)] }
        guard LibraryFolder.name(of: name) != nil else {
            return [
                Problem(
                    path: path,
                    "is not found by 'Use': its name has to be \(Name.form); then .md, .txt or .markdown")
            ]
        }
        return problems(path) { now in
            let file = try library.read(name, now: now)
            let read = try Plan.read(file, configuration, zone: zone, now: now)
            return (read.plan, read.warnings)
        }
    }

    /// Of every prepared line.
    public func library() -> [Problem] {
        let library = LibraryFolder(configuration)
        do throws(SystemError) {
            let files = try library.files()
            let twice = Dictionary(grouping: files) { LibraryFolder.name(of: $0) }
            return files.flatMap { name in
                let others = LibraryFolder.name(of: name).flatMap { twice[$0] } ?? []
                let problem = Problem(
                    path: "\(library.shownAs)/\(name)",
                    "there is another file of this name (\(others.joined(separator: ", "))):"
                        + " 'Use' finds neither; take one away")
                return line(name) + (others.count > 1 ? [problem] : [])
            }
        } catch { return [Problem(path: library.shownAs, "cannot be listed: \(error.reason)")] }
    }
}
