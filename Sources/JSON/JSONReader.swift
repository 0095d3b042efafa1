extension JSON {
    public enum Options: Sendable {
        /// RFC 8259 and nothing else: for what programs write.
        case strict
        /// Also `//` and `/* */` comments, trailing commas and a byte-order mark: for what people write.
        case relaxed
    }

    /// The one value that the bytes hold.
    ///
    /// Names that occur twice in an object, strings that are not UTF-8 and anything nested deeper than
    /// 100 are problems. Names are compared as Swift compares strings: canonically equivalent ones are
    /// the same, as they are to `subscript`.
    public static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, options: Options = .strict
    ) throws(JSONProblem) -> JSON {
        var reader = JSONReader(bytes, options: options)
        return try reader.document()
    }

    public static func parse(_ bytes: [UInt8], options: Options = .strict) throws(JSONProblem) -> JSON {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONProblem) in
            try parse(buffer, options: options)
        }
    }

    public static func parse(
        _ bytes: ArraySlice<UInt8>, options: Options = .strict
    ) throws(JSONProblem) -> JSON {
        try bytes.withUnsafeBufferPointer { (buffer) throws(JSONProblem) in
            try parse(buffer, options: options)
        }
    }
}

/// Reads JSON text, one value into another (RFC 8259 §2 to §5); numbers and strings have files of their own.
struct JSONReader {
    static let deepest = 100
    /// From here on an object's names are looked up in a set.
    private static let manyMembers = 16

    let bytes: UnsafeBufferPointer<UInt8>
    let options: JSON.Options
    var index = 0
    private var depth = 0
    /// Where each value, and before it its name in an object, starts, in the order of the text; only
    /// where it was asked for.
    private(set) var marks: [Int]?

    init(_ bytes: UnsafeBufferPointer<UInt8>, options: JSON.Options, marking: Bool = false) {
        self.bytes = bytes
        self.options = options
        if marking { marks = [] }
    }

    /// The byte at the cursor; nil at the end.
    var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Steps over the byte if it is the next one.
    mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    mutating func document() throws(JSONProblem) -> JSON {
        if bytes.starts(with: byteOrderMark) {
            guard options == .relaxed else { throw problem("starts with a byte-order mark: leave it out") }
            index = byteOrderMark.count
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw problem("is UTF-16: save the file as UTF-8")
        }
        try skipSpace()
        let value = try value()
        try skipSpace()
        guard index == bytes.count else {
            throw problem("\(found) after the end: there is one value, and nothing may follow it")
        }
        return value
    }

    private mutating func value() throws(JSONProblem) -> JSON {
        marks?.append(index)
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "-"): return try number()
        case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
        default: return try word()
        }
    }

    private mutating func object() throws(JSONProblem) -> JSON {
        try enter()
        var members: [JSON.Member] = []
        var names: Set<String> = []
        while try !closes(UInt8(ascii: "}"), isFirst: members.isEmpty) {
            let place = index
            let name = try name()
            let isNew =
                members.count < Self.manyMembers
                ? !members.contains { $0.name == name } : names.insert(name).inserted
            guard isNew else { throw problem(at: place, "'\(shown(name))' is given twice: leave one out") }
            if members.isEmpty { members.reserveCapacity(10) }
            members.append(JSON.Member(name, try value()))
            if members.count == Self.manyMembers { names = Set(members.map(\.name)) }
        }
        depth -= 1
        return .object(members)
    }

    private mutating func name() throws(JSONProblem) -> String {
        guard next == UInt8(ascii: "\"") else {
            throw problem("expected a name in double quotes, found \(found)\(hint)")
        }
        marks?.append(index)
        let name = try string()
        try skipSpace()
        guard take(UInt8(ascii: ":")) else {
            throw problem("expected ':' after the name '\(shown(name))', found \(found)")
        }
        try skipSpace()
        return name
    }

    private mutating func array() throws(JSONProblem) -> JSON {
        try enter()
        var elements: [JSON] = []
        while try !closes(UInt8(ascii: "]"), isFirst: elements.isEmpty) {
            elements.append(try value())
        }
        depth -= 1
        return .array(elements)
    }

    /// Steps into an object or an array.
    private mutating func enter() throws(JSONProblem) {
        guard depth < Self.deepest else { throw problem("nested deeper than \(Self.deepest)") }
        depth += 1
        index += 1
    }

    /// Steps over the closing bracket and says true, or over the comma to the next entry and says false.
    private mutating func closes(_ bracket: UInt8, isFirst: Bool) throws(JSONProblem) -> Bool {
        try skipSpace()
        if take(bracket) { return true }
        if isFirst { return false }
        let end = Unicode.Scalar(bracket)
        guard take(UInt8(ascii: ",")) else {
            throw problem(
                next == nil
                    ? "ends too early: a closing '\(end)' is missing"
                    : "expected ',' or '\(end)', found \(found): is a comma missing before it?")
        }
        let comma = index - 1
        try skipSpace()
        guard next == bracket else { return false }
        guard options == .relaxed else { throw problem(at: comma, "a comma before '\(end)': leave it out") }
        index += 1
        return true
    }
}
