import Disk
import Mail

/// Order on the desk.
extension Desk {
    /// What is to be done now and then: notes without their file go, and accepted files that could not; folders that
    /// somebody has taken away are made again.
    @discardableResult
    public func tidy() -> Tidied {
        keepFolders()
        defer { madeAgain = [] }
        let recalled = schedule.forgetGone(besides: desk.path(.approved))
        desk.removeOrphans()
        unremoved.removeAll { entry in
            do throws(SystemError) {
                try DraftRemoval.remove(entry.name, in: entry.folder, accepted: entry.accepted)
                return true
            } catch { return false }
        }
        return Tidied(made: madeAgain, recalled: recalled)
    }

    /// Before anything is put into one of them: who may do what there is known only here.
    func keepFolders() { madeAgain += folders.keep().map { configuration.folders.shown($0) } }

    /// What was found that a person may want to know.
    public struct Tidied: Sendable, Equatable {
        /// Folders that had gone, and are there again.
        public var made: [String]
        /// Drafts that a person has taken out of `scheduled/`.
        public var recalled: [String]
    }
}
