/// Something wrong in what a person wrote: where, what was found, what to do.
///
/// Prints as `lists/kent.txt:17:5: error: 'jo@' is not an email address: nothing after '@'`; lower
/// case, no full stop, the input quoted.
public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Severity: String, Sendable { case error, warning }

    public var severity: Severity
    /// Relative to the workspace where it can be.
    public var path: String
    public var position: Position?
    public var message: String

    public init(_ severity: Severity = .error, path: String, at position: Position? = nil, _ message: String)
    {
        self.severity = severity
        self.path = path
        self.position = position
        self.message = message
    }

    /// `lists/kent.txt:17:5`; what concerns a file as a whole is at its beginning.
    public var place: String { "\(path):\(position?.line ?? 1):\(position?.column ?? 1)" }

    public var description: String { "\(place): \(severity.rawValue): \(message)" }
}

/// A place in a text. Both count from 1; columns in Unicode scalars.
public struct Position: Sendable, Hashable, Comparable {
    public var line: Int
    public var column: Int

    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    public static func < (left: Position, right: Position) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
