import CSystem
import Glibc

/// The change events of one folder (inotify). They wake and they tell of writers; what is in the folder
/// is always seen by looking.
final class FolderEvents {
    struct Change: Equatable {
        var name: [UInt8]
        /// Nil: the name has gone, or something about it has changed that does not matter here.
        var writing: Settling.Writing?
        var hasGone = false
    }

    struct Batch: Equatable {
        var changes: [Change] = []
        /// Events were lost, or the folder itself has gone: look at everything again.
        var isIncomplete = false
        var folderHasGone = false
    }

    /// Readable when something has happened; stays the same for the object's life.
    let descriptor: Int32
    private var watch: Int32?

    /// Nil where the system has no events to give.
    init?() {
        descriptor = inotify_init1(Int32(O_NONBLOCK | O_CLOEXEC))
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    var isWatching: Bool { watch != nil }

    /// Follows the folder that stands under this path now; false where it cannot.
    func follow(_ path: String) -> Bool {
        stop()
        let mask =
            IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB
            | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK
        let added = inotify_add_watch(descriptor, path, UInt32(bitPattern: Int32(truncatingIfNeeded: mask)))
        watch = added < 0 ? nil : added
        return isWatching
    }

    func stop() {
        if let watch { inotify_rm_watch(descriptor, watch) }
        watch = nil
    }

    /// Everything that has happened since the last call; does not wait.
    func drain() -> Batch {
        var batch = Batch()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return batch }
            decode(buffer[..<count], into: &batch)
        }
    }

    /// `struct inotify_event`: watch, mask, cookie and length, 32 bits each, and a name padded with NULs.
    private func decode(_ bytes: ArraySlice<UInt8>, into batch: inout Batch) {
        var rest = bytes
        while rest.count >= 16 {
            let words = (0..<4).map { word in
                rest.dropFirst(word * 4).prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            }
            rest = rest.dropFirst(16)
            let name = Array(rest.prefix(Int(words[3])).prefix { $0 != 0 })
            rest = rest.dropFirst(Int(words[3]))
            take(mask: words[1], watch: Int32(bitPattern: words[0]), name: name, into: &batch)
        }
    }

    private func take(mask: UInt32, watch source: Int32, name: [UInt8], into batch: inout Batch) {
        func has(_ bits: Int32) -> Bool { mask & UInt32(bitPattern: bits) != 0 }
        if has(IN_Q_OVERFLOW) { batch.isIncomplete = true }
        guard source == watch else { return }
        if has(IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED) {
            (batch.isIncomplete, batch.folderHasGone) = (true, true)
            if has(IN_IGNORED) { watch = nil }
        }
        if name.isEmpty { return }
        let writing: Settling.Writing? =
            if has(IN_MOVED_TO) { .movedIn } else if has(IN_CREATE) { .created } else if has(IN_MODIFY) {
                .open
            } else if has(IN_CLOSE_WRITE) { .closed } else { nil }
        batch.changes.append(Change(name: name, writing: writing, hasGone: has(IN_MOVED_FROM | IN_DELETE)))
    }
}
