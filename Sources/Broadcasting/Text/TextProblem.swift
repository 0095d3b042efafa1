/// Why a file's bytes are no text.
enum TextProblem: Error, Sendable, Equatable, CustomStringConvertible {
    case utf32
    case utf16WithoutMark
    case cutUTF16
    case invalidUTF16
    case nothingButNul
    case nul(Position)
    /// A character begins at the end of the file and does not end.
    case cut(Position)
    /// Valid multi-byte UTF-8 in one place, bytes that are no UTF-8 in another.
    case mixed(Position)
    case noEncoding(UInt8, Position)

    /// Nil: the file as a whole.
    var position: Position? {
        switch self {
        case .nul(let place), .cut(let place), .mixed(let place), .noEncoding(_, let place): place
        default: nil
        }
    }

    var description: String {
        switch self {
        case .utf32: "the file is saved as UTF-32; save it as UTF-8"
        case .utf16WithoutMark:
            "the file looks like UTF-16 (\"Unicode\") without a byte-order mark; save it as UTF-8"
        case .invalidUTF16:
            "the file begins like UTF-16 (\"Unicode\") but is damaged; save it again, as UTF-8"
        case .nothingButNul:
            "the file holds nothing but NUL characters: it was not saved completely; save it again"
        case .nul:
            "a NUL character (U+0000): the file is damaged or no text; save it again as plain text, as UTF-8"
        case .cut, .cutUTF16:
            "the file is cut in the middle of a character: was it saved completely? save it again, as UTF-8"
        case .mixed:
            "part of the file is UTF-8 and this is not: it was put together from different files or damaged;"
                + " save it again, as UTF-8"
        case .noEncoding(let byte, _):
            "byte \(Hexadecimal.text(UInt32(byte), digits: 2)) is neither UTF-8 nor plausible as Windows-1252;"
                + " save the file as UTF-8"
        }
    }
}
