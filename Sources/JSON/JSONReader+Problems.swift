/// How what was found is shown in a problem's message.
extension JSONReader {
    func problem(at offset: Int? = nil, _ message: String) -> JSONProblem {
        JSONProblem(at: offset ?? index, in: bytes, message)
    }

    /// What stands at the cursor, for people: `'x'`, `U+0007`, `byte 0xE9`, `the end`.
    var found: String {
        guard let byte = next else { return "the end" }
        guard let scalar = scalarAtCursor else { return "byte 0x\(hex(UInt32(byte), digits: 2))" }
        return scalar.isShownAsEscape ? "U+\(hex(scalar.value, digits: 4))" : "'\(scalar)'"
    }

    /// What to do about a quote that no program takes for one.
    var hint: String {
        switch scalarAtCursor {
        case "\u{201C}", "\u{201D}", "\u{201E}", "\u{2018}", "\u{2019}", "'", "`", "\u{AB}", "\u{BB}":
            ": use straight double quotes, '\"'"
        case ",": ": is something missing before the comma?"
        default: ""
        }
    }

    /// The bare word that starts there, at most 32 bytes of it.
    func shownWord(from start: Int) -> String {
        let word = bytes[start...].prefix(32).prefix { $0.isWordByte || $0 == UInt8(ascii: ".") }
        return String(validating: word, as: UTF8.self) ?? ""
    }

    /// A text from the file, fit for one line of a message.
    func shown(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars.prefix(64) {
            if scalar.isShownAsEscape {
                shown += "\\u{\(hex(scalar.value, digits: 4))}"
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    private var scalarAtCursor: Unicode.Scalar? {
        for length in 1...4 where index + length <= bytes.count {
            if let text = text(index..<index + length) { return text.unicodeScalars.first }
        }
        return nil
    }

    private func hex(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}
