/// Which scalars a person would not see, or not see as they are.
extension Unicode.Scalar {
    /// Controls (C0, DEL, C1), line and paragraph separators, text-direction marks and other invisible
    /// scalars: shown as they are they could hide or rearrange what stands in a log (CVE-2021-42574).
    var isShownAsEscape: Bool {
        switch value {
        case 0x20..<0x7F: false
        case ..<0x20, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
            0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE0FFF:
            true
        default: false
        }
    }
}

extension [UInt8] {
    /// The text in double quotes. Runs that need no escape are copied as they are.
    mutating func appendJSONString(_ text: String) {
        append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { appendEscaped($0) }
        append(UInt8(ascii: "\""))
    }

    mutating func appendDigits(of integer: Int64) {
        if integer < 0 { append(UInt8(ascii: "-")) }
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = digits.count
            var rest = integer.magnitude
            repeat {
                start -= 1
                digits[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest != 0
            append(contentsOf: UnsafeBufferPointer(rebasing: digits[start...]))
        }
    }

    /// The bytes are UTF-8: they come from a string.
    private mutating func appendEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
        var written = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte.isPlainInJSON {
                index += 1
                continue
            }
            let length = byte < 0x80 ? 1 : Swift.min((~byte).leadingZeroBitCount, bytes.count - index)
            let scalar = Unicode.Scalar(utf8: bytes[index..<index + length])
            if byte < 0x80 || scalar.isShownAsEscape {
                append(contentsOf: UnsafeBufferPointer(rebasing: bytes[written..<index]))
                appendEscape(of: scalar)
                written = index + length
            }
            index += length
        }
        append(contentsOf: UnsafeBufferPointer(rebasing: bytes[written...]))
    }

    private mutating func appendEscape(of scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": append(contentsOf: #"\""#.utf8)
        case "\\": append(contentsOf: #"\\"#.utf8)
        case "\n": append(contentsOf: #"\n"#.utf8)
        case "\r": append(contentsOf: #"\r"#.utf8)
        case "\t": append(contentsOf: #"\t"#.utf8)
        default:
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                append(contentsOf: #"\u"#.utf8)
                for shift in [12, 8, 4, 0] as [UInt16] {
                    append(hexadecimalDigits[Int(unit >> shift & 0xF)])
                }
            }
        }
    }
}

private let hexadecimalDigits = Array("0123456789abcdef".utf8)

extension UInt8 {
    /// Printable ASCII that stands for itself in a JSON string.
    fileprivate var isPlainInJSON: Bool {
        self >= 0x20 && self < 0x7F && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
    }
}

extension Unicode.Scalar {
    /// The scalar that these bytes, its whole UTF-8 form, stand for.
    fileprivate init(utf8 bytes: Slice<UnsafeBufferPointer<UInt8>>) {
        guard let lead = bytes.first, bytes.count > 1 else {
            self = Unicode.Scalar(bytes.first ?? 0x3F)
            return
        }
        let value = bytes.dropFirst().reduce(UInt32(lead) & (0x7F >> UInt32(bytes.count))) {
            $0 << 6 | UInt32($1 & 0x3F)
        }
        self = Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
