import Glibc
import Mail

/// The lists folder as it is at one moment: which lists there are, and what else lies there.
public struct ListFolder: Sendable {
    /// What should be looked at: strange names, copies, two files for one list.
    public private(set) var problems: [Problem] = []

    private let folder: String
    private let shownAs: String
    private let care: ListCare
    private var files: [Name: [ListKind]] = [:]

    /// - Parameters:
    ///   - folder: its path.
    ///   - shownAs: what problems call it.
    ///   - care: how sure to be that nobody is writing to a list.
    /// - Throws: the folder cannot be read.
    public init(
        at folder: String, shownAs: String = "lists", care: ListCare = .none
    ) throws(Problem) {
        self.folder = folder
        self.shownAs = shownAs
        self.care = care
        for file in try ListFolder.entries(of: folder, shownAs: shownAs).sorted() { note(file) }
        for (name, kinds) in files where kinds.count > 1 { problems.append(twice(name)) }
        problems.sort { $0.path < $1.path }
    }

    /// In alphabetical order.
    public var names: [Name] { files.keys.sorted() }

    /// Opens a list for reading.
    ///
    /// - Throws: there is none of this name; or its file is no list, or is being written.
    public func open(_ name: Name) throws(ListFault) -> ListFile {
        guard let kinds = files[name], let kind = kinds.first else { throw .unknown(name) }
        guard kinds.count == 1 else { throw .notAList(NotAList(twice(name))) }
        let file = "\(name).\(kind.rawValue)"
        return try ListFile(
            at: folder + "/" + file, shownAs: shownAs + "/" + file, kind: kind, care: care)
    }

    /// What templates can ask for of a list; nothing where it is no list.
    func columns(of name: Name) -> [String] { (try? currentColumns(of: name)) ?? [] }

    /// None of a file that is no list.
    /// - Throws: where it cannot be read now.
    func currentColumns(of name: Name) throws(ListFault) -> [String] {
        let file: ListFile
        do throws(ListFault) { file = try open(name) } catch {
            if case .notAList = error { return [] }
            throw error
        }
        do throws(NotAList) {
            return try ListReader(file.bytes, path: file.path, kind: file.kind).columns
        } catch { return [] }
    }

    private mutating func note(_ file: String) {
        switch ListFileName(file) {
        case .list(let name, let kind): files[name, default: []].append(kind)
        case .strange(let why):
            problems.append(Problem(.warning, path: shownAs + "/" + DraftFileName.shown(file), why))
        case .ignored: break
        }
    }

    private func twice(_ name: Name) -> Problem {
        Problem(
            path: "\(shownAs)/\(name).txt",
            "the list '\(name)' is there twice, as \(name).csv and as \(name).txt: keep one of them")
    }

    private static func entries(of folder: String, shownAs: String) throws(Problem) -> [String] {
        guard let stream = opendir(folder) else {
            throw Problem(path: shownAs, "the lists folder cannot be read: \(ReadFailure(code: errno))")
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 }.map { $0 } }
            // A name that is not UTF-8 is no list's, and cannot be shown.
            if let name = String(validating: name, as: UTF8.self) { names.append(name) }
            errno = 0
        }
        guard errno == 0 else {
            throw Problem(path: shownAs, "the lists folder cannot be read: \(ReadFailure(code: errno))")
        }
        return names
    }
}

extension NotAList {
    init(_ problem: Problem) { self.problem = problem }
}
