import CSystem
import Disk
import Glibc
import Mail

/// A list could not be had now, or not at all.
public enum ListFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// No file of this name is in the folder.
    case unknown(Name)
    case notAList(NotAList)
    /// Somebody is writing to it: try again a little later.
    case beingEdited(path: String)
    /// The system is short of something, or a disk has trouble: it says nothing of the list.
    case unreadable(SystemError)

    public var description: String {
        switch self {
        case .unknown(let name): "there is no list '\(name)'"
        case .notAList(let fault): fault.description
        case .unreadable(let error): error.description
        case .beingEdited(let path): "'\(path)' is being changed just now: try again in a moment"
        }
    }
}

/// A list's file, open for reading. What was read from it counts only if `checkUnchanged` is content
/// afterwards: people save while we read.
public struct ListFile: ~Copyable {
    /// As shown to people: `lists/kent.txt`.
    public let path: String
    public let kind: ListKind
    private let descriptor: Int32
    private let before: stat
    /// Read at once where it is saved again and again: reading it slowly, it would never stay as it is for long enough.
    private let held: HeldBytes?

    /// Octets that are read at once.
    private static let heldLimit = 16 << 20

    /// - Parameters:
    ///   - file: the path to open.
    ///   - care: how sure to be that nobody is writing to it.
    init(
        at file: String, shownAs path: String, kind: ListKind, care: ListCare
    ) throws(ListFault) {
        // O_NONBLOCK: opening a FIFO would wait for its writer.
        let descriptor = lr_open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0)
        guard descriptor >= 0 else { throw ListFile.cannotOpen(path, errno) }
        var status = stat()
        // What deinit would do, for the exits before there is anything to deinitialise.
        func leave(_ fault: ListFault) -> ListFault {
            close(descriptor)
            return fault
        }
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw leave(.notAList(NotAList(path: path, "is not a file")))
        }
        guard status.st_size <= ListSurvey.maxFile else { throw leave(.notAList(.tooLarge(path))) }
        if ListFile.isBeingWritten(descriptor, status, care) { throw leave(.beingEdited(path: path)) }
        var held: HeldBytes?
        if case .closed = care, status.st_size <= ListFile.heldLimit {
            held = HeldBytes(FileBytes(descriptor: descriptor), count: Int(status.st_size))
            guard held != nil, ListFile.isUnchanged(descriptor, since: status) else {
                throw leave(.beingEdited(path: path))
            }
        }
        self.path = path
        self.kind = kind
        self.descriptor = descriptor
        before = status
        self.held = held
    }

    deinit { close(descriptor) }

    /// For as long as this file is open.
    public var bytes: any ByteSource { held ?? FileBytes(descriptor: descriptor) }

    /// - Throws: `beingEdited` where the file is not what it was when it was opened.
    public func checkUnchanged() throws(ListFault) {
        if held == nil, !ListFile.isUnchanged(descriptor, since: before) { throw .beingEdited(path: path) }
    }

    private static func isUnchanged(_ descriptor: Int32, since before: stat) -> Bool {
        var after = stat()
        return fstat(descriptor, &after) == 0 && after.st_size == before.st_size
            && ListFile.isSame(after.st_mtim, before.st_mtim)
            && ListFile.isSame(after.st_ctim, before.st_ctim)
    }

    private static func cannotOpen(_ path: String, _ code: Int32) -> ListFault {
        switch code {
        case ENOENT: .beingEdited(path: path)  // Seen a moment ago: an editor is about to put it back.
        case ELOOP:
            .notAList(
                NotAList(path: path, "is a symbolic link, which is not followed: put the file itself there"))
        case EACCES, EPERM, ENXIO, ENODEV:
            .notAList(NotAList(path: path, "cannot be read: \(ReadFailure(code: code))"))
        default: .unreadable(SystemError("open", path, code: code))
        }
    }

    private static func isBeingWritten(_ descriptor: Int32, _ status: stat, _ care: ListCare) -> Bool {
        switch care {
        case .none: false
        case .untouched(let now): changed(status, justBefore: now)
        case .closed(let now): Writers.have(descriptor) ?? changed(status, justBefore: now)
        case .rested(let now):
            Writers.have(descriptor) == true || changed(status, justBefore: now, within: 10_000)
        }
    }

    /// By ctime, which no sync program sets back. A time to come is that of a clock that was fast, and says nothing.
    private static func changed(
        _ status: stat, justBefore now: Timestamp, within milliseconds: Int64 = 100
    ) -> Bool {
        let change =
            Int64(status.st_ctim.tv_sec) * 1000 + Int64(status.st_ctim.tv_nsec) / 1_000_000
        return change > now.milliseconds - milliseconds && change < now.milliseconds + 2_000
    }

    private static func isSame(_ left: timespec, _ right: timespec) -> Bool {
        left.tv_sec == right.tv_sec && left.tv_nsec == right.tv_nsec
    }
}

extension NotAList {
    static func tooLarge(_ path: String) -> NotAList {
        NotAList(path: path, "larger than 64 MiB, which is the most that a list may have")
    }
}
