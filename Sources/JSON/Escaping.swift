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
        var text = text
        text.withUTF8 { octets in
            if octets.isPlainInJSON { return appendQuoted(octets) }
            append(UInt8(ascii: "\""))
            appendEscaped(octets)
            append(UInt8(ascii: "\""))
        }
    }

    /// The same without the quotes.
    mutating func appendJSONContent(_ text: String) {
        var text = text
        text.withUTF8 { octets in
            if octets.isPlainInJSON { append(contentsOf: octets) } else { appendEscaped(octets) }
        }
    }

    /// Octets that need no escape, in double quotes.
    mutating func appendQuoted(_ octets: UnsafeBufferPointer<UInt8>) {
        append(addingCapacity: octets.count + 2) { output in
            output.withUnsafeMutableBufferPointer { buffer, count in
                buffer[count] = UInt8(ascii: "\"")
                let inner = UnsafeMutableRawBufferPointer(
                    rebasing: UnsafeMutableRawBufferPointer(buffer)[(count + 1)...])
                inner.copyMemory(from: UnsafeRawBufferPointer(octets))
                buffer[count + 1 + octets.count] = UInt8(ascii: "\"")
                count += octets.count + 2
            }
        }
    }

    mutating func appendDigits(of integer: Int64) {
        if integer < 0 { append(UInt8(ascii: "-")) }
        if integer.magnitude < 10 {
            return append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: integer.magnitude))
        }
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

extension UnsafeBufferPointer<UInt8> {
    /// Nothing in it needs an escape; eight octets at a time.
    fileprivate var isPlainInJSON: Bool {
        let raw = UnsafeRawBufferPointer(self)
        var place = 0
        while place + 8 <= raw.count {
            let octets = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            // The top bit of an octet is set where it was set, or where taking away borrows: below a space, or
            // nothing left of a quote, a backslash, a delete. A borrow reaches the next octet from such a one only.
            var marks = octets | (octets &- all(0x20))
            marks |= (octets ^ all(0x22)) &- all(1)
            marks |= (octets ^ all(0x5C)) &- all(1)
            marks |= (octets ^ all(0x7F)) &- all(1)
            if marks & all(0x80) != 0 { return false }
            place += 8
        }
        return self[place...].allSatisfy(\.isPlainInJSON)
    }

    private func all(_ octet: UInt64) -> UInt64 { octet &* 0x0101_0101_0101_0101 }
}

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
