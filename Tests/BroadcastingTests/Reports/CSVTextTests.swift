import TestSupport
import Testing

@testable import Broadcasting

struct CSVTextTests {
    private func text(_ rows: [CSVText.Cell]...) -> String {
        var table = CSVText()
        rows.forEach { table.row($0) }
        return String(decoding: table.take(), as: UTF8.self)
    }

    @Test func `a mark comes first, texts are quoted, numbers are numbers`() {
        let written = text([.text("a \"b\", c"), .count(3), .seconds(1.25), .seconds(nil)], [.text("")])
        #expect(written == "\u{FEFF}\"a \"\"b\"\", c\",3,1.3,\r\n\"\"\r\n")
    }

    @Test func `the mark is written once, and what was taken is gone`() {
        var table = CSVText()
        table.row([.count(1)])
        #expect(table.take().count == 6)
        table.row([.count(2)])
        #expect(table.take() == Array("2\r\n".utf8))
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+44 20", "'+44 20"), ("-x@hub.example", "'-x@hub.example"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", " '=1"), ("\r=1", " '=1"), ("a\n=1", "a '=1"), ("  =1", "  '=1"), ("\u{A0}=1", "\u{A0}'=1"),
        ("\"=1", "\"'=1"), ("a;=1", "a;'=1"), ("a, -b", "a, '-b"), ("a|+1", "a|'+1"), ("＝1", "'＝1"),
        ("a=1", "a=1"), ("a - b", "a - b"), ("jo@hub.example", "jo@hub.example"), ("\u{202E}=1", " '=1"),
        ("", ""),
    ])
    func `no cell can begin a formula, in whatever a spreadsheet takes for a cell`(
        cell: String, harmless: String
    ) {
        #expect(CSVText.harmless(cell) == harmless)
    }

    /// Read back with commas, as it is meant, and with what other countries' spreadsheets split at.
    @Test(arguments: [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")])
    func `random texts give no cell that begins a formula`(separator: UInt8) {
        var random = SeededGenerator(seed: 20_261_125)
        let marks = Array("=+-@\t\r\n;,|\"' ax＝".unicodeScalars)
        for _ in 0..<2_000 {
            let cells = (0..<3).map { _ in
                let scalars = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                    marks.randomElement(using: &random)!
                }
                return CSVText.Cell.text(String(String.UnicodeScalarView(scalars)))
            }
            let line = Array(text(cells).unicodeScalars.dropFirst()).filter { $0 != "\r" && $0 != "\n" }
            for cell in split(line, at: separator) {
                let first = cell.first { !" \"\t".unicodeScalars.contains($0) }
                #expect(!first.map("=+-@＝".unicodeScalars.contains)!, "\(cell) of \(line)")
            }
        }
    }

    /// As simple a reader as any: quotes hide separators, and are otherwise of no account.
    private func split(_ line: [Unicode.Scalar], at separator: UInt8) -> [[Unicode.Scalar]] {
        var cells: [[Unicode.Scalar]] = [[]]
        for scalar in line {
            if scalar == Unicode.Scalar(separator) {
                cells.append([])
            } else {
                cells[cells.count - 1].append(scalar)
            }
        }
        return cells.filter { cell in cell.contains { !" \"\t".unicodeScalars.contains($0) } }
    }
}
