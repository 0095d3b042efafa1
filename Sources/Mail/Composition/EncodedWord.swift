/// Encoded-words, `=?utf-8?q?…?=` (RFC 2047): at most 75 octets each, on lines of at most 76, no
/// character torn apart, and no word of the text where that can be (some readers put a space there).
struct EncodedWord {
    static let lineLimit = 76
    /// `=?utf-8?q?` and `?=`.
    static let frame = 12
    /// What may stand for itself in every place, in phrases too (RFC 2047 §5).
    static let plain = OctetSet(OctetSet.alphanumeric + "!*+-/")

    private let isBase64: Bool
    private var column: Int
    /// The text of the open word.
    private var octets: [UInt8] = []
    private var width = 0
    /// The word before it is padded.
    private var isBehindPadding = false
    /// There is a word before it on the same line.
    private var isBehindWord = false

    /// Appends `text`, in the encoding that takes less room.
    static func write(_ text: [Unicode.Scalar], into wire: inout [UInt8]) {
        guard !text.isEmpty else { return }
        let octets = Array(String(text[...]).utf8)
        let isBase64 = quotedWidth(octets[...]) > octets.count * 4 / 3 + 3
        var word = EncodedWord(isBase64: isBase64, column: wire.column)
        if word.column + frame + 12 > lineLimit { word.fold(&wire) }
        var start = octets.startIndex
        for index in octets.indices where octets[index] == UInt8(ascii: " ") || index == octets.count - 1 {
            word.add(octets[start...index], to: &wire)
            start = index + 1
        }
        word.close(&wire)
    }

    private init(isBase64: Bool, column: Int) {
        self.isBase64 = isBase64
        self.column = column
    }

    /// Adds a word of the text, as a whole where it fits a line.
    private mutating func add(_ part: ArraySlice<UInt8>, to wire: inout [UInt8]) {
        if !octets.isEmpty, !fits(part, at: column), fits(part, at: 1, alone: true) { next(&wire) }
        var rest = part
        while let lead = rest.first {
            let character = rest.prefix(QuotedPrintable.length(ofCharacter: lead))
            if !fits(character, at: column) { next(&wire) }
            octets += character
            width += EncodedWord.quotedWidth(character)
            if isBehindPadding { closeQuoted(&wire) }
            rest = rest.dropFirst(character.count)
        }
    }

    private func fits(_ more: ArraySlice<UInt8>, at column: Int, alone: Bool = false) -> Bool {
        let count = (alone ? 0 : octets.count) + more.count
        let quoted = (alone ? 0 : width) + EncodedWord.quotedWidth(more)
        return column + EncodedWord.frame + (isBase64 ? (count + 2) / 3 * 4 : quoted) <= EncodedWord.lineLimit
    }

    private mutating func next(_ wire: inout [UInt8]) {
        let rest = isBase64 ? takeRest() : []
        isBehindPadding = isBase64 && octets.count % 3 != 0
        close(&wire)
        fold(&wire)
        octets = rest
        width = EncodedWord.quotedWidth(rest[...])
    }

    /// What the open word leaves to the next one, so that it is not padded, where the characters allow it:
    /// GMime joins words before it decodes them, and stops at the first padding.
    private mutating func takeRest() -> [UInt8] {
        let longest = 12
        var end = octets.count
        while end % 3 != 0 || (end < octets.count && octets[end] & 0xC0 == 0x80) { end -= 1 }
        guard end > 0, octets.count - end <= longest else { return [] }
        let rest = Array(octets[end...])
        octets.removeLast(rest.count)
        return rest
    }

    private mutating func fold(_ wire: inout [UInt8]) {
        wire.append(ascii: "\r\n ")
        column = 1
        isBehindWord = false
    }

    /// One character in the other encoding, on the line of the next word: GMime joins no words across it, and so it
    /// reads on behind padding that could not be avoided.
    private mutating func closeQuoted(_ wire: inout [UInt8]) {
        column += EncodedWord.frame + width + 1
        close(&wire, isBase64: false)
        isBehindPadding = false
        isBehindWord = true
    }

    private mutating func close(_ wire: inout [UInt8]) {
        guard !octets.isEmpty else { return }
        close(&wire, isBase64: isBase64)
    }

    private mutating func close(_ wire: inout [UInt8], isBase64: Bool) {
        if isBehindWord { wire.append(UInt8(ascii: " ")) }
        wire.append(ascii: isBase64 ? "=?utf-8?b?" : "=?utf-8?q?")
        if isBase64 { writeBase64(&wire) } else { writeQuoted(&wire) }
        wire.append(ascii: "?=")
        octets.removeAll(keepingCapacity: true)
        width = 0
    }

    private static func quotedWidth(_ octets: ArraySlice<UInt8>) -> Int {
        octets.reduce(0) { $0 + ($1 == UInt8(ascii: " ") || plain.contains($1) ? 1 : 3) }
    }

    private func writeQuoted(_ wire: inout [UInt8]) {
        for octet in octets {
            if octet == UInt8(ascii: " ") {
                wire.append(UInt8(ascii: "_"))
            } else if EncodedWord.plain.contains(octet) {
                wire.append(octet)
            } else {
                QuotedPrintable.append(encoded: octet, to: &wire)
            }
        }
    }

    /// RFC 2045 §6.8.
    private func writeBase64(_ wire: inout [UInt8]) {
        let digits: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = octets[start..<min(start + 3, octets.count)]
            var bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                wire.append(place <= group.count ? digits.utf8Start[bits >> 18 & 63] : UInt8(ascii: "="))
                bits <<= 6
            }
        }
    }
}
