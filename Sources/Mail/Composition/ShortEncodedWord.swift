/// The ordinary name that is not ASCII, as one encoded-word in one pass: it stands in every message.
extension EncodedWord {
    /// Appends `text` as a single "q" word where it fits the line and no octet of it needs a closer look.
    ///
    /// - Returns: false where it is left to `write`, which can do everything; nothing is appended then.
    static func writeShort(_ text: String, into wire: inout [UInt8]) -> Bool {
        var text = text
        return text.withUTF8 { octets in
            guard let width = plainWidth(octets), width <= octets.count * 4 / 3 + 3,
                wire.column + frame + width <= lineLimit
            else { return false }
            wire.append(ascii: "=?utf-8?q?")
            for octet in octets {
                if octet == UInt8(ascii: " ") {
                    wire.append(UInt8(ascii: "_"))
                } else if plain.contains(octet) {
                    wire.append(octet)
                } else {
                    QuotedPrintable.append(encoded: octet, to: &wire)
                }
            }
            wire.append(ascii: "?=")
            return true
        }
    }

    /// Octets that the text takes when encoded; nil where it may hold a control or an invisible character.
    private static func plainWidth(_ octets: UnsafeBufferPointer<UInt8>) -> Int? {
        var width = 0
        var previous: UInt8 = 0
        for octet in octets {
            switch octet {
            case 0..<0x20, 0x7F: return nil
            // The leads of Arabic letter mark, general punctuation, byte-order mark, tags, and rarer planes.
            case 0xD8, 0xE1, 0xE2, 0xEF, 0xF0...: return nil
            case 0x80..<0xA0 where previous == 0xC2: return nil
            default: width += octet == UInt8(ascii: " ") || plain.contains(octet) ? 1 : 3
            }
            previous = octet
        }
        return width
    }
}
