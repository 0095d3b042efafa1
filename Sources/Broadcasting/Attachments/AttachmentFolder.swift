import Disk
import Glibc
import Mail

/// `drafts/attachments/`: the files that drafts name by `Attach:`. Nothing leads out of it.
struct AttachmentFolder {
    /// Why a file cannot go with a draft.
    enum Fault: Error {
        /// For its author.
        case refused(String)
        /// It may be as it should in a moment.
        case trouble(any Error)
    }

    private let path: String
    /// How problems call it.
    private let shownAs: String
    /// Milliseconds for which a file must have been left alone, where the system does not say who has it open.
    private let settleTime: Int
    private let contents = ContentTypes()

    /// Octets; a larger file fits into no message.
    static let fileLimit = MessageRendering.sizeLimit

    /// Of one message: more is a slip, and the desk reads them all while other drafts wait.
    static let filesLimit = 50

    init(_ configuration: Configuration) {
        path = DraftDesk(drafts: configuration.folders.drafts).path(.attachments)
        shownAs = configuration.folders.shown(path)
        settleTime = configuration.settleTime
    }

    /// The file of this name, read whole and not changed meanwhile.
    func read(_ name: String, now: Timestamp) throws(Fault) -> Attachment {
        do {
            let octets = try octets(of: name, now: now)
            let kind = AttachmentKind(octets, name: name, by: contents)
            if let reason = kind.refusal { throw Fault.refused("\(Quoted(name)) \(reason)") }
            return Attachment(name: composed(name), type: kind.type, octets: octets)
        } catch let fault as Fault {
            throw fault
        } catch let error as SystemError {
            throw error.saysNothing ? Fault.trouble(error) : Fault.refused(words(error, name))
        } catch {
            throw .trouble(error)
        }
    }

    private func octets(of name: String, now: Timestamp) throws -> [UInt8] {
        let folder = try FolderAccess(path: path, followingLinks: false)
        guard let stored = try AttachmentFolder.stored(name, in: folder) else {
            throw Fault.refused(missing(name, try folder.names()))
        }
        let file = try folder.open(stored)
        let before = try file.status()
        if let oddity = AttachmentFolder.oddity(of: before) {
            throw Fault.refused("\(Quoted(name)) \(oddity)")
        }
        let isRemote = folder.isRemote
        let isOpen = isRemote ? nil : file.hasWriters()
        let octets = try file.read(atMost: AttachmentFolder.fileLimit)
        guard !(isOpen ?? isYoung(before.identity, isRemote: isRemote, now)), try file.status() == before,
            octets.count == Int(before.identity.size)
        else { throw FileBeingSaved("\(shownAs)/\(name)") }
        return octets
    }

    /// Some systems store accents apart from their letters.
    private static func stored(_ name: String, in folder: borrowing FolderAccess) throws -> [UInt8]? {
        let octets = Array(name.utf8)
        if folder.status(of: octets) != nil { return octets }
        return try folder.names().first { stored in
            String(validating: stored, as: UTF8.self).map { composed($0) == composed(name) } ?? false
        }
    }

    private static func oddity(of status: FileStatus) -> String? {
        if !status.isRegular { return notPlain }
        if status.links > 1 { return "has a second name elsewhere (a hard link): put a copy there instead" }
        if status.identity.size == 0 { return "is empty: was it saved completely?" }
        guard status.identity.size > Int64(fileLimit) else { return nil }
        return
            "has \(Octets(Int(status.identity.size))), and a message has at most 1 MiB with everything in it: "
            + "put it on the web, and write its address"
    }

    /// Also by ctime, which no copying program sets back while it writes.
    func isYoung(_ file: FileIdentity, isRemote: Bool, _ now: Timestamp) -> Bool {
        let age = now.milliseconds - max(file.modified, file.changed) / 1_000_000
        return age >= 0 && age < Int64(isRemote ? max(settleTime, 10_000) : settleTime)
    }

    private func missing(_ name: String, _ names: [[UInt8]]) -> String {
        let near = Suggestion.nearest(
            to: name, among: names.compactMap { String(validating: $0, as: UTF8.self) }.sorted())
        let hint = near.map { "did you mean \(Quoted($0))?" } ?? "put it there, or correct the name"
        return "there is no \(Quoted(name)) in \(shownAs); \(hint)"
    }

    private func words(_ error: SystemError, _ name: String) -> String {
        switch error.code {
        case ENOENT: missing(name, [])
        case ELOOP, ENOTDIR:
            "\(Quoted(name)) in \(shownAs) is a symbolic link, or that folder is: put the file itself there"
        case ENXIO: "\(Quoted(name)) \(AttachmentFolder.notPlain)"
        default: "\(Quoted(name)) in \(shownAs) cannot be read: \(error.reason)"
        }
    }

    private static let notPlain = "in drafts/attachments is no plain file: put the file itself there"
}

/// Somebody is saving a file: a moment later it may be as it should.
public struct FileBeingSaved: Error, Sendable, Equatable, CustomStringConvertible {
    public let path: String

    public init(_ path: String) { self.path = path }

    public var description: String { "'\(path)' is being changed just now: try again in a moment" }
}
