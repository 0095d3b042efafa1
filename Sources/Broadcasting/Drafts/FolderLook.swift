import Disk
import Mail

/// One look at the files of the drafts folder: which of them are finished, and what is in them.
struct FolderLook {
    let rules: Settling.Rules
    /// Milliseconds of a clock that never jumps.
    let now: Int64
    let wall: Timestamp
    /// Nothing was seen of these files before: how old they are is all there is to go by.
    let measuresAge: Bool
    /// Other machines may write to the folder, of whose open files this system does not know.
    let isRemote: Bool

    enum Finding: Equatable {
        /// There is no such file any more, or it is no ordinary file.
        case gone
        /// Milliseconds until it may be finished.
        case wait(Int)
        /// It was handed out already, or it waits for its writer.
        case leave
        case due
    }

    func examine(_ name: FolderName, _ file: inout WatchedFile, in folder: borrowing FolderAccess) -> Finding
    {
        guard let status = folder.status(of: name.bytes), status.isRegular else { return .gone }
        let age = measuresAge ? age(of: status.identity) : nil
        file.settling.see(status.identity, now: now, age: age, rules: rules)
        if file.handedOut == status.identity { return .leave }
        if let reason = reasonToLeave(name, status, in: folder) {
            file.block(reason, at: wall)
            return .leave
        }
        switch file.settling.readiness(now: now, rules: rules) {
        case .due: return .due
        case .wait(let milliseconds):
            if file.hasWaitedLong(now: now) {
                file.block("it is still being changed", at: wall)
            } else {
                file.unblock()
            }
            return .wait(milliseconds)
        }
    }

    /// - Returns: nil where its writer turns out not to be done, or it cannot be read.
    func take(_ name: FolderName, _ file: inout WatchedFile, in folder: borrowing FolderAccess)
        -> SettledFile?
    {
        guard let identity = file.settling.identity else { return nil }
        guard let content = content(name, &file, identity, in: folder) else { return nil }
        file.unblock()
        file.handedOut = identity
        return SettledFile(
            name: name.text, rawName: name.bytes, content: content, identity: identity, seenComplete: wall)
    }

    private func age(of identity: FileIdentity) -> Int64 {
        wall.milliseconds &- max(identity.modified, identity.changed) / 1_000_000
    }

    private func reasonToLeave(
        _ name: FolderName, _ status: FileStatus, in folder: borrowing FolderAccess
    ) -> String? {
        if status.links > 1 {
            return
                "it has \(status.links) names (hard links), so it could change unseen; put a copy there instead"
        }
        for lock in DraftFileName.locks(beside: name.text) where folder.status(of: Array(lock.utf8)) != nil {
            return "it is open in an editor, as '\(lock)' shows; close it there,"
                + " or delete that file where nobody has it open"
        }
        return nil
    }

    private func content(
        _ name: FolderName, _ file: inout WatchedFile, _ identity: FileIdentity,
        in folder: borrowing FolderAccess
    ) -> SettledFile.Content? {
        if name.isPlain, file.disposition == .draft {
            return read(name, &file, identity, in: folder)
        }
        guard file.settling.isFree(ofWriters: nil, now: now) else {
            file.block(Self.openForWriting, at: wall)
            return nil
        }
        if name.isPlain, case .rejected(let reason) = file.disposition { return .foreign(reason) }
        return .badName
    }

    private static let openForWriting = "it is still open for writing"

    /// Reads the file, and believes what it has read only if nobody has it open for writing, and it is
    /// the same before, between and after.
    private func read(
        _ name: FolderName, _ file: inout WatchedFile, _ identity: FileIdentity,
        in folder: borrowing FolderAccess
    ) -> SettledFile.Content? {
        do throws(SystemError) {
            let open = try folder.open(name.bytes)
            let status = try open.status()
            guard status.isRegular, status.links == 1, status.identity == identity else { return nil }
            let isTooBig = identity.size > Int64(Draft.sizeLimit)
            let bytes = isTooBig ? [] : try open.read(atMost: Int(identity.size) + 1)
            let writers = isRemote ? nil : open.hasWriters()
            guard file.settling.isFree(ofWriters: writers, now: now) else {
                file.block(Self.openForWriting, at: wall)
                return nil
            }
            guard try open.status() == status else { return nil }
            if isTooBig { return .tooBig(size: identity.size) }
            return bytes.count == Int(identity.size) ? .bytes(bytes) : nil
        } catch {
            file.block("it cannot be read: \(error.reason)", at: wall)
            return nil
        }
    }
}
