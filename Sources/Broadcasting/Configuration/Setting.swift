import JSON
import Mail

/// One value of the configuration with its path in the file, `relays[0].url`.
struct Setting {
    /// Empty for the whole configuration.
    let path: String
    let node: JSONNode

    var position: Position { Position(line: node.line, column: node.column) }

    /// The value of that key; nil where it is not given or null.
    subscript(_ key: String) -> Setting? {
        guard let member = node[key], !member.value.isNull else { return nil }
        return Setting(path: path(of: key), node: member)
    }

    var elements: [Setting] {
        node.elements.enumerated().map { Setting(path: "\(path)[\($0.offset)]", node: $0.element) }
    }

    func path(of key: String) -> String {
        let isPlain = key.utf8.allSatisfy {
            $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") || $0.isAlphanumeric
        }
        if !isPlain || key.isEmpty { return "\(path)[\(Quoted(key))]" }
        return path.isEmpty ? key : "\(path).\(key)"
    }

    /// What the value is, for people: `the number 5`, `the text 'abc'`, `an array`.
    var found: String {
        switch node.value {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .integer(let integer): "the number \(integer)"
        case .number(let number): "the number \(number)"
        case .string(let text): "the text \(Quoted(text))"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension UInt8 {
    /// An ASCII letter or digit.
    var isAlphanumeric: Bool { isASCIIDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

    var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
