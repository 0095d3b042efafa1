/// One line of the form `Key: value`.
struct KeyLine: Equatable {
    /// As typed, without the white space around it.
    var name: Substring
    /// Behind the colon, as typed.
    var value: Substring

    /// Nil where the line is of another form.
    ///
    /// A key begins with a letter and holds letters, digits, `-` and `_`; white space may stand before the
    /// colon. A name with spaces counts where a key is clearly meant (`Send at:`), so that the mistake
    /// can be named. An address (`https://…`) is none. A full-width colon is a colon.
    init?(_ line: Substring) {
        let scalars = line.unicodeScalars
        guard let colon = scalars.prefix(72).firstIndex(where: { $0 == ":" || $0 == "：" }) else { return nil }
        value = line[scalars.index(after: colon)...]
        name = TextSafety.trimmed(line[..<colon])
        guard !name.isEmpty, !value.utf8.starts(with: "//".utf8) else { return nil }
        guard Self.isPlain(name) || DraftKey.meant(by: name) != nil else { return nil }
    }

    private static func isPlain(_ name: Substring) -> Bool {
        guard let first = name.unicodeScalars.first, first.properties.isAlphabetic else { return false }
        return name.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
        }
    }
}

/// One key with its value, put together from all its lines.
struct DraftField: Equatable {
    var name: String
    var position: Position
    var value: FieldValue
}

/// A value on one line, which remembers where each part of it was written.
struct FieldValue: Equatable {
    /// Trimmed; tabs and the ends of folded lines have become spaces.
    private(set) var text = ""
    /// Where the parts lie: a count of scalars into `text`, and the place of that scalar in the file.
    /// Never empty.
    private var parts: [(offset: Int, position: Position)]
    private var length = 0

    init(_ text: Substring, at position: Position) {
        parts = [(0, position)]
        append(text, at: position)
    }

    /// - Parameter position: of the text's first scalar.
    mutating func append(_ more: Substring, at position: Position) {
        let indent = more.unicodeScalars.prefix(while: TextSafety.isSpace).count
        let trimmed = TextSafety.trimmed(more)
        guard !trimmed.isEmpty else { return }
        if length == 0 { parts = [] } else { add(" ") }
        parts.append((length, Position(line: position.line, column: position.column + indent)))
        for scalar in trimmed.unicodeScalars { add(scalar == "\t" ? " " : scalar) }
    }

    private mutating func add(_ scalar: Unicode.Scalar) {
        text.unicodeScalars.append(scalar)
        length += 1
    }

    /// Where the value begins.
    var position: Position { position(at: 0) }

    /// - Parameter offset: in scalars from the beginning of `text`.
    func position(at offset: Int) -> Position {
        var (low, high) = (0, parts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if parts[middle].offset <= offset { low = middle } else { high = middle }
        }
        let part = parts[low]
        return Position(line: part.position.line, column: part.position.column + offset - part.offset)
    }

    static func == (left: FieldValue, right: FieldValue) -> Bool {
        left.text == right.text && left.parts.elementsEqual(right.parts) { $0 == $1 }
    }
}

extension FieldValue {
    /// What stands between commas, trimmed, each with its place; what is empty is left out.
    var items: [Located<String>] {
        var items: [Located<String>] = []
        var offset = 0
        for part in text.unicodeScalars.split(separator: ",", omittingEmptySubsequences: false) {
            let indent = part.prefix(while: TextSafety.isSpace).count
            let item = String(TextSafety.trimmed(Substring(part)))
            if !item.isEmpty { items.append(Located(item, at: position(at: offset + indent))) }
            offset += part.count + 1
        }
        return items
    }

    /// The first control or direction character.
    var unsafeScalar: Located<Unicode.Scalar>? {
        for (offset, scalar) in text.unicodeScalars.enumerated()
        where TextSafety.isControl(scalar) || TextSafety.isDirection(scalar) {
            return Located(scalar, at: position(at: offset))
        }
        return nil
    }
}
