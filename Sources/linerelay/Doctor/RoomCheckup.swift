import Broadcasting
import Glibc

/// Whether there is room on disk for drafts, records and logs.
struct RoomCheckup {
    let folders: Folders

    /// Octets: below this nothing is reserved for logs any more.
    static let scarce: UInt64 = 256 << 20
    /// Octets: a day's broadcasts may fill this.
    static let critical: UInt64 = 16 << 20
    static let fewFiles: UInt64 = 1_000

    /// What a file system has left.
    struct Room: Equatable {
        var octets: UInt64
        /// Files that can still be made; nil where the file system has no such number.
        var files: UInt64?
    }

    /// One for each file system.
    func findings() -> [Finding] {
        var seen: Set<UInt> = []
        var findings: [Finding] = []
        for folder in [folders.broadcasts, folders.state, folders.drafts] {
            let path = Permissions(folder) == nil ? folders.workspace : folder
            var status = statvfs()
            guard statvfs(path, &status) == 0, seen.insert(UInt(status.f_fsid)).inserted else { continue }
            let room = Room(
                octets: UInt64(status.f_bavail) &* UInt64(status.f_frsize),
                files: status.f_files > 0 ? UInt64(status.f_favail) : nil)
            findings.append(RoomCheckup.finding(room, at: path == folder ? folders.shown(path) : path))
        }
        return findings
    }

    static func finding(_ room: Room, at place: String) -> Finding {
        let free = "disk of \(place): \(Octets.words(room.octets)) free"
        let advice = "free some, or nothing is sent when it is full"
        if room.octets < critical { return .error(.problems, free, advice) }
        if room.octets < scarce { return .warning(free, advice) }
        if let files = room.files, files < fewFiles {
            return .warning("\(free), but room for \(files) files only", "remove some that nobody needs")
        }
        return .well(free)
    }
}
