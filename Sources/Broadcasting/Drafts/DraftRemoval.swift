import Disk
import Glibc

/// Takes an accepted draft out of its folder, but never a newer one of the same name.
public enum DraftRemoval {
    private static let suffix = ".accepted"

    /// The file is moved aside, looked at, and only then removed; one that somebody has saved again in
    /// the meantime goes back to where it was.
    ///
    /// - Parameter accepted: the octets that were accepted. Nothing else tells a file that was overwritten in
    ///   place for sure: its inode and its size may be the same, and the times that are kept of it coarse.
    public static func remove(_ name: String, in folder: String, accepted: [UInt8]) throws(SystemError) {
        let path = folder + "/" + name
        let aside = "\(folder)/.\(shortened(name))\(suffix)"
        do throws(SystemError) { try Folder.rename(path, to: aside) } catch {
            if error.isMissing { return }
            throw error
        }
        // Where it cannot be looked at now it stays aside: the next start decides.
        if try holds(aside, accepted) {
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
            if let bytes = try? File.contents(of: aside, limit: Draft.sizeLimit), isAccepted(bytes) {
                try? Folder.remove(aside)
            } else {
                let plain = String(name.dropFirst().dropLast(suffix.count))
                _ = try? Folder.renameUnlessTaken(aside, to: folder + "/" + plain)
            }
        }
    }

    private static func holds(_ path: String, _ accepted: [UInt8]) throws(SystemError) -> Bool {
        do throws(SystemError) { return try File.contents(of: path, limit: accepted.count) == accepted } catch
        {
            if [EFBIG, EINVAL, ELOOP].contains(error.code) { return false }
            throw error
        }
    }

    /// The name, without the middle of a long one: its ending says that it is a draft, should it come back.
    private static func shortened(_ name: String) -> String {
        guard name.utf8.count > 240, let stop = name.lastIndex(of: ".") else { return name }
        var stem = name[..<stop]
        while stem.utf8.count > 220 { stem.unicodeScalars.removeLast() }
        return String(stem) + name[stop...]
    }
}
