import Disk
import Glibc

/// Takes an accepted draft out of its folder, but never a newer one of the same name.
public enum DraftRemoval {
    private static let suffix = ".accepted"

    /// The file is moved aside, looked at, and only then removed; one that somebody has saved again in
    /// the meantime goes back to where it was.
    public static func remove(_ name: String, in folder: String, inode: UInt64, size: Int) throws(SystemError)
    {
        let path = folder + "/" + name
        guard name.utf8.count + suffix.utf8.count < 250 else { return try Folder.remove(path) }
        let aside = "\(folder)/.\(name)\(suffix)"
        do throws(SystemError) { try Folder.rename(path, to: aside) } catch {
            if error.isMissing { return }
            throw error
        }
        var status = stat()
        if lstat(aside, &status) == 0, UInt64(status.st_ino) == inode, Int(status.st_size) == size {
            try Folder.remove(aside)
        } else if !(try Folder.renameUnlessTaken(aside, to: path)) {
            // A third version has come: the second was replaced by its own author.
            try Folder.remove(aside)
        }
        try Folder.synchronize(folder)
    }

    /// After a crash in the middle: what was moved aside goes, or comes back where it is something newer.
    public static func recover(_ folder: String, isAccepted: ([UInt8]) -> Bool) {
        for name in (try? Folder.names(in: folder)) ?? [] where name.hasPrefix(".") && name.hasSuffix(suffix)
        {
            let aside = folder + "/" + name
            if let bytes = try? File.contents(of: aside, limit: 1 << 20), isAccepted(bytes) {
                try? Folder.remove(aside)
            } else {
                let plain = String(name.dropFirst().dropLast(suffix.count))
                _ = try? Folder.renameUnlessTaken(aside, to: folder + "/" + plain)
            }
        }
    }
}
