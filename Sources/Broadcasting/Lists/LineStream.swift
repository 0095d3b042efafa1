import Glibc

/// The lines of a list, one by one, whatever ends them (LF, CRLF, a lone CR) and wherever chunks end.
struct LineStream {
    /// Octets of one line; more are cut off and `isOverlong` says so.
    static let maxLine = 64 * 1024
    static let chunk = 256 * 1024

    /// The number of the last line given; counts from 1.
    private(set) var number = 0
    /// The last line given was longer than `maxLine`, and its end is missing.
    private(set) var isOverlong = false
    /// A NUL was seen, at the latest when the end has been reached.
    private(set) var holdsNUL = false
    /// The file ends in DOS's Ctrl-Z, or has a line of nothing else; no line shows it.
    private(set) var sawCtrlZ = false
    /// Octets of the file read so far.
    private(set) var offset: Int

    private let source: any ByteSource
    private let path: String
    private var transcoder: UTF16Transcoder?
    private var raw: [UInt8]
    private var text: [UInt8] = []
    private var position = 0
    /// Where the next LF is, at or after `position`; `text.count` where there is none. Kept, since a
    /// file of lone CRs would otherwise be searched to the end of the chunk for each line.
    private var feed = -1
    private var skipsLF = false
    private var isAtEnd = false

    /// `start` is where the text begins, behind a byte-order mark.
    init(_ source: any ByteSource, path: String, encoding: ListEncoding, from start: Int, chunk: Int) {
        self.source = source
        self.path = path
        self.offset = start
        self.raw = [UInt8](repeating: 0, count: max(1, chunk))
        if case .utf16(let bigEndian) = encoding { transcoder = UTF16Transcoder(bigEndian: bigEndian) }
    }

    /// Puts the next line, without its end, into `line`; false at the end of the file.
    mutating func next(into line: inout [UInt8]) throws(NotAList) -> Bool {
        repeat {
            guard try fill(&line) else { return false }
        } while dropCtrlZ(&line)
        return true
    }

    private mutating func fill(_ line: inout [UInt8]) throws(NotAList) -> Bool {
        line.removeAll(keepingCapacity: true)
        isOverlong = false
        var hasBegun = false
        while true {
            if position == text.count, try !refill() { break }
            if skipsLF {
                skipsLF = false
                if text[position] == UInt8(ascii: "\n") {
                    position += 1
                    continue
                }
            }
            hasBegun = true
            let end = lineEnd()
            append(position..<(end ?? text.count), to: &line)
            position = end.map { $0 + 1 } ?? text.count
            if let end {
                skipsLF = text[end] == UInt8(ascii: "\r")
                break
            }
        }
        if hasBegun { number += 1 }
        return hasBegun
    }

    private mutating func lineEnd() -> Int? {
        if feed < position { feed = offset(of: UInt8(ascii: "\n"), in: position..<text.count) ?? text.count }
        let carriageReturn = offset(of: UInt8(ascii: "\r"), in: position..<feed)
        return carriageReturn ?? (feed < text.count ? feed : nil)
    }

    private func offset(of byte: UInt8, in range: Range<Int>) -> Int? {
        text.withUnsafeBytes { bytes in
            UnsafeRawBufferPointer(rebasing: bytes[range]).firstOffset(of: byte).map { range.lowerBound + $0 }
        }
    }

    private mutating func append(_ range: Range<Int>, to line: inout [UInt8]) {
        let room = LineStream.maxLine - line.count
        isOverlong = isOverlong || range.count > room
        line.append(contentsOf: text[range.prefix(room)])
    }

    private mutating func refill() throws(NotAList) -> Bool {
        text.removeAll(keepingCapacity: true)
        position = 0
        feed = -1
        while text.isEmpty, !isAtEnd {
            let count = try source.read(into: &raw, at: offset, of: path)
            offset += count
            isAtEnd = count == 0
            if transcoder == nil {
                text.append(contentsOf: raw[..<count])
            } else if isAtEnd {
                transcoder?.finish(into: &text)
            } else {
                transcoder?.append(raw[..<count], to: &text)
            }
        }
        holdsNUL = holdsNUL || text.withUnsafeBytes { $0.firstOffset(of: 0) } != nil
        return !text.isEmpty
    }

    /// True where nothing of the line is left: DOS programs end a text file with 0x1A.
    private mutating func dropCtrlZ(_ line: inout [UInt8]) -> Bool {
        guard line.last == 0x1A, line.allSatisfy({ $0 == 0x1A }) || endsFile else { return false }
        sawCtrlZ = true
        while line.last == 0x1A { line.removeLast() }
        return line.isEmpty
    }

    private var endsFile: Bool { isAtEnd && position == text.count }
}

extension UnsafeRawBufferPointer {
    /// Where `byte` is first, by memchr(3).
    func firstOffset(of byte: UInt8) -> Int? {
        guard let base = baseAddress, let found = memchr(base, Int32(byte), count) else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
