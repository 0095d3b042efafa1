/// What a character does to a reader, to a line and to a terminal.
extension Unicode.Scalar {
    /// Ends a line or steers a device: categories Cc, Zl and Zp.
    var isControl: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Turns the direction of the text around it (UAX #9 §2): an address can read as another one.
    var isDirection: Bool {
        switch value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// A space, though not the one on the space bar.
    var isForeignSpace: Bool { value > 0x7F && properties.generalCategory == .spaceSeparator }

    /// Nothing to see: zero-width, a filler, unassigned or for private use.
    var isInvisible: Bool {
        guard value > 0x7F else { return isControl }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
            return true
        default:
            return value == 0x2800 || properties.isDefaultIgnorableCodePoint
        }
    }

    var isASCIIDigit: Bool { (0x30...0x39).contains(value) }
    var isASCIILetter: Bool { (0x41...0x5A).contains(value & ~0x20) }

    /// Space or tab.
    var isBlank: Bool { value == 0x20 || value == 0x09 }

    /// As the Unicode standard writes it: `U+202E`.
    var codePoint: String {
        let digits = String(value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
    }
}

/// A text as it can be shown to a person in a message: in quotes, short, nothing hidden in it.
public struct Quoted: Sendable, CustomStringConvertible {
    public let description: String

    /// Characters that cannot be seen are named (`U+202E`); from `limit` scalars on the text is cut.
    public init(_ text: some StringProtocol, limit: Int = 80) {
        var shown = "'"
        for (count, scalar) in text.unicodeScalars.enumerated() {
            if count >= limit {
                shown += "…"
                break
            }
            if scalar.isControl || scalar.isInvisible || scalar.isForeignSpace {
                shown += scalar.codePoint
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        description = shown + "'"
    }
}
