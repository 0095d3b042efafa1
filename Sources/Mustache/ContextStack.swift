/// The values in which a name is looked up, from the innermost section outwards.
struct ContextStack {
    private(set) var values: [Value]

    init(_ root: Value) { values = [root] }

    /// The first part is looked up from the inside out; the others must be found in what it names, and
    /// nowhere else. Nil where the name means nothing.
    func value(of name: Name) -> Value? {
        guard let first = name.parts.first else { return values.last }
        for context in values.reversed() {
            guard case .map(let members) = context, let found = members[first] else { continue }
            return Self.member(of: found, along: name.parts.dropFirst())
        }
        return nil
    }

    mutating func push(_ value: Value) { values.append(value) }

    /// An equal value further out can never be reached again, so it is dropped: a partial that includes
    /// itself then meets the same contexts sooner or later.
    mutating func push(unique value: Value) {
        values.removeAll { $0 == value }
        values.append(value)
    }

    mutating func pop() { _ = values.popLast() }

    private static func member(of value: Value, along parts: ArraySlice<String>) -> Value? {
        var value = value
        for part in parts {
            guard case .map(let members) = value, let member = members[part] else { return nil }
            value = member
        }
        return value
    }
}
