/// Turns a whole file's bytes into text with LF line ends, or says why they are no text.
///
/// Each of CRLF, LF and a lone CR ends a line, mixed as they may be, so a line number in the decoded
/// text is the line number in the file. Marks at the start do not count as a column.
enum TextDecoding {
    static func decode(_ bytes: [UInt8]) throws(TextProblem) -> DecodedText {
        if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
            throw .utf32
        }
        if bytes.starts(with: [0xFF, 0xFE]) { return try utf16(bytes, lowByteFirst: true) }
        if bytes.starts(with: [0xFE, 0xFF]) { return try utf16(bytes, lowByteFirst: false) }
        if let place = bytes.firstIndex(of: 0) { throw nulProblem(bytes, at: place) }
        if let text = String(validating: bytes, as: UTF8.self) {
            return DecodedText(text: tidied(text), encoding: .utf8)
        }
        return try windows1252(bytes)
    }

    private static func utf16(_ bytes: [UInt8], lowByteFirst: Bool) throws(TextProblem) -> DecodedText {
        guard bytes.count % 2 == 0 else { throw .cutUTF16 }
        let units = stride(from: 2, to: bytes.count, by: 2).map { place in
            let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
            return lowByteFirst ? second << 8 | first : first << 8 | second
        }
        guard let text = String(validating: units, as: UTF16.self) else { throw .invalidUTF16 }
        let tidy = tidied(text)
        if let place = tidy.unicodeScalars.firstIndex(of: "\0") {
            throw .nul(Position(ofEndOf: tidy.unicodeScalars[..<place]))
        }
        return DecodedText(text: tidy, encoding: .utf16)
    }

    private static func windows1252(_ bytes: [UInt8]) throws(TextProblem) -> DecodedText {
        if let problem = Windows1252Plausibility(bytes).problem { throw problem }
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            if let scalar = Windows1252.scalar(byte) { scalars.append(scalar) }
        }
        return DecodedText(text: tidied(String(scalars)), encoding: .windows1252)
    }

    /// Every second byte NUL is UTF-16 without its mark; nothing but NUL is what a power cut leaves.
    private static func nulProblem(_ bytes: [UInt8], at place: Int) -> TextProblem {
        if bytes.allSatisfy({ $0 == 0 }) { return .nothingButNul }
        let sample = bytes.prefix(512)
        var nuls = [0, 0]
        for index in sample.indices where sample[index] == 0 { nuls[index % 2] += 1 }
        let half = max(1, sample.count / 2)
        if max(nuls[0], nuls[1]) * 10 >= half * 6, min(nuls[0], nuls[1]) * 10 <= half {
            return .utf16WithoutMark
        }
        return .nul(Position(ofEndOf: bytes[..<place]))
    }

    /// Without marks at the start, with LF line ends, without DOS's Ctrl-Z at the end.
    private static func tidied(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var afterCR = false
        for scalar in text.unicodeScalars.drop(while: { $0 == "\u{FEFF}" }) {
            if scalar == "\r" {
                result.append("\n")
            } else if scalar != "\n" || !afterCR {
                result.append(scalar)
            }
            afterCR = scalar == "\r"
        }
        let tail = result.reversed().prefix { $0 == "\u{1A}" || $0 == "\n" || $0 == " " }
        if let lastMark = Array(tail).lastIndex(of: "\u{1A}") { result.removeLast(lastMark + 1) }
        return String(result)
    }
}

/// A file's text: valid, without NUL, LF line ends.
struct DecodedText: Sendable, Equatable {
    enum Encoding: Sendable { case utf8, utf16, windows1252 }

    var text: String
    var encoding: Encoding

    /// What its author should know though it was understood.
    var warning: String? {
        switch encoding {
        case .utf8: nil
        case .utf16: "the file is saved as UTF-16 (\"Unicode\"), which was understood; save it as UTF-8"
        case .windows1252:
            "the file is saved as Windows-1252 (\"ANSI\"), which was understood; save it as UTF-8, and check"
                + " that quotation marks and accents have arrived right"
        }
    }
}
