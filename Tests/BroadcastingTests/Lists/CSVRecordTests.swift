import Testing

@testable import Broadcasting

struct CSVRecordTests {
    private func cells(_ record: CSVRecord) -> [String] {
        record.fields.map { String(decoding: record.text[$0.content], as: UTF8.self) }
    }

    @Test(arguments: [
        ("a,b", ["a", "b"]), ("a,,", ["a", "", ""]), ("", [""]), (#""a,b",c"#, ["a,b", "c"]),
        (#""Jo ""Joey"" B",c"#, [#"Jo "Joey" B"#, "c"]), (#"5" disk,b"#, [#"5" disk"#, "b"]),
        ("\"\"\",\"\"\"", ["\",\""]), (#""a" ,b"#, ["a", "b"]), (#""""#, [""]),
    ])
    func `cells are taken apart and unquoted`(line: String, expected: [String]) {
        var record = CSVRecord(separator: UInt8(ascii: ","))
        record.begin(line: 1)
        #expect(record.append(Array(line.utf8)) == .complete)
        #expect(cells(record) == expected)
    }

    @Test func `a quoted cell goes on in the next line`() {
        var record = CSVRecord(separator: UInt8(ascii: ";"))
        record.begin(line: 3)
        #expect(record.append(Array(#"ä;"x"#.utf8)) == .open)
        #expect(record.position(of: record.quote) == Position(line: 3, column: 3))
        #expect(record.append(Array(#"y";jo@"#.utf8)) == .complete)
        #expect(cells(record) == ["ä", "x\ny", "jo@"])
        #expect(record.position(of: record.fields[2].start) == Position(line: 4, column: 4))
    }

    @Test func `text behind a closing quote is named with its place`() {
        var record = CSVRecord(separator: UInt8(ascii: ","))
        record.begin(line: 1)
        #expect(record.append(Array(#"é,"a"b,c"#.utf8)) == .malformed(at: 6))
        #expect(record.position(of: 6) == Position(line: 1, column: 6))
    }
}
