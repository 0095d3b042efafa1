/// Whether bytes that are not valid UTF-8 can be Windows-1252 from the first to the last.
///
/// Nearly every byte means something in that code page, so "it decodes" proves nothing. Damaged UTF-8
/// and other code pages must not reach subscribers as rows of accented letters.
struct Windows1252Plausibility {
    /// Nil: plausible throughout.
    private(set) var problem: TextProblem?

    /// - Parameter bytes: not valid UTF-8.
    init(_ bytes: [UInt8]) {
        var characters = 0
        var firstInvalid: Int?
        var index = 0
        while index < bytes.count {
            switch Self.sequence(in: bytes, at: index) {
            case .ascii: index += 1
            case .character(let length):
                characters += 1
                index += length
            case .cut where firstInvalid == nil:
                problem = .cut(Position(ofEndOf: bytes[..<index]))
                return
            case .cut, .invalid:
                firstInvalid = firstInvalid ?? index
                index += 1
            }
        }
        guard let firstInvalid else { return }
        let place = Position(ofEndOf: bytes[..<firstInvalid])
        if characters > 0 {
            problem = .mixed(place)
        } else if let index = Self.implausibleByte(in: bytes) {
            problem = .noEncoding(bytes[index], Position(ofEndOf: bytes[..<index], isUTF8: false))
        }
    }

    private enum Sequence { case ascii, character(Int), cut, invalid }

    /// One well-formed sequence (RFC 3629 §4), the beginning of one at the end of the file, or neither.
    private static func sequence(in bytes: [UInt8], at index: Int) -> Sequence {
        let lead = bytes[index]
        guard lead >= 0x80 else { return .ascii }
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return .invalid
        }
        if lead == 0xE0 { second = 0xA0...0xBF }
        if lead == 0xED { second = 0x80...0x9F }
        if lead == 0xF0 { second = 0x90...0xBF }
        if lead == 0xF4 { second = 0x80...0x8F }
        let rest = bytes[(index + 1)...].prefix(length - 1)
        for (offset, byte) in rest.enumerated() where !(offset == 0 ? second : 0x80...0xBF).contains(byte) {
            return .invalid
        }
        return rest.count == length - 1 ? .character(length) : .cut
    }

    /// An undefined byte, a control character, or the fourth of a row of accented letters: no Western
    /// language has such words, other code pages read as this one have little else.
    private static func implausibleByte(in bytes: [UInt8]) -> Int? {
        var accented = 0
        for (index, byte) in bytes.enumerated() {
            accented = byte >= 0xC0 ? accented + 1 : 0
            let isControl = byte < 0x20 && !(0x09...0x0D).contains(byte) && byte != 0x1A
            if accented == 4 || isControl || byte == 0x7F || Windows1252.scalar(byte) == nil { return index }
        }
        return nil
    }
}
