import Disk
import Glibc

/// Whether a folder tells of what happens in it, or has to be looked at again and again.
public enum ChangeEvents: Sendable, Equatable {
    case told
    /// Other machines may write there, and nobody tells us when they do.
    case shared
    /// Why there are none.
    case missing(String)

    /// Asks for them, and lets them be again.
    public init(of folder: String) {
        guard let events = FolderEvents() else {
            self = .missing(SystemError("watch", folder).reason)
            return
        }
        guard events.follow(folder) else {
            self = .missing(SystemError("watch", folder).reason)
            return
        }
        let isShared = (try? FolderAccess(path: folder).isRemote) ?? false
        self = isShared ? .shared : .told
    }
}
