import Glibc

/// Replaces a file's content whole: temporary file, fsync, rename, fsync of the folder.
public enum AtomicFile {
    /// A reader sees the old content or the new, and after a power cut as well.
    public static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o644) throws(SystemError)
    {
        try replace(path, mode: mode) { _ in bytes }
    }

    /// The same for a file that says something of itself.
    /// - Parameter content: given when the new file was made: `File.born`.
    public static func replace(_ path: String, mode: mode_t = 0o644, with content: (Int64?) -> [UInt8])
        throws(SystemError)
    {
        let (folder, name) = split(path)
        let temporary = "\(folder)/.\(name.utf8.count > 200 ? "long-name" : name).\(getpid()).tmp"
        do throws(SystemError) {
            // One that an earlier process left behind would be older than its content.
            try Folder.remove(temporary)
            let file = try File(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: mode)
            try file.write(content(file.born()))
            try file.synchronize()
            try Folder.rename(temporary, to: path)
        } catch {
            _ = unlink(temporary)
            throw error
        }
        try Folder.synchronize(folder)
    }

    /// Writes a new file and puts it on disk; its folder is for the caller to synchronise.
    public static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(SystemError) {
        let file = try File(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: mode)
        try file.write(bytes)
        try file.synchronize()
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, String(path[path.index(after: slash)...]))
    }
}
