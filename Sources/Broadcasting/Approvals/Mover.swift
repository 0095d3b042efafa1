import CSystem
import Glibc

/// Who may have moved a file to a folder: nobody knows who did, but the folder's rights say who could not.
enum Mover {
    /// Whether the owner of a file may put files into a folder. In doubt they may.
    static func mayBeOwner(of file: String, into folder: String) -> Bool {
        var (owned, place) = (stat(), stat())
        guard lstat(file, &owned) == 0, lstat(folder, &place) == 0, owned.st_uid != 0,
            place.st_mode & S_IFMT == S_IFDIR
        else { return true }
        // An access control list may give more than the mode shows.
        if lr_has_acl(folder) != 0 { return true }
        if place.st_uid == owned.st_uid { return true }
        if place.st_mode & 0o002 != 0 { return true }
        guard place.st_mode & 0o020 != 0 else { return false }
        return groups(of: owned.st_uid)?.contains(place.st_gid) ?? true
    }

    /// Nil where they are not known.
    private static func groups(of user: uid_t) -> [gid_t]? {
        guard let known = getpwuid(user) else { return nil }
        var count: Int32 = 1024
        var groups = [gid_t](repeating: 0, count: Int(count))
        guard getgrouplist(known.pointee.pw_name, known.pointee.pw_gid, &groups, &count) >= 0 else {
            return nil
        }
        return Array(groups.prefix(Int(count)))
    }
}
