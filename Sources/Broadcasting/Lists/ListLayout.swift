/// How a list is laid out: one subscriber a line, or a table under a header.
enum ListLayout {
    case lines
    /// The records behind the header.
    case table(CSVRecords, ListColumns)

    /// Told from the first rows. A table's header may have a line above it: Excel's `sep=;`, or the title
    /// of a member export of Google Groups (`Members for group Lines`).
    static func detect(
        _ survey: ListSurvey, kind: ListKind, path: String
    ) throws(NotAList) -> ListLayout {
        var search = HeaderSearch(survey, kind: kind, path: path)
        if let table = try search.table() { return table }
        guard kind == .table else { return .lines }
        throw search.nothingFound()
    }
}

/// What the ending of a list's file name promises.
public enum ListKind: String, Sendable, CaseIterable {
    case text = "txt"
    case table = "csv"
}

/// Looks for the header of a table in the first rows of a list.
private struct HeaderSearch {
    let survey: ListSurvey
    let kind: ListKind
    let path: String
    /// The cells of the first row, however they are separated.
    private var firstRow: [String] = []

    init(_ survey: ListSurvey, kind: ListKind, path: String) {
        self.survey = survey
        self.kind = kind
        self.path = path
    }

    mutating func table() throws(NotAList) -> ListLayout? {
        var lines = survey.lines()
        guard let separator = try skipPreamble(&lines) else { return nil }
        let separators = separator == 0 ? [",", ";", "\t"].map { UInt8(ascii: $0) } : [separator]
        var best: (records: CSVRecords, columns: ListColumns)?
        for separator in separators {
            let records = CSVRecords(lines, separator: separator, hasComments: kind == .text)
            guard let found = try header(records) else { continue }
            if best.map({ found.columns.width > $0.columns.width }) ?? true { best = found }
        }
        return best.map { .table($0.records, $0.columns) }
    }

    /// Leaves `lines` before the first row. The separator that a `sep=` line names, 0 where there is
    /// none; nil where the file has no row at all.
    private func skipPreamble(_ lines: inout LineStream) throws(NotAList) -> UInt8? {
        var ahead = lines
        var line: [UInt8] = []
        while try ahead.next(into: &line) {
            let isComment = kind == .text && line.first == UInt8(ascii: "#")
            if isComment || line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
                lines = ahead
                continue
            }
            guard let separator = HeaderSearch.separator(line) else { return 0 }
            lines = ahead
            return separator
        }
        return nil
    }

    /// `sep=;`, perhaps in quotes: Excel's own way to say how a file is separated.
    private static func separator(_ line: [UInt8]) -> UInt8? {
        let bare = line.filter { $0 != UInt8(ascii: "\"") }
        guard bare.count == 5, String(validating: bare.prefix(4), as: UTF8.self)?.lowercased() == "sep="
        else {
            return nil
        }
        return bare.last.flatMap { [0x2C, 0x3B, 0x09, 0x7C].contains($0) ? $0 : nil }
    }

    private mutating func header(
        _ from: CSVRecords
    ) throws(NotAList) -> (records: CSVRecords, columns: ListColumns)? {
        var records = from
        for row in 0..<2 {
            guard try records.next() == .record else { return nil }
            let cells = HeaderSearch.cells(records.record)
            if row == 0, cells.count > firstRow.count { firstRow = cells }
            do throws(ListColumns.Fault) {
                let columns = try ListColumns(header: cells)
                // Only Google's header may have a row above it: any other row is a subscriber.
                if row == 1, !columns.isGoogleExport { return nil }
                records.width = columns.width
                return (records, columns)
            } catch {
                if case .twice(let first, let second, let place) = error {
                    throw twoAlike(first, second, at: place, in: records.record)
                }
            }
        }
        return nil
    }

    private static func cells(_ record: CSVRecord) -> [String] {
        let reading = LineText(of: record.raw)
        return record.fields.map { CleanText.singleLine(reading.decode(record.text[$0.content])).text }
    }

    private func twoAlike(_ first: String, _ second: String, at cell: Int, in record: CSVRecord) -> NotAList {
        NotAList(
            path: path, at: record.position(of: record.fields[cell].start),
            "two columns say the same, '\(first)' and '\(second)': rename one of them")
    }

    func nothingFound() -> NotAList {
        let place = Position(line: 1, column: 1)
        guard !firstRow.isEmpty else {
            return NotAList(
                path: path, at: place, "no header row: start the file with a line like email,name")
        }
        if firstRow.contains(where: { $0.utf8.contains(UInt8(ascii: "@")) }) {
            return NotAList(
                path: path, at: place,
                "no header row, the first one holds an address: put a line like email,name above it")
        }
        let found = firstRow.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
        return NotAList(
            path: path, at: place, "no column is named 'email'; found \(found): rename the right one")
    }
}
