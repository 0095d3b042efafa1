import Mail

/// Reads one list, entry by entry, in no more memory than a chunk of it.
///
/// Whatever makes the file no list at all is found before its first entry, with one exception: a file of
/// which no line can be used is known at its end only, and then no subscriber was given.
public struct ListReader {
    /// What has been read so far.
    public private(set) var summary: ListSummary
    /// What templates can ask for as `subscriber.COLUMN`, in the order of the file.
    public let columns: [String]
    /// Some lines of this list may say that their address is not to be mailed.
    public let canPassOver: Bool

    /// The one or the other, by the layout of the file.
    private var lines: LineStream?
    private var records: CSVRecords?
    private let table: ListColumns?
    private let own: Set<String>
    private var line: [UInt8] = []
    /// Entries of the last line that are yet to be given, the first one last.
    private var pending: [ListEntry] = []
    private var tally = ListTally()
    private var isFinished = false

    /// - Parameters:
    ///   - path: what problems call the file: `lists/kent.txt`.
    ///   - own: comparison keys of addresses that are a list's own; a line with one is bad.
    ///   - chunk: octets read at once.
    /// - Throws: the file is no list at all.
    public init(
        _ source: any ByteSource, path: String, kind: ListKind, own: Set<String> = [],
        chunk: Int = 256 * 1024
    ) throws(NotAList) {
        summary = ListSummary(path: path)
        self.own = own
        let survey = try ListSurvey(source, path: path, chunk: chunk)
        tally.isUTF16 = survey.encoding != .bytes
        switch try ListLayout.detect(survey, kind: kind, path: path) {
        case .lines:
            lines = survey.lines()
            table = nil
            columns = []
            canPassOver = false
        case .table(let records, let table):
            self.records = records
            self.table = table
            columns = table.others.map(\.key)
            canPassOver = table.canPassOver
            warnOfHiddenColumns(table, in: records.record)
        }
    }

    /// The next entry; nil at the end, when `summary` is complete.
    ///
    /// - Throws: no line of the file can be used, or it could not be read to its end.
    public mutating func next() throws(NotAList) -> ListEntry? {
        while pending.isEmpty {
            if isFinished { return nil }
            if try !readRow() {
                isFinished = true
                try finish()
            }
        }
        return pending.popLast()
    }

    /// The next address that is not to be mailed, and nothing else of the list: a quicker reading for
    /// those who need to know them first. Nil at the end. Not to be mixed with `next`.
    mutating func nextRefusal() throws(NotAList) -> EmailAddress? {
        guard let table, canPassOver else { return nil }
        while let item = try records?.next(), let record = records?.record {
            if item == .record, let address = TableRow(record, under: table).refusal() { return address }
        }
        return nil
    }

    private mutating func readRow() throws(NotAList) -> Bool {
        if let table { return try readRecord(under: table) }
        return try readLine()
    }

    private mutating func readLine() throws(NotAList) -> Bool {
        guard let hasLine = try lines?.next(into: &line), hasLine, let lines else { return false }
        var findings = LineFindings(path: summary.path, line: lines.number)
        if lines.isOverlong {
            findings.bad(at: Position(line: lines.number, column: 1), ListReader.overlong)
        } else {
            let row = TextLine(bytes: line, number: lines.number)
            if let reading = row.read(own: own, &findings) { tally.note(reading, on: lines.number) }
        }
        take(findings)
        return true
    }

    private mutating func readRecord(under table: ListColumns) throws(NotAList) -> Bool {
        guard let item = try records?.next(), let record = records?.record else { return false }
        var findings = LineFindings(path: summary.path, line: record.line)
        switch item {
        case .record:
            let row = TableRow(record, under: table)
            row.read(own: own, &findings)
            tally.note(row.reading, on: record.line)
            if row.nameHoldsAddress { tally.namesWithAddress += 1 }
        case .unclosed(let position):
            findings.bad(
                at: position,
                "the quote that opens here is not closed: put '\"' at the end of the cell, or remove it")
        case .malformed(let position):
            findings.bad(
                at: position,
                "text behind a closing quote: double the quotes inside a cell, and close it at its end")
        case .overlong(let number):
            findings.bad(at: Position(line: number, column: 1), ListReader.overlong)
        }
        take(findings)
        return true
    }

    private static let overlong = "longer than 64 KiB, which is the most that a line may have"

    private mutating func take(_ findings: LineFindings) {
        for entry in findings.entries {
            switch entry {
            case .subscriber(let subscriber):
                summary.usable += 1
                if subscriber.wantsDigest { summary.digest += 1 }
            case .passedOver(_, let reason, _): summary.passedOver[reason, default: 0] += 1
            case .problem(let problem): summary.bad += problem.severity == .error ? 1 : 0
            }
        }
        pending = findings.entries.reversed()
    }

    private mutating func finish() throws(NotAList) {
        tally.sawCtrlZ = (lines ?? records?.lines)?.sawCtrlZ ?? false
        if summary.usable == 0, summary.bad == summary.lines, summary.bad > 0 {
            throw tally.nothingUsable(summary, hasNames: table?[.name] != nil)
        }
        pending += tally.warnings(summary).reversed().map(ListEntry.problem)
    }

    private mutating func warnOfHiddenColumns(_ table: ListColumns, in header: CSVRecord) {
        for column in table.hidden.reversed() {
            pending.append(
                .problem(
                    Problem(
                        .warning, path: summary.path, at: Position(line: header.line, column: 1),
                        "column \(Quoted(column.header)) has the same name in templates as another, "
                            + "'\(column.key)': left out")))
        }
    }
}
