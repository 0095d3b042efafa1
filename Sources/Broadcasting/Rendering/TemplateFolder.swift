import Disk
import Mail
import Mustache

/// The templates folder: finds and compiles `NAME.txt.mustache`, `NAME.html.mustache` and their partials.
public final class TemplateFolder {
    public enum Kind: String, Sendable, CaseIterable { case text = "txt", html }

    public let path: String
    /// How the folder is called in messages to people.
    public let shownAs: String
    private var compiled: [String: Result<Template, Problem>] = [:]
    /// The system was short of something, or the disk had trouble: what was found says nothing of the templates.
    public private(set) var trouble: SystemError?

    public convenience init(of folders: Folders) {
        self.init(folders.templates, shownAs: folders.shown(folders.templates))
    }

    public init(_ path: String, shownAs: String = "Templates") {
        self.path = path
        self.shownAs = shownAs
    }

    /// The names for which there is a file of this kind, sorted. A message needs a text template.
    public func names(_ kind: Kind = .text) -> [Name] {
        let suffix = ".\(kind.rawValue).mustache"
        var found: [String] = []
        do throws(SystemError) { found = try Folder.names(in: path) } catch { note(error) }
        return found.filter { $0.hasSuffix(suffix) }.compactMap { Name($0.dropLast(suffix.count)) }.sorted()
    }

    /// How its file is called in messages to people.
    public func shown(_ name: Name, _ kind: Kind) -> String {
        "\(shownAs)/\(name).\(kind.rawValue).mustache"
    }

    /// - Returns: nil where there is no such file.
    public func template(_ name: Name, _ kind: Kind) throws(Problem) -> Template? {
        let file = "\(name).\(kind.rawValue).mustache"
        if let known = compiled[file] { return try known.get() }
        guard let result = load(file) else { return nil }
        compiled[file] = result
        return try result.get()
    }

    /// What a template's `{{> name}}` gets; a broken partial is as good as a missing one here, and
    /// `problem` has what is wrong with it.
    public func partial(_ name: String, _ kind: Kind) -> Template? {
        guard let name = Name(name) else { return nil }
        return try? template(name, kind)
    }

    /// Why there is no partial of this name; its own mistake where it is there and broken.
    func problem(ofPartial written: String, _ kind: Kind, at place: Problem) -> Problem {
        var problem = place
        guard let name = Name(written) else {
            problem.message = "\(Quoted(written)) is not the name of a template: \(Name.form)"
            return problem
        }
        do throws(Problem) { _ = try template(name, kind) } catch { return error }
        let near = Suggestion.nearest(to: written, among: names(kind).map(\.text))
        let hint = near.map { "did you mean '\($0)'?" } ?? "it would be \(shown(name, kind))"
        problem.message = "there is no partial '\(name)'; \(hint)"
        return problem
    }

    private func note(_ error: SystemError) {
        if error.saysNothing { trouble = error }
    }

    private func load(_ file: String) -> Result<Template, Problem>? {
        let shown = "\(shownAs)/\(file)"
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try File.contents(of: path + "/" + file, limit: 1 << 20) } catch {
            note(error)
            return error.isMissing ? nil : .failure(Problem(path: shown, "cannot be read: \(error.reason)"))
        }
        let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        guard let source = String(validating: bytes.dropFirst(hasMark ? 3 : 0), as: UTF8.self) else {
            return .failure(Problem(path: shown, "is not UTF-8: save it as UTF-8"))
        }
        do throws(TemplateError) { return .success(try Template(source, name: shown)) } catch {
            return .failure(Problem(error))
        }
    }
}

extension Problem {
    /// A template's error, at its place.
    init(_ error: TemplateError) {
        self.init(path: error.name, at: Position(line: error.line, column: error.column), error.message)
    }
}
