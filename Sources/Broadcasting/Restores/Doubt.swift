import Disk
import Glibc
import Mail

/// Drafts that came with a copy that was put back: nobody knows whether they were sent already.
///
/// Each is known by its file's identity, so that one that a person moves or changes is in doubt no longer, whatever the
/// clock says.
public struct Doubt: Equatable, Sendable {
    public var why: String
    /// `FileIdentity.mark` of each.
    var drafts: Set<String>

    func concerns(_ file: FileIdentity) -> Bool { drafts.contains(file.mark) }

    /// The files that lie in these folders and were written up to then; nil where there are none.
    init?(_ why: String, in folders: [String], writtenUpTo: Timestamp) {
        self.why = why
        drafts = Set(
            folders.flatMap(Doubt.files).filter { $0.modified / 1_000_000 <= writtenUpTo.milliseconds }
                .map(\.mark))
        if drafts.isEmpty { return nil }
    }

    /// As it was written down, less what has gone; nil where nothing is left.
    init?(_ why: String, _ known: Set<String>, in folders: [String]) {
        self.why = why
        drafts = known.intersection(folders.flatMap(Doubt.files).map(\.mark))
        if drafts.isEmpty { return nil }
    }

    private static func files(in folder: String) -> [FileIdentity] {
        ((try? Folder.names(in: folder)) ?? []).compactMap { name in
            var status = stat()
            guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                return nil
            }
            return FileIdentity(status)
        }
    }
}
