/// One record of a CSV file (RFC 4180), taken apart line by line while it is being read.
///
/// More lenient than the standard where spreadsheets are: a quote inside an unquoted field is a
/// character like any other, and the separator is given.
struct CSVRecord {
    struct Field {
        /// Its content in `text`, without quotes.
        var content: Range<Int>
        /// Where its content starts in `raw`.
        var start: Int
    }

    enum Status: Equatable {
        case complete
        /// The line ended inside a quoted field: the next line belongs to it.
        case open
        /// Something other than a separator follows a closing quote.
        case malformed(at: Int)
    }

    private enum State { case fieldStart, plain, quoted, quoteInQuoted }

    /// The record as it was written, lines joined by LF.
    private(set) var raw: [UInt8] = []
    private(set) var text: [UInt8] = []
    private(set) var fields: [Field] = []
    /// Where the quote stands that was opened last.
    private(set) var quote = 0
    /// The number of its first line.
    private(set) var line = 0
    private var state = State.fieldStart
    let separator: UInt8

    init(separator: UInt8) { self.separator = separator }

    /// Empties the record; its memory is used again.
    mutating func begin(line number: Int) {
        line = number
        raw.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        state = .fieldStart
    }

    /// Takes the next physical line, without its end.
    mutating func append(_ bytes: [UInt8]) -> Status {
        if state == .quoted {
            raw.append(UInt8(ascii: "\n"))
            text.append(UInt8(ascii: "\n"))
        } else {
            beginField()
        }
        for byte in bytes {
            raw.append(byte)
            guard take(byte) else { return .malformed(at: raw.count - 1) }
        }
        if state == .quoted { return .open }
        endField()
        return .complete
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        let isQuote = byte == UInt8(ascii: "\"")
        switch state {
        case .quoted:
            if isQuote { state = .quoteInQuoted } else { text.append(byte) }
        case .quoteInQuoted where isQuote:
            text.append(byte)
            state = .quoted
        case .fieldStart where isQuote:
            quote = raw.count - 1
            fields[fields.count - 1].start = raw.count
            state = .quoted
        case _ where byte == separator:
            endField()
            beginField()
        case .quoteInQuoted:
            // White space between a closing quote and the separator does no harm.
            return byte == UInt8(ascii: " ")
        case .fieldStart, .plain:
            text.append(byte)
            state = .plain
        }
        return true
    }

    private mutating func beginField() {
        fields.append(Field(content: text.count..<text.count, start: raw.count))
        state = .fieldStart
    }

    private mutating func endField() {
        fields[fields.count - 1].content = fields[fields.count - 1].content.lowerBound..<text.count
    }

    /// The line and column of an octet of `raw`.
    func position(of offset: Int) -> Position {
        let reading = LineText(of: raw)
        let before = raw[..<min(offset, raw.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let isScalar = { (byte: UInt8) in reading == .windows1252 || byte & 0xC0 != 0x80 }
        return Position(
            line: line + before.count { $0 == UInt8(ascii: "\n") },
            column: 1 + before[lineStart...].count(where: isScalar))
    }

    /// Nothing but separators and white space: a spreadsheet's empty row.
    var isBlank: Bool {
        text.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
}
