/// Text for people in a header: plain and folded where it can be, else as encoded-words.
enum UnstructuredText {
    static let lineLimit = 78

    static func write(_ text: String, into wire: inout [UInt8]) {
        let clean = withoutControls(text)
        guard canStandPlain(clean, from: wire.column) else { return EncodedWord.write(clean, into: &wire) }
        var column = wire.column
        for segment in segments(of: clean) {
            if column + segment.count > lineLimit {
                wire.append(ascii: "\r\n")
                column = 0
            }
            wire.append(contentsOf: segment)
            column += segment.count
        }
    }

    static func withoutControls(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.map { $0.isControl ? " " : $0 }
    }

    /// Printable ASCII that no reader takes for an encoded-word, in words that fit a line, and no
    /// white space at the ends, which would be lost.
    private static func canStandPlain(_ text: [Unicode.Scalar], from column: Int) -> Bool {
        guard text.allSatisfy({ $0.value < 0x80 }), text.first != " ", text.last != " ",
            !looksEncoded(text)
        else { return false }
        let segments = segments(of: text)
        return segments.allSatisfy { $0.count <= lineLimit }
            && column + (segments.first?.count ?? 0) <= lineLimit
    }

    static func looksEncoded(_ text: [Unicode.Scalar]) -> Bool {
        zip(text, text.dropFirst()).contains { $0 == "=" && $1 == "?" }
    }

    /// Words, each with the spaces before it: a line may be folded before each of them.
    private static func segments(of text: [Unicode.Scalar]) -> [[UInt8]] {
        var segments: [[UInt8]] = []
        var previous: Unicode.Scalar?
        for scalar in text {
            if segments.isEmpty || (scalar == " " && previous != " ") { segments.append([]) }
            segments[segments.count - 1].append(UInt8(truncatingIfNeeded: scalar.value))
            previous = scalar
        }
        return segments
    }
}
