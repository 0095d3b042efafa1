import Disk
import Glibc

/// Who may do what with a file or folder, as the system says; links are followed.
struct Permissions {
    var mode: mode_t
    var owner: uid_t
    var isFolder: Bool

    /// Nil where it is not there, or may not be looked at: `errno` says which.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        mode = status.st_mode & 0o7777
        owner = status.st_uid
        isFolder = status.st_mode & S_IFMT == S_IFDIR
    }

    /// `0755`.
    var modeInWords: String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    var isPrivate: Bool { mode & 0o077 == 0 }
    var isForAnybodyToWrite: Bool { mode & 0o002 != 0 }

    /// Why this process may not; nil: it may.
    /// - Parameter wanted: `R_OK`, `W_OK`, `X_OK` (access(2)).
    static func refusal(_ path: String, _ wanted: Int32) -> SystemError? {
        access(path, wanted) == 0 ? nil : SystemError(wanted & W_OK != 0 ? "write to" : "read", path)
    }

    /// `'press' (uid 998)`.
    static func name(_ user: uid_t) -> String {
        let name = getpwuid(user).flatMap { $0.pointee.pw_name }.map { String(cString: $0) }
        return name.map { "'\($0)' (uid \(user))" } ?? "uid \(user)"
    }
}
