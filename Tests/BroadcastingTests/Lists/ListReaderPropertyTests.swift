import Mail
import Testing

@testable import Broadcasting

/// What holds for every list; the seeds are fixed, so a failure comes again.
struct ListReaderPropertyTests {
    private static let alphabet =
        Array(
            "aJ@@..,,;;\t\"\"\"<<>>##  \r\n\n\n-'=:/\\0email,name\nx@hub.example\n".utf8)
        + [0xC3, 0xA9, 0xEB, 0xFF, 0xA0, 0x1A, 0x0B, 0xEF, 0xBB, 0xBF, 0xE2, 0x80, 0xAE, 0x81]

    @Test(arguments: ListKind.allCases, 1...150 as ClosedRange<UInt64>)
    func `no bytes make it trap, and no chunk size makes a difference`(kind: ListKind, seed: UInt64) {
        var random = ListRandom(seed: seed)
        let heads: [[UInt8]] = [
            [], Array("email,name,delivery\n".utf8), Array("email;note\n".utf8), [0xFF, 0xFE], [0xFE, 0xFF],
        ]
        var bytes = heads.randomElement(using: &random) ?? []
        bytes += random.bytes(Int.random(in: 0...300, using: &random), from: Self.alphabet)
        let whole = ReadList(bytes, kind)
        for chunk in [1, 2, 3, 5, 7] {
            #expect(ReadList(bytes, kind, chunk: chunk, piece: 3) == whole)
        }
        let mailed = whole.subscribers.count
        #expect(whole.summary.usable == mailed || whole.lines.last?.hasPrefix("NOT A LIST") == true)
    }

    @Test(arguments: [",", ";", "\t"], 1...25 as ClosedRange<UInt64>)
    func `a printed table reads back the same`(separator: String, seed: UInt64) throws {
        var random = ListRandom(seed: seed)
        let letters = Array("abcXYZ ,;\"'.é-").map(String.init)
        let rows = (0..<40).map { row -> (name: String, address: String, note: String) in
            let name = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                letters.randomElement(using: &random) ?? ""
            }
            return ("N" + name.joined() + "n", "p\(row).\(seed)@hub.example", name.reversed().joined() + "!")
        }
        func cell(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }
        let lines = ["name", "email", "note"].joined(separator: separator)
        let text =
            ([lines] + rows.map { [cell($0.name), $0.address, cell($0.note)].joined(separator: separator) })
            .joined(separator: "\r\n")
        var reader = try ListReader(MemoryBytes(text), path: "a.csv", kind: .table, chunk: 17)
        for row in rows {
            let expected = Subscriber(
                address: try EmailAddress(row.address), name: row.name,
                columns: ["note": CleanText.singleLine(row.note).text], line: reader.summary.usable + 2)
            #expect(try reader.next() == .subscriber(expected))
        }
        #expect(try reader.next() == nil)
    }
}
