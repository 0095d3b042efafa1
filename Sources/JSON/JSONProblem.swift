/// Why some bytes are not JSON, where, and what to do about it.
public struct JSONProblem: Error, Sendable, Equatable, CustomStringConvertible {
    /// In bytes, from 0.
    public let offset: Int
    /// From 1; LF, CRLF and a lone CR each end a line.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int
    public let message: String

    init(at offset: Int, in bytes: UnsafeBufferPointer<UInt8>, _ message: String) {
        var counter = LineCounter(bytes)
        counter.advance(to: offset)
        self.offset = offset
        line = counter.line
        column = counter.column
        self.message = message
    }

    public var description: String { "\(line):\(column): \(message)" }
}

/// Turns byte offsets, asked for in rising order, into lines and columns.
///
/// A byte-order mark at the start takes no column, as editors show none.
struct LineCounter {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var offset = 0
    private(set) var line = 1
    private(set) var column = 1

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        if bytes.starts(with: byteOrderMark) { offset = byteOrderMark.count }
    }

    mutating func advance(to target: Int) {
        let end = min(target, bytes.count)
        while offset < end {
            step(over: bytes[offset])
            offset += 1
        }
    }

    private mutating func step(over byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\n"):
            line += 1
            column = 1
        case UInt8(ascii: "\r") where offset + 1 == bytes.count || bytes[offset + 1] != UInt8(ascii: "\n"):
            line += 1
            column = 1
        case 0x80...0xBF:
            break  // the rest of a scalar whose first byte was counted
        default:
            column += 1
        }
    }
}

let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
