/// Where a draft's subject comes from, and keys that have slipped into the text.
extension DraftParser {
    /// A field's text may hold 998 octets on a line (RFC 5322 §2.1.1); nobody reads a longer subject.
    static let subjectLimit = 998

    mutating func subject(in fields: DraftFields) -> FieldValue? {
        guard let value = fields.value(of: .subject) else {
            if !fields.given.contains(.subject) {
                problems.error("there is no 'Subject'; add a line 'Subject: …' to the keys")
            }
            return nil
        }
        return checked(value)
    }

    /// The heading is read as a value is: the same characters are refused.
    mutating func subject(fromHeadingOf layout: DraftLayout) -> FieldValue? {
        guard let heading = layout.heading, !heading.text.text.isEmpty else {
            problems.error(
                "there is no subject; begin with a line 'Subject: …', a line 'To: …' and a blank line,"
                    + " or with a heading '# …'")
            return nil
        }
        if let unsafe = heading.text.unsafeScalar {
            problems.error(
                at: unsafe.position,
                "the heading is the subject, and holds \(TextSafety.codePoint(unsafe.value)), which cannot be"
                    + " seen; delete it, or type the heading again")
        }
        return checked(heading.text)
    }

    private mutating func checked(_ value: FieldValue) -> FieldValue {
        let size = value.text.utf8.count
        if size > Self.subjectLimit {
            problems.error(
                at: value.position, "the subject has \(size) bytes; at most \(Self.subjectLimit) are possible"
            )
        }
        return value
    }

    /// A key that decides whom a draft reaches, and when, must not be lost in the text: it is an error
    /// where it opens the first paragraph of the text, or follows the heading that does. Where the key
    /// is given above, a line like it is text.
    mutating func reportLostKeys(of layout: DraftLayout, given fields: DraftFields) {
        for (index, key) in layout.keysInOpeningParagraphs
        where key.decidesReach && !fields.given.contains(key) {
            problems.error(
                at: Position(line: index + 1, column: 1),
                "'\(key.rawValue)' stands in the text, where it has no effect; move it to the key block,"
                    + " which begins on the first line and ends at the first blank line")
        }
    }
}

extension DraftLayout {
    /// Without a key block: every line of the first paragraph, and of the second where the first is a
    /// heading. With one: the first line of the text and those that follow it as keys.
    fileprivate var keysInOpeningParagraphs: [(index: Int, key: DraftKey)] {
        var found: [(index: Int, key: DraftKey)] = []
        var paragraphs = 0
        var isInside = false
        for index in lines.indices.dropFirst(bodyStart) {
            let line = lines[index]
            if TextSafety.isBlank(line) {
                isInside = false
                continue
            }
            if !isInside { paragraphs += 1 }
            isInside = true
            if paragraphs > (opensWithHeading ? 2 : 1) { break }
            let key = KeyLine(line).flatMap { DraftKey(named: $0.name) }
            if hasKeyBlock, key == nil, index != heading?.index { break }
            if let key { found.append((index, key)) }
        }
        return found
    }

    private var opensWithHeading: Bool { heading.map { isFirstWritten($0.index) } ?? false }

    /// Whether nothing but blank lines stands before it, in the text.
    func isFirstWritten(_ index: Int) -> Bool {
        index >= bodyStart && lines[bodyStart..<index].allSatisfy { TextSafety.isBlank($0) }
    }
}
