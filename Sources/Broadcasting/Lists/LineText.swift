/// How the bytes of a line or a record were understood.
enum LineText: Equatable {
    case utf8
    /// Not UTF-8 anywhere: every byte above 127 is a Windows-1252 character.
    case windows1252
    /// UTF-8 with damage: what is not valid becomes U+FFFD.
    case damaged

    /// Told from the whole line, so that all its fields are read alike. A single valid multi-byte
    /// character is enough to say that the line was meant as UTF-8.
    init(of line: some Collection<UInt8>) {
        if line.allSatisfy({ $0 < 0x80 }) || String(validating: line, as: UTF8.self) != nil {
            self = .utf8
        } else if LineText.hasMultibyteCharacter(line)
            || line.contains(where: { Windows1252.scalar($0) == nil })
        {
            self = .damaged
        } else {
            self = .windows1252
        }
    }

    /// The characters of `bytes`, a part of the line that begins and ends at an ASCII byte.
    func decode(_ bytes: some Collection<UInt8>) -> String {
        switch self {
        case .utf8:
            return String(validating: bytes, as: UTF8.self) ?? ""
        case .windows1252:
            var text = String.UnicodeScalarView()
            text.append(contentsOf: bytes.lazy.map { Windows1252.scalar($0) ?? "\u{FFFD}" })
            return String(text)
        case .damaged:
            // The one place where damage is to be repaired: only names come this far.
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private static func hasMultibyteCharacter(_ line: some Collection<UInt8>) -> Bool {
        var decoder = UTF8()
        var bytes = line.makeIterator()
        while true {
            switch decoder.decode(&bytes) {
            case .scalarValue(let scalar): if !scalar.isASCII { return true }
            case .error: continue
            case .emptyInput: return false
            }
        }
    }
}
