import Testing

@testable import Broadcasting

struct LineStreamTests {
    private func stream(_ bytes: [UInt8], chunk: Int = 1024, piece: Int = .max) -> LineStream {
        LineStream(MemoryBytes(bytes, piece: piece), path: "a.txt", encoding: .bytes, from: 0, chunk: chunk)
    }

    private func lines(of stream: inout LineStream) throws -> [String] {
        var lines: [String] = []
        var line: [UInt8] = []
        while try stream.next(into: &line) { lines.append(String(decoding: line, as: UTF8.self)) }
        return lines
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("a\r\nb\r\n", ["a", "b"]),
        ("a\rb\rc", ["a", "b", "c"]), ("\n\r\n\r", ["", "", ""]), ("a\n\rb", ["a", "", "b"]),
        ("a\r\r\nb", ["a", "", "b"]), ("\r\n", [""]),
    ])
    func `LF, CRLF and CR end a line, wherever a chunk ends`(text: String, expected: [String]) throws {
        for chunk in 1...7 {
            var stream = stream(Array(text.utf8), chunk: chunk)
            #expect(try lines(of: &stream) == expected)
            #expect(stream.number == expected.count)
        }
    }

    @Test(arguments: [
        ("a\n\u{1A}", ["a"], true), ("a\u{1A}", ["a"], true), ("a\n\u{1A}\n", ["a"], true),
        ("\u{1A}\u{1A}", [], true), ("a\u{1A}b", ["a\u{1A}b"], false),
    ])
    func `Ctrl-Z at the end is no line`(text: String, expected: [String], seen: Bool) throws {
        for chunk in 1...3 {
            var stream = stream(Array(text.utf8), chunk: chunk)
            #expect(try lines(of: &stream) == expected)
            #expect(stream.sawCtrlZ == seen)
        }
    }

    @Test func `a line of 64 KiB is whole and a longer one is cut and said to be`() throws {
        let limit = LineStream.maxLine
        let bytes =
            [UInt8](repeating: 0x61, count: limit) + [0x0A] + [UInt8](repeating: 0x62, count: limit + 1)
        var stream = stream(bytes + [0x0A, 0x63], chunk: 1000)
        var line: [UInt8] = []
        #expect(try stream.next(into: &line))
        #expect(line.count == limit)
        #expect(!stream.isOverlong)
        #expect(try stream.next(into: &line))
        #expect(line.count == limit)
        #expect(stream.isOverlong)
        #expect(try stream.next(into: &line))
        #expect(line == [0x63])
        #expect(!stream.isOverlong)
    }

    @Test func `a source that gives less than was asked for is read to its end`() throws {
        var stream = stream(Array("one\r\ntwo\nthree".utf8), piece: 2)
        #expect(try lines(of: &stream) == ["one", "two", "three"])
    }

    @Test func `a NUL is seen`() throws {
        var stream = stream([0x61, 0, 0x0A])
        _ = try lines(of: &stream)
        #expect(stream.holdsNUL)
    }

    @Test func `a failing disk is told with the list`() throws {
        let source = FailingBytes(good: MemoryBytes("a\nb"), code: 5)
        var stream = LineStream(source, path: "lists/a.txt", encoding: .bytes, from: 0, chunk: 1024)
        var line: [UInt8] = []
        #expect(try stream.next(into: &line))
        #expect(throws: NotAList(path: "lists/a.txt", "cannot be read: Input/output error")) {
            try stream.next(into: &line)
        }
    }
}
