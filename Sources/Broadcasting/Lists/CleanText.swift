/// Makes a name or a column of a list safe to show and to put into a header: one line of text.
enum CleanText {
    /// Scalars that a subscriber's name may have.
    static let maxName = 128

    /// The text with control characters and line ends as spaces, trimmed; and whether there were any.
    static func singleLine(_ text: String) -> (text: String, hadControls: Bool) {
        if text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return (text, false) }
        var scalars = String.UnicodeScalarView()
        var hadControls = false
        for scalar in text.unicodeScalars {
            let odd = isControl(scalar)
            hadControls = hadControls || (odd && scalar != "\n" && scalar != "\t")
            scalars.append(odd ? " " : scalar)
        }
        return (trimmed(scalars[...]), hadControls)
    }

    /// Where in the text, in scalars from 0, a character stands that turns the direction of reading:
    /// it makes a name look like another one (CVE-2021-42574).
    static func directionMark(in text: String) -> (offset: Int, scalar: Unicode.Scalar)? {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return nil }
        return text.unicodeScalars.enumerated().first { isDirectionMark($0.element) }
            .map { (offset: $0.offset, scalar: $0.element) }
    }

    /// At most `maxName` scalars, cut between characters where that is possible.
    static func cut(_ name: String) -> String {
        guard name.unicodeScalars.count > maxName else { return name }
        var text = String(String.UnicodeScalarView(name.unicodeScalars.prefix(maxName)))
        if text.count > 1, name.prefix(text.count) != text { text.removeLast() }
        return trimmed(text.unicodeScalars[...])
    }

    static func trimmed(_ scalars: Substring.UnicodeScalarView) -> String {
        var rest = scalars
        while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
        return String(rest)
    }

    static func isDirectionMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    /// `U+202E`, for messages: the character itself would turn the message round.
    static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex
    }
}
