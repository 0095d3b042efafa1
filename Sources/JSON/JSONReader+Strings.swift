/// Strings (RFC 8259 §7): valid UTF-8, no raw control characters, surrogates only in pairs.
extension JSONReader {
    /// Starts at the opening quote. A string without escapes is copied once, straight from the text.
    mutating func string() throws(JSONProblem) -> String {
        let opening = index
        index += 1
        let start = index
        skipPlain()
        if next == UInt8(ascii: "\"") {
            index += 1
            guard let text = text(start..<index - 1) else { throw notUTF8(at: opening) }
            return text
        }
        return try escapedString(from: start, opening: opening)
    }

    /// Steps to the next quote, backslash or control character, or the end.
    private mutating func skipPlain() {
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return }
            index += 1
        }
    }

    private mutating func escapedString(from start: Int, opening: Int) throws(JSONProblem) -> String {
        var content = Array(bytes[start..<index])
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw notUTF8(at: opening)
                }
                return text
            case UInt8(ascii: "\\"):
                content.append(contentsOf: UTF8.encode(try escape()) ?? UTF8.encodedReplacementCharacter)
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                throw problem(at: opening, "line ends inside a string: is a closing '\"' missing?")
            case ..<0x20:
                throw problem("\(found) in a string: write it as an escape, a tab as \\t")
            default:
                let run = index
                skipPlain()
                content.append(contentsOf: bytes[run..<index])
            }
        }
        throw problem(at: opening, "ends too early: this string has no closing '\"'")
    }

    /// Starts at the backslash.
    private mutating func escape() throws(JSONProblem) -> Unicode.Scalar {
        let backslash = index
        index += 1
        let letter = next
        if letter != nil { index += 1 }
        switch letter {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(from: backslash)
        case nil: throw problem("ends too early: this string has no closing '\"'")
        default: throw problem(at: backslash, "no such escape: write a backslash as '\\\\'")
        }
    }

    /// Behind `\u`: four digits, or a high surrogate and the escape of a low one.
    private mutating func unicodeEscape(from backslash: Int) throws(JSONProblem) -> Unicode.Scalar {
        let unit = try fourDigits(from: backslash)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw loneSurrogate(at: backslash)
        }
        let low = try fourDigits(from: backslash)
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw loneSurrogate(at: backslash) }
        return scalar
    }

    private mutating func fourDigits(from backslash: Int) throws(JSONProblem) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = hexadecimal(byte) else {
                throw problem(at: backslash, "'\\u' needs four hexadecimal digits behind it")
            }
            unit = unit << 4 | digit
            index += 1
        }
        return unit
    }

    private func hexadecimal(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    private func loneSurrogate(at backslash: Int) -> JSONProblem {
        problem(at: backslash, "half of a surrogate pair: write the character itself, or both halves")
    }

    private func notUTF8(at opening: Int) -> JSONProblem {
        problem(at: opening, "this string is not UTF-8: save the file as UTF-8")
    }

    /// Nil where the bytes are not UTF-8. (`String(validating:as:)` is generic and takes twice as long.)
    func text(_ range: Range<Int>) -> String? {
        guard let valid = try? UTF8Span(validating: bytes.span.extracting(range)) else { return nil }
        return String(copying: valid)
    }
}
