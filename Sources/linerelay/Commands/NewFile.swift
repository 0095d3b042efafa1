import Broadcasting
import Disk
import Glibc

/// A file that a person asked a command to make: never over one that is there, and never where the daemon reads.
struct NewFile {
    /// As the person called it.
    let named: String

    /// - Throws: 73 where something is there already or it would lie in a folder of the daemon's; 77.
    func write(_ octets: [UInt8], in workspace: Workspace) throws(Failure) {
        let path = Workspace.absolute(named)
        if let folder = NewFile.folder(of: path, among: workspace.configuration.folders) {
            throw Failure(
                .cannotCreate,
                "'\(named)' would lie in \(folder)/, which the daemon reads: write it elsewhere")
        }
        do throws(SystemError) {
            if NewFile.isStream(path) { return try File(path, O_WRONLY | O_NOCTTY).write(octets) }
            let file = try File(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o644)
            do throws(SystemError) { try file.write(octets) } catch {
                try? Folder.remove(path)
                throw error
            }
        } catch {
            guard error.code == EEXIST else { throw Failure(error) }
            throw Failure(
                .cannotCreate,
                "'\(named)' is there already, and is not overwritten: remove it, or name another file")
        }
    }

    /// A pipe, a terminal, `/dev/null`: nothing is lost there, as it would be on a disk.
    private static func isStream(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return [S_IFIFO, S_IFCHR].contains(status.st_mode & S_IFMT)
    }

    /// The folder in which a file at this path would be taken for something else, by its name.
    private static func folder(of path: String, among folders: Folders) -> String? {
        let above = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        let parent = Workspace.resolved(above.isEmpty ? "/" : String(above))
        let read = [folders.drafts, folders.lists, folders.templates, folders.broadcasts, folders.state]
        return read.first { folder in
            let folder = Workspace.resolved(folder)
            return parent == folder || parent.hasPrefix(folder + "/")
        }.map(folders.shown)
    }
}
