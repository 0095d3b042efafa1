/// A recipient's value on its way into a body: one line, escaped, encoded, folded.
extension QuotedPrintable {
    static func write(value: String, html: Bool, into wire: inout [UInt8]) {
        var value = value
        value.withUTF8 { octets in
            var column = wire.column
            var index = 0
            while index < octets.count {
                let rest = UnsafeBufferPointer(rebasing: octets[index...])
                let run = column > 0 ? plainRun(rest, html: html, room: lineLimit - column) : 0
                if run > 0 {
                    wire.append(contentsOf: UnsafeBufferPointer(rebasing: rest[..<run]))
                    column += run
                    index += run
                } else {
                    index += write(rest, html: html, column: &column, into: &wire)
                }
            }
        }
    }

    private static let inText = OctetSet(OctetSet.visible.filter { $0 != "=" } + " ")
    private static let inHTML = OctetSet(OctetSet.visible.filter { !"=&<>\"'".contains($0) } + " ")

    /// Octets that stand for themselves wherever they stand but at the start of a line and at the end of
    /// the value, at most `room`.
    private static func plainRun(_ rest: UnsafeBufferPointer<UInt8>, html: Bool, room: Int) -> Int {
        let plain = html ? inHTML : inText
        let end = min(rest.count - 1, room)
        var length = 0
        while length < end, plain.contains(rest[length]) { length += 1 }
        return length
    }

    private static func write(
        _ rest: UnsafeBufferPointer<UInt8>, html: Bool, column: inout Int, into wire: inout [UInt8]
    ) -> Int {
        if let length = control(rest) {
            put(" ", isLast: length >= rest.count, column: &column, into: &wire)
            return length
        }
        if html, let entity = entity(of: rest[0]) {
            put(entity, isLast: false, column: &column, into: &wire)
            return 1
        }
        return append(characterOf: rest, isLast: rest.count == 1, column: &column, to: &wire)
    }

    private static func put(_ text: StaticString, isLast: Bool, column: inout Int, into wire: inout [UInt8]) {
        let octets = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        for index in octets.indices {
            let rest = UnsafeBufferPointer(rebasing: octets[index...])
            _ = append(characterOf: rest, isLast: isLast, column: &column, to: &wire)
        }
    }

    /// The octets of a control character: C0, DEL, C1, and the line and paragraph separators.
    private static func control(_ rest: UnsafeBufferPointer<UInt8>) -> Int? {
        let first = rest[0]
        if first < 0x20 || first == 0x7F { return 1 }
        if first == 0xC2, rest.count > 1, rest[1] < 0xA0 { return 2 }
        if first == 0xE2, rest.count > 2, rest[1] == 0x80, rest[2] == 0xA8 || rest[2] == 0xA9 { return 3 }
        return nil
    }

    private static func entity(of octet: UInt8) -> StaticString? {
        switch octet {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
