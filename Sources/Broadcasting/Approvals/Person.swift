import Glibc
import Mail

/// Somebody who wrote or approved a draft, by the name that they gave.
public struct Person: Sendable, Hashable, CustomStringConvertible {
    /// As it was written, without space around it.
    public let name: String

    /// Nil where it names nobody: blank, too long, or with characters in it that cannot be shown.
    public init?(_ text: String) {
        let scalars = text.unicodeScalars
        guard !TextSafety.isBlank(text), scalars.count <= 100,
            !scalars.contains(where: { TextSafety.isControl($0) || TextSafety.isDirection($0) })
        else { return nil }
        name = String(TextSafety.trimmed(text[...]))
        if key.isEmpty { return nil }
    }

    /// Whose login this is; a number where it has no name.
    public init(user: uid_t) {
        let known = getpwuid(user).flatMap { $0.pointee.pw_name }.map { String(cString: $0) }
        self = known.flatMap(Person.init) ?? Person(number: user)
    }

    private init(number: uid_t) { name = "uid \(number)" }

    /// Whose file it is; nil where it is not there.
    static func owner(of path: String) -> Person? {
        var status = stat()
        return lstat(path, &status) == 0 ? Person(user: status.st_uid) : nil
    }

    /// For who moves a file: nobody knows who that is.
    static let mover = Person("a person who moved the file")!

    public var description: String { "'\(name)'" }

    /// Equal for the same name, however its letters and spaces are written, and whatever is in it that nobody sees.
    private var key: String {
        let seen = composed(name).unicodeScalars.filter {
            !TextSafety.isSpace($0) && !$0.properties.isDefaultIgnorableCodePoint
        }
        return String(String.UnicodeScalarView(seen)).lowercased()
    }

    public static func == (left: Person, right: Person) -> Bool { left.key == right.key }

    public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
