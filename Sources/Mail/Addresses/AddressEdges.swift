/// Drops the marks that pasting leaves around an address; each kind with a warning.
extension AddressReader {
    /// Peels until nothing changes; every round makes the range shorter, so it ends.
    mutating func dropEdges() throws(AddressProblem) {
        var hadComment = false
        var before = text.indices.startIndex..<text.indices.endIndex + 1
        while before != range {
            before = range
            dropSpace()
            dropPunctuation()
            unwrap()
            dropMailto()
            if !hadComment { hadComment = try dropComment() }
        }
    }

    private mutating func dropSpace() {
        while let first = text[range].first, let isSilent = Self.silence(of: first) {
            cut(first: 1, isSilent ? nil : Self.strayKind(of: first))
        }
        while let last = text[range].last, let isSilent = Self.silence(of: last) {
            cut(last: 1, isSilent ? nil : Self.strayKind(of: last))
        }
    }

    /// Nil: no space at all. A plain space is dropped without a word.
    private static func silence(of scalar: Unicode.Scalar) -> Bool? {
        if scalar.isBlank { return true }
        guard scalar.value > 0x7F, !scalar.isDirection, !scalar.isControl else { return nil }
        let isGap = scalar.isForeignSpace || (0x200B...0x200D).contains(scalar.value)
        return isGap || [0xFEFF, 0x2060, 0xAD].contains(scalar.value) ? false : nil
    }

    private static func strayKind(of scalar: Unicode.Scalar) -> AddressWarning.Stray {
        scalar.isForeignSpace ? .space : .invisible
    }

    /// `jo@hub.example;` from a mail program's To line, `jo@hub.example.` from the end of a sentence.
    private mutating func dropPunctuation() {
        while let last = text[range].last, [";", ",", ".", ":", "!", "?"].contains(last) {
            cut(last: 1, .punctuation)
        }
    }

    /// Angle brackets and quotes around the whole; a double quote also where it stands on one side
    /// only, for it cannot belong to an address that we take.
    private mutating func unwrap() {
        guard range.count >= 2, let first = text[range].first, let last = text[range].last else { return }
        if first == "<", last == ">" {
            cut(first: 1, nil)
            cut(last: 1, nil)
        } else if first == "'", last == "'" {
            cut(first: 1, .quotes)
            cut(last: 1, .quotes)
        } else if Self.quotes.contains(last) {
            cut(last: 1, .quotes)
        } else if Self.quotes.contains(first), !isQuotedLocalPart {
            cut(first: 1, .quotes)
        }
    }

    private static let quotes: Set<Unicode.Scalar> = [
        "\"", "\u{201C}", "\u{201D}", "\u{201E}", "\u{2018}", "\u{2019}", "\u{201A}", "\u{AB}", "\u{BB}",
    ]

    /// `"jo"@…`: a second quote before the end says that they are meant.
    var isQuotedLocalPart: Bool {
        text[range].first == "\"" && text[range].dropFirst().dropLast().contains("\"")
    }

    private mutating func dropMailto() {
        let mark = "mailto:".unicodeScalars
        guard
            text[range].prefix(mark.count).elementsEqual(
                mark, by: { $0.properties.lowercaseMapping == String($1) })
        else { return }
        cut(first: mark.count, .mailto)
    }

    /// `jo@hub.example (Jo)`, RFC 5322 §3.2.2; true where there was one.
    private mutating func dropComment() throws(AddressProblem) -> Bool {
        guard text[range].last == ")", let open = text[range].lastIndex(of: "(") else { return false }
        for offset in open..<range.upperBound {
            if text[offset] == "@" { throw problem(.severalAddresses, at: open) }
            if text[offset].isControl { throw problem(.control(text[offset]), at: offset) }
            if text[offset].isDirection { throw problem(.direction(text[offset]), at: offset) }
        }
        cut(last: range.upperBound - open, .comment)
        return true
    }

    private mutating func cut(first count: Int, _ stray: AddressWarning.Stray?) {
        range = min(range.lowerBound + count, range.upperBound)..<range.upperBound
        if let stray { warn(.stray(stray), about: text.indices) }
    }

    private mutating func cut(last count: Int, _ stray: AddressWarning.Stray?) {
        range = range.lowerBound..<max(range.upperBound - count, range.lowerBound)
        if let stray { warn(.stray(stray), about: text.indices) }
    }
}
