import CSystem
import Glibc

/// What is done to names in folders: listing, making, moving, removing; durable where it matters.
public enum Folder {
    /// Makes the folder where it is missing, and its missing parents. What was made is on disk: a power cut does not
    /// take a folder away in which something was found to be safe (fsync(2)).
    public static func make(_ path: String, mode: mode_t = 0o755) throws(SystemError) {
        if mkdir(path, mode) == 0 { return try synchronizeParent(of: path) }
        let code = errno
        if code == EEXIST { return }
        guard code == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
            throw SystemError("create folder", path, code: code)
        }
        try make(String(path[..<slash]), mode: mode)
        guard mkdir(path, mode) == 0 || errno == EEXIST else { throw SystemError("create folder", path) }
        try synchronizeParent(of: path)
    }

    /// Who may do what in a folder.
    public struct Rights: Sendable, Equatable {
        let mode: mode_t
        let owner: uid_t
        let group: gid_t
    }

    /// Nil where there is no such folder, or it cannot be looked at.
    public static func rights(of path: String) -> Rights? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return Rights(mode: status.st_mode & 0o7777, owner: status.st_uid, group: status.st_gid)
    }

    /// Makes a folder again that has gone, for the people whose it was, as far as that is ours to give.
    /// - Returns: false where something of that name is there, or its parent is not.
    public static func makeAgain(_ path: String, as rights: Rights?) -> Bool {
        guard mkdir(path, 0o755) == 0 else { return false }
        if let rights {
            if chown(path, rights.owner, rights.group) != 0 { _ = chown(path, uid_t.max, rights.group) }
            _ = chmod(path, rights.mode)
        }
        try? synchronizeParent(of: path)
        return true
    }

    private static func synchronizeParent(of path: String) throws(SystemError) {
        guard let slash = path.lastIndex(of: "/") else { return try synchronize(".") }
        try synchronize(slash == path.startIndex ? "/" : String(path[..<slash]))
    }

    /// Makes the folder where it is missing, for its owner alone; one that is there already becomes so.
    public static func makePrivate(_ path: String) throws(SystemError) {
        try make(path, mode: 0o700)
        guard chmod(path, 0o700) == 0 else { throw SystemError("make private", path) }
    }

    /// The names in a folder, sorted by their bytes; without `.` and `..`. Names that are not UTF-8 are left out.
    public static func names(in path: String) throws(SystemError) -> [String] {
        guard let stream = opendir(path) else { throw SystemError("list", path) }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if let name = String(validating: bytes, as: UTF8.self), name != ".", name != ".." {
                names.append(name)
            }
            errno = 0
        }
        guard errno == 0 else { throw SystemError("list", path) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The same file or folder by a path without symbolic links; nil where there is none.
    public static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// Puts the folder's entries on disk.
    public static func synchronize(_ path: String) throws(SystemError) {
        try File(path, O_RDONLY | O_DIRECTORY).synchronize()
    }

    public static func rename(_ from: String, to: String) throws(SystemError) {
        guard Glibc.rename(from, to) == 0 else { throw SystemError("rename", from) }
    }

    /// - Returns: false where `to` exists already.
    public static func renameUnlessTaken(_ from: String, to: String) throws(SystemError) -> Bool {
        if lr_rename_noreplace(from, to) == 0 { return true }
        if errno == EEXIST { return false }
        guard errno == EINVAL || errno == ENOSYS else { throw SystemError("rename", from) }
        // A file system without RENAME_NOREPLACE: a look and a rename.
        if exists(to) { return false }
        try rename(from, to: to)
        return true
    }

    /// Gives a file whose name is not UTF-8, or not fit to be shown, another name in the same folder.
    /// - Returns: false where that name is taken.
    public static func rename(rawName: [UInt8], in folder: String, to name: String) throws(SystemError)
        -> Bool
    {
        guard !exists(folder + "/" + name) else { return false }
        let from = Array(folder.utf8) + [0x2F] + rawName + [0]
        let code = from.withUnsafeBytes { bytes in
            Glibc.rename(bytes.baseAddress!.assumingMemoryBound(to: CChar.self), folder + "/" + name)
        }
        guard code == 0 else { throw SystemError("rename", folder + "/" + name) }
        return true
    }

    /// Sets its time of change to now, for whoever looks at that.
    public static func touch(_ path: String) { _ = utimensat(AT_FDCWD, path, nil, 0) }

    /// When something in it was added, removed or renamed last; nil where that cannot be told.
    public static func changed(_ path: String) -> Change? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Change(seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    }

    /// A time of change, to compare with another.
    public struct Change: Sendable, Equatable {
        let seconds: Int
        let nanoseconds: Int
    }

    /// Removes a file; one that is not there is as good as removed.
    public static func remove(_ path: String) throws(SystemError) {
        guard unlink(path) == 0 || errno == ENOENT else { throw SystemError("remove", path) }
    }

    /// Removes a folder and the files in it, one level deep.
    public static func removeTree(_ path: String) throws(SystemError) {
        for name in try names(in: path) { try remove(path + "/" + name) }
        guard rmdir(path) == 0 || errno == ENOENT else { throw SystemError("remove folder", path) }
    }

    public static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }
}
