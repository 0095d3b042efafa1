import Glibc

/// A file that only grows, a commit at a time: whole records are on disk, or none of the commit.
public final class AppendLog {
    /// What became of a commit.
    public enum Commit: Sendable, Equatable {
        case done
        /// Nothing of it is in the file; it is kept and may be tried again.
        case postponed(SystemError)
        /// The file's state is not known any more; nothing may be appended by this process again.
        case broken(SystemError)
    }

    private let file: File
    /// Octets that are on disk.
    public private(set) var length: Int
    private var pending: [UInt8] = []
    /// Octets of `pending` that are in the file, and not known to be on disk.
    private var written = 0
    private var failure: SystemError?

    /// Opens, or creates, the file; appends behind what is there, which is on disk from then on.
    public init(_ path: String, mode: mode_t = 0o600) throws(SystemError) {
        file = try File(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: mode)
        length = try file.size()
        // An earlier process may have been killed before it could see to that.
        if length > 0 { try file.synchronizeData() }
        pending.reserveCapacity(1 << 16)
    }

    public var hasPending: Bool { !pending.isEmpty }

    /// Asks the file system to keep room for so many more octets, so that a commit has less to put on disk
    /// (fallocate(2); the file's length stays). A wish: where it cannot be had, commits are only slower.
    public func reserve(_ octets: Int) { file.reserve(octets, behind: length) }

    /// Gives back room that was reserved and not needed.
    public func giveBackRoom() {
        guard failure == nil, pending.isEmpty else { return }
        try? file.truncate(to: length)
    }

    /// Takes a record, whole and with its line end, for the next commit.
    public func append(_ write: (inout [UInt8]) -> Void) { write(&pending) }

    /// Writes what was appended, and lets the disk begin with it while the caller does something else: `commit`
    /// then waits for less. Where it fails, `commit` tries again and says why.
    public func begin() {
        guard failure == nil, written < pending.count, write() == nil else { return }
        file.startWriting(written, at: length)
    }

    /// One write and one fdatasync for all that was appended since the last.
    ///
    /// A write that fails is undone by putting the length back. A sync that fails is never tried again
    /// as if it had worked: the kernel may have dropped the pages (fsync(2)).
    public func commit() -> Commit {
        if let failure { return .broken(failure) }
        if pending.isEmpty { return .done }
        if let unwritten = write() { return unwritten }
        do throws(SystemError) { try file.synchronizeData() } catch {
            failure = error
            return .broken(error)
        }
        length += pending.count
        pending.removeAll(keepingCapacity: true)
        written = 0
        return .done
    }

    /// - Returns: nil where all that was appended is in the file.
    private func write() -> Commit? {
        guard written < pending.count else { return nil }
        do throws(SystemError) { try file.write(pending, from: written) } catch {
            return putBack(after: error)
        }
        written = pending.count
        return nil
    }

    private func putBack(after error: SystemError) -> Commit {
        written = 0
        do throws(SystemError) {
            try file.truncate(to: length)
            return .postponed(error)
        } catch {
            failure = error
            return .broken(error)
        }
    }
}
