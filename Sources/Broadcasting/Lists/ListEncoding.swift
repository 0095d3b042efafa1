/// How the bytes of a list stand for characters, told by the mark at its start.
enum ListEncoding: Equatable {
    /// UTF-8, or Windows-1252 here and there: told line by line, by what is valid.
    case bytes
    case utf16(bigEndian: Bool)
    case utf32

    /// The encoding, and how many bytes its mark takes. UTF-32's mark begins like that of UTF-16.
    static func detect(_ head: [UInt8]) -> (encoding: ListEncoding, mark: Int) {
        if head.starts(with: [0xFF, 0xFE, 0, 0]) || head.starts(with: [0, 0, 0xFE, 0xFF]) {
            return (.utf32, 4)
        }
        if head.starts(with: [0xFF, 0xFE]) { return (.utf16(bigEndian: false), 2) }
        if head.starts(with: [0xFE, 0xFF]) { return (.utf16(bigEndian: true), 2) }
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return (.bytes, 3) }
        return (.bytes, 0)
    }
}

/// Turns UTF-16 into UTF-8 chunk by chunk; a unit or a pair may be cut by the end of a chunk.
struct UTF16Transcoder {
    let bigEndian: Bool
    private var oddByte: UInt8?
    private var highSurrogate: UInt16?

    init(bigEndian: Bool) { self.bigEndian = bigEndian }

    /// Appends what `bytes` stand for. A surrogate without its partner becomes U+FFFD.
    mutating func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
        for byte in bytes {
            guard let first = oddByte else {
                oddByte = byte
                continue
            }
            oddByte = nil
            let (high, low) = bigEndian ? (first, byte) : (byte, first)
            append(unit: UInt16(high) << 8 | UInt16(low), to: &output)
        }
    }

    /// Appends U+FFFD for what the end of the file cut off.
    mutating func finish(into output: inout [UInt8]) {
        if highSurrogate != nil || oddByte != nil { append("\u{FFFD}", to: &output) }
        highSurrogate = nil
        oddByte = nil
    }

    private mutating func append(unit: UInt16, to output: inout [UInt8]) {
        if let high = highSurrogate {
            highSurrogate = nil
            if UTF16.isTrailSurrogate(unit) {
                let value = 0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
                return append(Unicode.Scalar(value) ?? "\u{FFFD}", to: &output)
            }
            append("\u{FFFD}", to: &output)
        }
        if UTF16.isLeadSurrogate(unit) {
            highSurrogate = unit
        } else {
            append(Unicode.Scalar(unit) ?? "\u{FFFD}", to: &output)
        }
    }

    private func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
        if scalar.isASCII {
            output.append(UInt8(truncatingIfNeeded: scalar.value))
        } else {
            output.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        }
    }
}
