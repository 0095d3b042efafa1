import Disk
import Glibc
import Mail

/// `library/`: lines prepared in calm times, a file each. It is only ever read, and nothing leads out of it.
public struct LibraryFolder {
    public let path: String
    /// How problems call it.
    public let shownAs: String
    /// Milliseconds for which a file must have been left alone, where the system does not say who has it open.
    private let settleTime: Int

    public init(_ configuration: Configuration) {
        path = configuration.folders.library
        shownAs = configuration.folders.shown(path)
        settleTime = configuration.settleTime
    }

    /// What a draft uses; nil where it uses nothing.
    /// - Throws: `FileBeingSaved`, or `SystemError` where the system is short of something: it may be there in a moment.
    /// - Parameter isTired: it was being saved at each look for so long that it is enough that nobody has touched it lately.
    public func line(for draft: [UInt8], now: Timestamp, isTired: Bool = false) throws -> UsedLine? {
        guard let written = Draft.lineUsed(in: draft) else { return nil }
        do {
            return .success(try read(try find(written), now: now, isTired: isTired))
        } catch let fault as LibraryFault { return .failure(fault) } catch let error as SystemError {
            guard !error.saysNothing else { throw error }
            return .failure(LibraryFault(description: "\(shownAs)/ cannot be read: \(error.reason)"))
        }
    }

    /// The names of all files that are lines, or are meant to be; what editors leave is passed over.
    /// - Throws: `SystemError`.
    public func files() throws(SystemError) -> [String] {
        do throws(SystemError) {
            return try Folder.names(in: path).filter {
                if case .ignored = DraftFileName.disposition(of: $0) { false } else { true }
            }
        } catch {
            if error.isMissing { return [] }
            throw error
        }
    }

    /// Nil where the file's name is that of no line.
    static func name(of file: String) -> Name? {
        guard let stop = file.lastIndex(of: "."),
            LibraryFile.extensions.contains(String(file[file.index(after: stop)...]))
        else { return nil }
        return Name(file[..<stop])
    }

    /// The same by the name of the line or of its file.
    /// - Throws: `LibraryFault`, `SystemError`.
    public func find(file: String) throws -> String {
        let names = try files()
        return names.contains(file) && LibraryFolder.name(of: file) != nil ? file : try find(file)
    }

    /// The file of the line of that name.
    /// - Throws: `LibraryFault`, `SystemError`.
    func find(_ written: String) throws -> String {
        let files = try files()
        let known = files.compactMap { LibraryFolder.name(of: $0)?.text }
        let found = files.filter { LibraryFolder.name(of: $0)?.text == written }
        if found.count > 1 {
            throw LibraryFault(
                description:
                    "there are \(found.count): \(found.map { "\(shownAs)/\($0)" }.joined(separator: ", ")); take all but one away"
            )
        }
        if let file = found.first { return file }
        let stem = LibraryFolder.name(of: written)?.text ?? written
        let near = known.first { $0 == stem.asciiLowercased } ?? Suggestion.nearest(to: stem, among: known)
        let hint =
            near.map { "did you mean '\($0)'?" }
            ?? (known.isEmpty
                ? "the library is empty" : "there are: \(known.prefix(10).joined(separator: ", "))")
        throw LibraryFault(
            description: "there is no prepared line \(Quoted(written)) in \(shownAs)/; \(hint)")
    }

    /// Read whole, and not changed meanwhile.
    /// - Parameter name: of a file in the folder.
    /// - Throws: `LibraryFault`, `FileBeingSaved`, `SystemError`.
    public func read(_ name: String, now: Timestamp, isTired: Bool = false) throws -> LibraryFile {
        let shown = "\(shownAs)/\(name)"
        let folder = try FolderAccess(path: path)
        let file: OpenFile
        do throws(SystemError) { file = try folder.open(Array(name.utf8)) } catch {
            if error.saysNothing { throw error }
            let isOdd = [ELOOP, ENXIO].contains(error.code)
            throw LibraryFault(
                description: isOdd
                    ? "\(shown) \(LibraryFolder.notPlain)" : "\(shown) cannot be read: \(error.reason)")
        }
        let before = try file.status()
        guard before.isRegular else { throw LibraryFault(description: "\(shown) \(LibraryFolder.notPlain)") }
        guard before.identity.size <= Int64(Draft.sizeLimit) else {
            throw LibraryFault(description: "\(shown): \(Draft.tooBig(before.identity.size))")
        }
        let isRemote = folder.isRemote
        // A program may have it open for writing all day.
        let isOpen = isRemote || isTired ? nil : file.hasWriters()
        let bytes = try file.read(atMost: Draft.sizeLimit)
        guard !(isOpen ?? isYoung(before.identity, isRemote: isRemote, now)), try file.status() == before,
            bytes.count == Int(before.identity.size)
        else { throw FileBeingSaved(shown) }
        return LibraryFile(path: shown, bytes: bytes)
    }

    private func isYoung(_ file: FileIdentity, isRemote: Bool, _ now: Timestamp) -> Bool {
        let age = now.milliseconds - max(file.modified, file.changed) / 1_000_000
        return age >= 0 && age < Int64(isRemote ? max(settleTime, 10_000) : settleTime)
    }

    private static let notPlain = "is no plain file: put the file itself there"
}

extension BroadcastFolder {
    /// The prepared line that its draft used, as it was then.
    /// - Parameter draft: the octets of `draft.md`.
    func line(for draft: [UInt8]) -> UsedLine? {
        guard Draft.lineUsed(in: draft) != nil else { return nil }
        do throws(SystemError) {
            return .success(
                LibraryFile(
                    path: libraryPath, bytes: try File.contents(of: libraryPath, limit: Draft.sizeLimit)))
        } catch { return .failure(LibraryFault(description: "\(error)")) }
    }
}
