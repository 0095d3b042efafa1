/// How a draft's lines fall into a block of keys and a body.
///
/// There is a key block where the first line that is not blank is a `---` fence before a key, or is itself
/// of the form `Key: value`. So a text that begins with "Note: …" is read as a key block with an unknown
/// key, and refused: to take a mistyped key for text could send an embargoed draft at once. What the
/// refusal costs is a blank line and a heading.
struct DraftLayout {
    var fields: [DraftField] = []
    /// Lines that stand in the key block and are no keys.
    var strayLines: [Located<String>] = []
    /// Keys that are indented, as only the folded lines of a value may be.
    var indentedKeys: [Located<DraftKey>] = []
    /// The line of a `---` with no second one to end the block.
    var openFence: Int?
    var hasKeyBlock = false
    /// Of the first line behind the key block; counted from 0.
    var bodyStart = 0
    let lines: [Substring]
    /// The first heading of the first level outside fenced code; read as a value is.
    let heading: (index: Int, text: FieldValue)?

    init(_ text: String) {
        lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { Substring($0) }
        heading = Self.heading(in: lines)
        guard let first = lines.firstIndex(where: { !TextSafety.isBlank($0) }) else { return }
        if Self.isFence(lines[first]), let key = nextWritten(after: first), KeyLine(lines[key]) != nil {
            hasKeyBlock = true
            readFenced(from: first)
        } else if KeyLine(lines[first]) != nil {
            hasKeyBlock = true
            bodyStart = lines.count
            read(from: first) { TextSafety.isBlank($0) || Self.isFence($0) }
        }
    }

    /// Blank lines between the keys are tolerated where a fence shows the end.
    private mutating func readFenced(from fence: Int) {
        let behind = lines[(fence + 1)...]
        if let end = behind.firstIndex(where: Self.isFence), isKeyBlock(fence + 1..<end) {
            read(from: fence + 1) { Self.isFence($0) }
        } else {
            openFence = fence + 1
            bodyStart = lines.count
            read(from: fence + 1) { TextSafety.isBlank($0) }
        }
    }

    /// No text behind a blank line: only keys, their folded lines, and what follows them directly.
    private func isKeyBlock(_ range: Range<Int>) -> Bool {
        range.allSatisfy { index in
            let startsParagraph = index > range.lowerBound && TextSafety.isBlank(lines[index - 1])
            return !startsParagraph || TextSafety.isBlank(lines[index]) || KeyLine(lines[index]) != nil
        }
    }

    private mutating func read(from start: Int, until isEnd: (Substring) -> Bool) {
        for index in start..<lines.count {
            let line = lines[index]
            if isEnd(line) {
                bodyStart = index + 1
                return
            }
            if !TextSafety.isBlank(line) { take(line, number: index + 1) }
        }
    }

    private mutating func take(_ line: Substring, number: Int) {
        let isIndented = line.unicodeScalars.first.map(TextSafety.isSpace) ?? false
        if isIndented, let key = KeyLine(line).flatMap({ DraftKey(named: $0.name) }) {
            let indent = line.unicodeScalars.prefix(while: TextSafety.isSpace).count
            indentedKeys.append(Located(key, at: Position(line: number, column: indent + 1)))
        } else if isIndented, let last = fields.indices.last, strayLines.last?.position.line != number - 1 {
            fields[last].value.append(line, at: Position(line: number, column: 1))
        } else if let key = KeyLine(line) {
            func column(of index: Substring.Index) -> Position {
                let before = line.unicodeScalars[..<index].count
                return Position(line: number, column: before + 1)
            }
            let value = FieldValue(key.value, at: column(of: key.value.startIndex))
            fields.append(
                DraftField(name: String(key.name), position: column(of: key.name.startIndex), value: value))
        } else {
            strayLines.append(Located(String(line), at: Position(line: number, column: 1)))
        }
    }

    private func nextWritten(after index: Int) -> Int? {
        lines[(index + 1)...].firstIndex { !TextSafety.isBlank($0) }
    }

    static func isFence(_ line: Substring) -> Bool {
        line.utf8.starts(with: "---".utf8) && TextSafety.isBlank(line.dropFirst(3))
    }
}

extension DraftLayout {
    /// The body without blank lines around it, and the line on which it starts; nil where it is blank.
    func body(from start: Int) -> Located<String>? {
        let rest = lines[min(start, lines.count)...]
        guard let first = rest.firstIndex(where: { !TextSafety.isBlank($0) }),
            let last = rest.lastIndex(where: { !TextSafety.isBlank($0) })
        else { return nil }
        return Located(
            lines[first...last].joined(separator: "\n"), at: Position(line: first + 1, column: 1))
    }

    /// CommonMark §4.2 and §4.5.
    private static func heading(in lines: [Substring]) -> (index: Int, text: FieldValue)? {
        var codeFence: Substring?
        for (index, line) in lines.enumerated() {
            let content = Substring(line.unicodeScalars.drop { $0 == " " })
            guard line.utf8.count - content.utf8.count <= 3 else { continue }
            if let fence = codeFence {
                if content.utf8.starts(with: fence.utf8) { codeFence = nil }
            } else if ["```", "~~~"].contains(where: { content.utf8.starts(with: $0.utf8) }) {
                codeFence = Substring(content.unicodeScalars.prefix(3))
            } else if let text = headingText(content) {
                let column = line.unicodeScalars[..<text.startIndex].count + 1
                return (index, FieldValue(text, at: Position(line: index + 1, column: column)))
            }
        }
        return nil
    }

    /// Behind `# `, without `#` at the end; nil where the line is no such heading.
    private static func headingText(_ line: Substring) -> Substring? {
        guard line.unicodeScalars.first == "#" else { return nil }
        let text = Substring(line.unicodeScalars.dropFirst())
        guard text.isEmpty || text.unicodeScalars.first.map(TextSafety.isSpace) == true else { return nil }
        let trimmed = TextSafety.trimmed(text)
        var open = trimmed.unicodeScalars
        while open.last == "#" { open.removeLast() }
        let isClosed = open.last.map(TextSafety.isSpace) ?? true
        return isClosed ? TextSafety.trimmed(Substring(open)) : trimmed
    }
}
