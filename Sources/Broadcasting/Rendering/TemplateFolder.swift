import Disk
import Mustache

/// The templates folder: finds and compiles `NAME.txt.mustache`, `NAME.html.mustache` and their partials.
public final class TemplateFolder {
    public enum Kind: String, Sendable { case text = "txt", html }

    public let path: String
    /// How the folder is called in messages to people.
    public let shownAs: String
    private var compiled: [String: Result<Template, Problem>] = [:]

    public init(_ path: String, shownAs: String = "Templates") {
        self.path = path
        self.shownAs = shownAs
    }

    /// The names for which there is a text template, sorted.
    public func names() -> [Name] {
        let found = (try? Folder.names(in: path)) ?? []
        let suffix = ".txt.mustache"
        return found.filter { $0.hasSuffix(suffix) }.compactMap { Name($0.dropLast(suffix.count)) }
    }

    /// - Returns: nil where there is no such file.
    public func template(_ name: Name, _ kind: Kind) throws(Problem) -> Template? {
        let file = "\(name).\(kind.rawValue).mustache"
        if let known = compiled[file] { return try known.get() }
        guard let result = load(file) else { return nil }
        compiled[file] = result
        return try result.get()
    }

    /// What a template's `{{> name}}` gets; a broken partial is as good as a missing one here and is named
    /// by `template`.
    public func partial(_ name: String, _ kind: Kind) -> Template? {
        guard let name = Name(name) else { return nil }
        return try? template(name, kind)
    }

    private func load(_ file: String) -> Result<Template, Problem>? {
        let shown = "\(shownAs)/\(file)"
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try File.contents(of: path + "/" + file, limit: 1 << 20) } catch {
            return error.isMissing ? nil : .failure(Problem(path: shown, "cannot be read: \(error.reason)"))
        }
        guard let source = String(validating: bytes, as: UTF8.self) else {
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
