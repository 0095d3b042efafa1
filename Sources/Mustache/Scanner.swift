/// Splits a template's source into lines of text and tags, in linear time.
struct Scanner {
    private let bytes: [UInt8]
    private var open = Array("{{".utf8)
    private var close = Array("}}".utf8)
    /// Where in `bytes` the scanner is, and which place that is.
    private var position = 0
    private var place: Place
    private var pieces: [Line.Piece] = []
    private var lines: [Line] = []

    /// Throws a `TemplateError` where a tag is not closed or not well formed.
    static func lines(of source: String, template: String) throws(TemplateError) -> [Line] {
        var scanner = Scanner(source, template: template)
        return try scanner.scan()
    }

    private init(_ source: String, template: String) {
        bytes = Array(source.utf8)
        place = Place(template: template)
    }

    private mutating func scan() throws(TemplateError) -> [Line] {
        while position < bytes.count {
            let tag = find(open, from: position)
            takeText(to: tag ?? bytes.count)
            if tag != nil { try takeTag() }
        }
        if !pieces.isEmpty { endLine(newline: []) }
        return lines
    }

    private mutating func takeText(to end: Int) {
        while position < end {
            let lineEnd = bytes[position..<end].firstIndex(of: UInt8(ascii: "\n"))
            var text = bytes[position..<(lineEnd ?? end)]
            let hasReturn = lineEnd != nil && text.last == UInt8(ascii: "\r")
            if hasReturn { text.removeLast() }
            if !text.isEmpty { pieces.append(.text(Array(text))) }
            if lineEnd != nil { endLine(newline: Array((hasReturn ? "\r\n" : "\n").utf8)) }
            move(to: lineEnd.map { $0 + 1 } ?? end)
        }
    }

    private mutating func endLine(newline: [UInt8]) {
        lines.append(Line(pieces, newline: newline))
        pieces = []
    }

    private mutating func takeTag() throws(TemplateError) {
        let start = position
        var content = bytes[(start + open.count)...].drop(while: \.isWhiteSpace)
        let sigil = content.first
        let kind = sigil.flatMap(Tag.Kind.init(sigil:)) ?? .variable
        if kind != .variable { content.removeFirst() }

        let ending = ending(behind: sigil)
        guard let end = find(ending, from: content.startIndex) else {
            let mark = String(validating: ending, as: UTF8.self) ?? ""
            throw TemplateError(
                "a tag is opened here and never closed: there is no \(mark.quoted) behind it", at: place)
        }
        let tag = Tag(
            kind: kind,
            name: kind == .comment ? "" : Self.trimmed(bytes[content.startIndex..<end]),
            written: String(validating: bytes[start..<(end + ending.count)], as: UTF8.self) ?? "",
            place: place)
        switch kind {
        case .comment: break
        case .delimiters: try setDelimiters(tag)
        default: try tag.checkName()
        }
        pieces.append(.tag(tag))
        move(to: end + ending.count)
    }

    /// What closes a tag: the closing mark, after a `}` or `=` that answers the sigil.
    private func ending(behind sigil: UInt8?) -> [UInt8] {
        switch sigil {
        case UInt8(ascii: "{"): [UInt8(ascii: "}")] + close
        case UInt8(ascii: "="): [UInt8(ascii: "=")] + close
        default: close
        }
    }

    private mutating func setDelimiters(_ tag: Tag) throws(TemplateError) {
        let marks = tag.name.utf8.split(whereSeparator: \.isWhiteSpace)
        guard marks.count == 2, !tag.name.utf8.contains(UInt8(ascii: "=")) else {
            throw TemplateError(
                "\(tag.written.quoted) must hold two marks with a space between them, and no '=' in them",
                at: tag.place)
        }
        guard marks.allSatisfy({ $0.count <= Limits.delimiterBytes }) else {
            throw TemplateError("a mark may have \(Limits.delimiterBytes) bytes at most", at: tag.place)
        }
        open = Array(marks[0])
        close = Array(marks[1])
    }

    private mutating func move(to end: Int) {
        place.advance(over: bytes[position..<end])
        position = end
    }

    private func find(_ mark: [UInt8], from start: Int) -> Int? {
        guard let first = mark.first else { return nil }
        var start = start
        while let index = bytes[start...].firstIndex(of: first) {
            if bytes[index...].starts(with: mark) { return index }
            start = index + 1
        }
        return nil
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let trimmed = bytes.drop(while: \.isWhiteSpace)
        let end = trimmed.lastIndex { !$0.isWhiteSpace }.map { $0 + 1 } ?? trimmed.startIndex
        return String(validating: trimmed[..<end], as: UTF8.self) ?? ""
    }
}
