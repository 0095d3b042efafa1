/// The records of a CSV list. A quote that is never closed costs its own line and no other: the lines
/// that it seemed to hold are read again as records of their own.
struct CSVRecords {
    enum Item: Equatable {
        /// `record` holds it.
        case record
        /// A quoted field goes on to the end of the file, or as if it did.
        case unclosed(Position)
        /// Text between a closing quote and the next separator.
        case malformed(Position)
        case overlong(line: Int)
    }

    private struct Line {
        var bytes: [UInt8] = []
        var number = 0
        var isOverlong = false

        var isComment: Bool { bytes.first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: "#") }
    }

    private(set) var record: CSVRecord
    /// Fields in a record, once the header is known: what tells a field of several lines from an
    /// unclosed quote that swallowed records.
    var width: Int?
    private(set) var lines: LineStream
    /// Lines that start with '#' are comments: in a `.txt` list that is a table, not in a `.csv`.
    private let hasComments: Bool
    private var current = Line()
    /// Lines to be read again, the first one last.
    private var backlog: [Line] = []

    init(_ lines: LineStream, separator: UInt8, hasComments: Bool = false) {
        self.lines = lines
        self.hasComments = hasComments
        record = CSVRecord(separator: separator)
    }

    /// The next record that is not blank; nil at the end.
    mutating func next() throws(NotAList) -> Item? {
        while try advance() {
            if hasComments, current.isComment { continue }
            if current.isOverlong { return .overlong(line: current.number) }
            let item = try readRecord()
            if item != .record || !record.isBlank { return item }
        }
        return nil
    }

    private mutating func readRecord() throws(NotAList) -> Item {
        record.begin(line: current.number)
        var more: [Line] = []
        while true {
            switch record.append(current.bytes) {
            case .complete where more.isEmpty || !hasSwallowedRecords(more):
                return .record
            case .malformed(let offset) where more.isEmpty:
                return .malformed(record.position(of: offset))
            case .open where record.raw.count <= LineStream.maxLine:
                guard try advance(), !current.isOverlong else { return giveBack(more) }
                more.append(current)
            case .open, .complete, .malformed:
                return giveBack(more)
            }
        }
    }

    private mutating func giveBack(_ more: [Line]) -> Item {
        // An overlong line, which ended the search, is not yet among `more`.
        if current.isOverlong { backlog.append(current) }
        backlog.append(contentsOf: more.reversed())
        return .unclosed(record.position(of: record.quote))
    }

    private func hasSwallowedRecords(_ more: [Line]) -> Bool {
        guard let width else { return false }
        return record.fields.count != width
            || more.dropLast().contains { line in
                line.bytes.contains(UInt8(ascii: "@"))
                    && line.bytes.count { $0 == record.separator } == width - 1
            }
    }

    private mutating func advance() throws(NotAList) -> Bool {
        if let line = backlog.popLast() {
            current = line
            return true
        }
        guard try lines.next(into: &current.bytes) else {
            // Nothing is left: what `current` holds is not to be given back.
            current = Line()
            return false
        }
        current.number = lines.number
        current.isOverlong = lines.isOverlong
        return true
    }
}
