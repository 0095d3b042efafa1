import Mail

/// One line of a `.txt` list: an address, perhaps with a name before it and a comment behind it.
struct TextLine {
    let bytes: [UInt8]
    let number: Int

    /// What is left without white space at the ends and a comment; nil where that is nothing.
    var content: ArraySlice<UInt8>? {
        guard let first = bytes.firstIndex(where: { !TextLine.isBlank($0) }) else { return nil }
        let start = skipByteOrderMark(first)
        if start < bytes.count, bytes[start] == UInt8(ascii: "#") { return nil }
        var content = bytes[first..<(commentStart(after: start) ?? bytes.endIndex)]
        while let last = content.last, TextLine.isBlank(last) { content.removeLast() }
        return content.isEmpty || isWhiteSpace(content) ? nil : content
    }

    /// How the line was understood; nil where there is nothing on it.
    func read(own: Set<String>, _ findings: inout LineFindings) -> LineText? {
        guard let content else { return nil }
        let reading = LineText(of: content)
        // Vertical tabs and form feeds come from a pasted document: perhaps several lines in one.
        if let control = content.firstIndex(where: { $0 < 0x20 && $0 != UInt8(ascii: "\t") }) {
            let found = Quoted(String(Unicode.Scalar(bytes[control])))
            findings.bad(
                at: position(of: control, reading),
                "\(found) is a control character: write one address a line")
            return reading
        }
        let text = AddressText(
            position: { position(of: content.startIndex, reading) }, reading: reading, bytes: content)
        if let mailbox = text.mailbox(own: own, &findings) {
            findings.add(Subscriber(address: mailbox.address, name: mailbox.name, line: number))
        }
        return reading
    }

    private func position(of offset: Int, _ reading: LineText) -> Position {
        let before = bytes[..<offset]
        let scalars = reading == .windows1252 ? before.count : before.count { $0 & 0xC0 != 0x80 }
        return Position(line: number, column: scalars + 1)
    }

    /// The '#' of a comment: behind white space that is behind the address. One inside an address or
    /// a name before it is a character like any other.
    private func commentStart(after start: Int) -> Int? {
        guard bytes[start...].contains(UInt8(ascii: "#")) else { return nil }
        var isQuoted = false
        var hasAddress = false
        for offset in start..<bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "@"): hasAddress = hasAddress || !isQuoted
            case UInt8(ascii: "#") where hasAddress && !isQuoted && isBehindWhiteSpace(offset): return offset
            default: continue
            }
        }
        return nil
    }

    /// A no-break space counts, in UTF-8 (0xC2 0xA0) as in Windows-1252 (0xA0).
    private func isBehindWhiteSpace(_ offset: Int) -> Bool {
        guard let before = bytes[..<offset].last else { return false }
        if before != 0xA0 { return TextLine.isBlank(before) }
        let lead = bytes[..<(offset - 1)].last ?? 0
        return lead == 0xC2 || lead < 0x80
    }

    /// Two files joined into one leave the mark of the second before its first line.
    private func skipByteOrderMark(_ start: Int) -> Int {
        bytes[start...].starts(with: [0xEF, 0xBB, 0xBF]) ? start + 3 : start
    }

    /// White space of other kinds: no-break spaces, say, or a byte-order mark alone.
    private func isWhiteSpace(_ content: ArraySlice<UInt8>) -> Bool {
        guard content.count < 64, !content.contains(where: { (0x21...0x7E).contains($0) }) else {
            return false
        }
        let text = LineText(of: content).decode(content)
        return text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || $0.value == 0xFEFF }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
