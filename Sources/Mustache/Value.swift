/// What a name in a template stands for.
public indirect enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    case string(String)
    case integer(Int)
    case decimal(Double)
    case list([Value])
    case map([String: Value])
    /// Known only for each recipient; the number is the caller's own.
    case hole(Int)

    /// Whether a section over it is left out. The specification leaves the empty string open; here it
    /// is false, so that a template can say something else where a value is empty.
    ///
    /// A hole is decided when it is filled, by the same rule: it is false when its text is empty.
    var isFalse: Bool {
        switch self {
        case .null: true
        case .bool(let bool): !bool
        case .string(let string): string.isEmpty
        case .list(let list): list.isEmpty
        case .integer, .decimal, .map, .hole: false
        }
    }

    /// What a tag with its name prints; nil for what has no text of its own.
    var text: String? {
        switch self {
        case .bool(let bool): bool ? "true" : "false"
        case .string(let string): string
        case .integer(let integer): String(integer)
        case .decimal(let decimal): String(describing: decimal)
        case .null, .list, .map, .hole: nil
        }
    }
}
