import Testing

@testable import Broadcasting

struct CSVRecordsTests {
    /// What the records come to, one line each.
    private func read(_ text: String, width: Int? = 2) throws -> [String] {
        let lines = LineStream(
            MemoryBytes(text), path: "a.csv", encoding: .bytes, from: 0, chunk: LineStream.chunk)
        var records = CSVRecords(lines, separator: UInt8(ascii: ","))
        records.width = width
        var found: [String] = []
        while let item = try records.next() {
            switch item {
            case .record:
                let record = records.record
                let cells = record.fields.map { String(decoding: record.text[$0.content], as: UTF8.self) }
                found.append("\(record.line) " + cells.joined(separator: "|"))
            case .unclosed(let place): found.append("unclosed \(place.line):\(place.column)")
            case .malformed(let place): found.append("malformed \(place.line):\(place.column)")
            case .overlong(let line): found.append("overlong \(line)")
            }
        }
        return found
    }

    @Test func `blank rows are no records`() throws {
        #expect(try read("a,b\n\n,\n  \nc,d") == ["1 a|b", "5 c|d"])
    }

    @Test func `a cell of several lines is one cell`() throws {
        #expect(try read("a,\"x\ny\nz\"\nc,d") == ["1 a|x\ny\nz", "4 c|d"])
    }

    @Test func `a quote that is never closed costs its own line only`() throws {
        #expect(try read("a,\"b\nc,d\ne,f\n") == ["unclosed 1:3", "2 c|d", "3 e|f"])
    }

    @Test func `an unclosed quote that meets the next one costs its own line only`() throws {
        #expect(
            try read("a,\"b\nc,d\ne,\"f\"\ng,h")
                == ["unclosed 1:3", "2 c|d", "3 e|f", "4 g|h"])
        #expect(try read("a,\"b\nc,d\n\"e\",f") == ["unclosed 1:3", "2 c|d", "3 e|f"])
    }

    @Test func `an unclosed quote that is closed by chance swallows no subscriber`() throws {
        #expect(
            try read("a@x,\"b\nc@x,d\ne@x,5\"\ng,h")
                == ["unclosed 1:5", "2 c@x|d", "3 e@x|5\"", "4 g|h"])
        // The width tells too.
        #expect(try read("a,\"b\nc\",d,e\ng,h") == ["unclosed 1:3", "2 c\"|d|e", "3 g|h"])
    }

    @Test func `text behind a closing quote costs its line`() throws {
        #expect(try read("\"a\"x,b\nc,d") == ["malformed 1:4", "2 c|d"])
    }

    @Test func `a quote is not searched for longer than a line may be`() throws {
        let filler = String(repeating: "c,dddddddddd\n", count: 12_000)
        let found = try read("a,\"b\n" + filler)
        #expect(found.first == "unclosed 1:3")
        #expect(found.count == 12_001)
    }

    @Test func `a line that is too long costs itself, also inside a cell`() throws {
        let long = String(repeating: "x", count: LineStream.maxLine + 1)
        #expect(try read("a,b\n\(long)\nc,d") == ["1 a|b", "overlong 2", "3 c|d"])
        #expect(try read("a,\"b\n\(long)\nc,d") == ["unclosed 1:3", "overlong 2", "3 c|d"])
    }
}
