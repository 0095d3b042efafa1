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

    /// Records on their way to disk, on whatever thread.
    public struct Write: Sendable {
        fileprivate let file: SharedFile
        fileprivate let bytes: [UInt8]
        /// Octets that were on disk before.
        fileprivate let length: Int
        /// The file cannot be trusted any more.
        fileprivate let failure: SystemError?
    }

    private let file: SharedFile
    /// Octets that are on disk.
    public private(set) var length: Int
    private var pending: [UInt8] = []
    /// Taken by a commit that is under way.
    private var underway: [UInt8] = []
    private var failure: SystemError?

    /// Opens, or creates, the file; appends behind what is there.
    public init(_ path: String, mode: mode_t = 0o600) throws(SystemError) {
        file = SharedFile(try File(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode: mode))
        length = try file.file.size()
        pending.reserveCapacity(1 << 16)
    }

    /// Something was appended that no commit has taken yet, or what one took will never be on disk.
    public var hasPending: Bool { !pending.isEmpty || failure != nil }

    /// Takes a record, whole and with its line end, for the next commit.
    public func append(_ write: (inout [UInt8]) -> Void) { write(&pending) }

    /// Takes all that was appended since the last commit began. Nothing else may begin before `endCommit`.
    public func beginCommit() -> Write {
        swap(&pending, &underway)
        return Write(file: file, bytes: underway, length: length, failure: failure)
    }

    /// What became of it. What is postponed is kept, before all that was appended meanwhile.
    public func endCommit(_ end: Commit) {
        switch end {
        case .done:
            length += underway.count
            underway.removeAll(keepingCapacity: true)
        case .postponed:
            underway += pending
            swap(&pending, &underway)
            underway.removeAll(keepingCapacity: true)
        case .broken(let error): failure = error
        }
    }

    /// One write and one fdatasync for all that was appended since the last, here and now.
    public func commit() -> Commit {
        guard hasPending else { return .done }
        let end = beginCommit().run()
        endCommit(end)
        return end
    }
}

extension AppendLog.Write {
    /// A write that fails is undone by putting the length back. A sync that fails is never tried again
    /// as if it had worked: the kernel may have dropped the pages (fsync(2)).
    public func run() -> AppendLog.Commit {
        if let failure { return .broken(failure) }
        do throws(SystemError) { try file.file.write(bytes) } catch { return undo(after: error) }
        do throws(SystemError) { try file.file.synchronizeData() } catch { return .broken(error) }
        return .done
    }

    private func undo(after error: SystemError) -> AppendLog.Commit {
        do throws(SystemError) { try file.file.truncate(to: length) } catch { return .broken(error) }
        return .postponed(error)
    }
}

/// An open file in the hands of several.
private final class SharedFile: Sendable {
    let file: File

    init(_ file: consuming File) { self.file = file }
}
