/// What may stand before the '@': a dot-atom (RFC 5322 §3.2.3), with letters of any script (RFC 6532).
extension AddressReader {
    mutating func localPart(_ part: Range<Int>) throws(AddressProblem) -> String {
        if isQuotedLocalPart { throw problem(.quotedLocalPart, at: part.lowerBound) }
        if ["|", "/"].contains(text[part].first) {
            throw problem(.leadsToProgramOrFile, at: part.lowerBound)
        }
        try checkCharacters(part)
        try checkDots(part)
        let local = composed(String(text[part]))
        guard local.utf8.count <= 64 else {
            throw problem(.tooLong(.localPart, octets: local.utf8.count, limit: 64), at: part.lowerBound)
        }
        remark(on: part, composed: local)
        return local
    }

    private func checkCharacters(_ part: Range<Int>) throws(AddressProblem) {
        var backQuotes = 0
        for offset in part {
            let scalar = text[offset]
            if scalar.isBlank { throw problem(.whiteSpace, at: offset) }
            let isAllowed = scalar == "." || OctetSet.atext.contains(scalar) || scalar.isLetterMarkOrNumber
            guard isAllowed else { throw problem(.character(scalar, in: .localPart), at: offset) }
            if scalar == "`" { backQuotes += 1 }
            // A pair is a command to a shell (CVE-2001-0400); a single one is only odd.
            if backQuotes == 2 { throw problem(.backQuotes, at: offset) }
            if scalar.isMark, offset == part.lowerBound { throw problem(.startsWithMark, at: offset) }
        }
    }

    private func checkDots(_ part: Range<Int>) throws(AddressProblem) {
        if text[part].first == "." { throw problem(.dotAtEdge(.localPart), at: part.lowerBound) }
        if text[part].last == "." { throw problem(.dotAtEdge(.localPart), at: part.upperBound - 1) }
        for offset in part.dropFirst() where text[offset] == "." && text[offset - 1] == "." {
            throw problem(.dotsInARow(.localPart), at: offset)
        }
    }

    private mutating func remark(on part: Range<Int>, composed local: String) {
        let scalars = text[part]
        if scalars.contains("{"), scalars.contains("}") {
            warn(.placeholder, about: range)
        } else if scalars.first == "-" {
            warn(.odd("-"), about: range)
        } else if let odd = scalars.first(where: { $0.value < 0x80 && !OctetSet.everyday.contains($0) }) {
            warn(.odd(odd), about: range)
        }
        guard scalars.contains(where: { $0.value > 0x7F }) else { return }
        warn(.needsSMTPUTF8, about: range)
        if !local.unicodeScalars.elementsEqual(scalars) { warn(.composed, about: range) }
        if scalars.contains(where: \.isFullWidth) { warn(.fullWidth, about: range) }
        if scalars.split(separator: ".").contains(where: { Scripts.areMixed($0) }) {
            warn(.mixedScripts, about: range)
        }
    }
}

extension Unicode.Scalar {
    /// Letters, marks and numbers beyond ASCII; no symbols, no punctuation.
    var isLetterMarkOrNumber: Bool {
        guard value > 0x7F else { return false }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber:
            return true
        default: return false
        }
    }

    var isMark: Bool {
        guard value > 0x7F else { return false }
        let category = properties.generalCategory
        return category == .nonspacingMark || category == .spacingMark || category == .enclosingMark
    }

    /// The ASCII characters once more, as wide as a Chinese one.
    var isFullWidth: Bool { (0xFF01...0xFF5E).contains(value) }
}
