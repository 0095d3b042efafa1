/// Quoted-printable (RFC 2045 §6.7) of texts with holes in them.
///
/// A line holds at most 75 octets, so that a soft break fits behind any of them. At the start of a
/// line a dot is encoded (some relays stuff it wrongly), and the F of `From ` (mailbox files quote it).
/// White space that a hole or a line end may follow is encoded, for behind an empty value it would be lost.
enum QuotedPrintable {
    static let lineLimit = 75

    /// `passages` with everything encoded that is known now; ends with a line end unless it is empty.
    static func pieces(of passages: [Passage]) -> [Piece] {
        var body = EncodedBody(column: 0)
        body.append(passages)
        if body.column != 0 { body.append([.text("\n")]) }
        return body.finish()
    }

    /// How an octet looks at a place; `rest` starts with it.
    static func needsEncoding(_ octet: UInt8, column: Int, rest: UnsafeBufferPointer<UInt8>) -> Bool {
        switch octet {
        case UInt8(ascii: "="): true
        case UInt8(ascii: "."): column == 0
        case UInt8(ascii: "F"): column == 0 && startsLikeFrom(rest)
        case 0x20...0x7E, 0x09: false
        default: true
        }
    }

    /// `From `, or the part of it that fits: the remainder may come out of the next piece.
    private static func startsLikeFrom(_ rest: UnsafeBufferPointer<UInt8>) -> Bool {
        let word: StaticString = "From "
        for index in 0..<min(rest.count, word.utf8CodeUnitCount) where rest[index] != word.utf8Start[index] {
            return false
        }
        return true
    }

    /// Octets of the character that starts with `lead`: they stay on one line.
    static func length(ofCharacter lead: UInt8) -> Int {
        lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    }

    static func append(encoded octet: UInt8, to wire: inout [UInt8]) {
        wire.append(UInt8(ascii: "="))
        wire.append(hexadecimal(octet >> 4))
        wire.append(hexadecimal(octet & 0x0F))
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? 0x30 + digit : 0x41 - 10 + digit
    }

    /// Appends one character, which is at the start of `rest`, behind a soft break where the line is full.
    ///
    /// - Returns: the octets of the character.
    static func append(
        characterOf rest: UnsafeBufferPointer<UInt8>, isLast: Bool, column: inout Int, to wire: inout [UInt8]
    ) -> Int {
        let octet = rest[0]
        let length = min(length(ofCharacter: octet), rest.count)
        let isOpenSpace = isLast && (octet == 0x20 || octet == 0x09)
        var isEncoded = isOpenSpace || needsEncoding(octet, column: column, rest: rest)
        if column + (isEncoded ? 3 * length : 1) > lineLimit {
            wire.append(ascii: "=\r\n")
            column = 0
            isEncoded = isOpenSpace || needsEncoding(octet, column: 0, rest: rest)
        }
        guard isEncoded else {
            wire.append(octet)
            column += 1
            return 1
        }
        for index in 0..<length { append(encoded: rest[index], to: &wire) }
        column += 3 * length
        return length
    }
}

/// A body as it is encoded: the octets known so far, the holes, and the column where that is known.
private struct EncodedBody {
    /// Nil behind a hole: only the recipient's values will tell. Static text then starts a line of its own.
    private(set) var column: Int?
    private var pieces: [Piece] = []
    private var wire: [UInt8] = []

    init(column: Int?) { self.column = column }

    mutating func append(_ passages: [Passage]) {
        var text = ""
        for passage in passages {
            if case .text(let more) = passage {
                text += more
                continue
            }
            encode(text)
            text = ""
            flush()
            appendHole(passage)
        }
        encode(text)
    }

    mutating func finish() -> [Piece] {
        flush()
        return pieces
    }

    private mutating func appendHole(_ passage: Passage) {
        switch passage {
        case .text: return
        case .value(let index, let html):
            pieces.append(.value(index, html: html))
            column = nil
        case .section(let index, let inverted, let passages):
            var inner = EncodedBody(column: column)
            inner.append(passages)
            pieces.append(.section(index, inverted: inverted, inner.finish()))
            if inner.column != column { column = nil }
        }
    }

    private mutating func flush() {
        if !wire.isEmpty { pieces.append(.wire(wire)) }
        wire = []
    }

    private mutating func encode(_ text: String) {
        Array(text.utf8).withUnsafeBufferPointer { octets in
            var index = 0
            while index < octets.count { index += encode(UnsafeBufferPointer(rebasing: octets[index...])) }
        }
    }

    /// Encodes the line end or the character at the start of `rest`; returns its octets.
    private mutating func encode(_ rest: UnsafeBufferPointer<UInt8>) -> Int {
        if let length = lineEnd(rest) {
            wire.append(ascii: "\r\n")
            column = 0
            return length
        }
        if column == nil { wire.append(ascii: "=\r\n") }
        var place = column ?? 0
        let isLast = rest.count == 1 || lineEnd(UnsafeBufferPointer(rebasing: rest[1...])) != nil
        let length = QuotedPrintable.append(characterOf: rest, isLast: isLast, column: &place, to: &wire)
        column = place
        return length
    }

    /// The octets of a CRLF, CR or LF.
    private func lineEnd(_ rest: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let first = rest.first, first == 0x0D || first == 0x0A else { return nil }
        return first == 0x0D && rest.count > 1 && rest[1] == 0x0A ? 2 : 1
    }
}
