import Disk

/// Folders that are always there: one that a person takes away or renames is made again, for the people whose it was.
struct KeptFolders {
    private let paths: [String]
    private var rights: [String: Folder.Rights] = [:]

    /// - Parameter paths: one in another behind that.
    init(_ paths: [String]) {
        self.paths = paths
        keep()
    }

    /// - Returns: those that were made.
    @discardableResult
    mutating func keep() -> [String] {
        paths.filter { path in
            if let found = Folder.rights(of: path) {
                rights[path] = found
                return false
            }
            return Folder.makeAgain(path, as: rights[path])
        }
    }
}
