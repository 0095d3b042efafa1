/// Characters that a single line of text may not hold, because they steer a reader's eye or machine.
enum TextSafety {
    /// Controls (C0, DEL, C1) and the line and paragraph separators.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Characters that change the direction of text (UAX #9); with them a line can read as another one
    /// (CVE-2021-42574).
    static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// `U+202E`.
    static func codePoint(_ scalar: Unicode.Scalar) -> String {
        "U+" + Hexadecimal.text(scalar.value, digits: 4)
    }

    /// White space as word processors write it: a space of any width, a tab, a mark without width.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x20, 0xA0, 0x2000...0x200B, 0x202F, 0x3000, 0xFEFF: true
        default: false
        }
    }

    static func trimmed(_ text: Substring) -> Substring {
        var rest = text.unicodeScalars.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return Substring(rest)
    }

    static func isBlank(_ line: some StringProtocol) -> Bool { line.unicodeScalars.allSatisfy(isSpace) }
}

/// Numbers to the base sixteen, in capitals.
enum Hexadecimal {
    static func text(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
