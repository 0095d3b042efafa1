import Foundation
import TestSupport
import Testing

@testable import Disk

struct LineReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ text: String, chunk: Int, from start: Int = 0) throws -> ([String], [Int], Int) {
        try folder.write(text, to: "lines")
        var lines: [String] = []
        var offsets: [Int] = []
        let end = try LineReader(folder("lines"), chunk: chunk).forEach(from: start) { offset, bytes in
            lines.append(String(decoding: bytes, as: UTF8.self))
            offsets.append(offset)
        }
        return (lines, offsets, end)
    }

    @Test(arguments: [1, 2, 3, 4, 7, 64, 1 << 18])
    func `lines come out the same, however much is read at a time`(chunk: Int) throws {
        let text = "one\n\ntwo and more\r\nthree\ncut"
        let (lines, offsets, end) = try read(text, chunk: chunk)
        #expect(lines == ["one", "", "two and more\r", "three"])
        #expect(offsets == [0, 4, 5, 19])
        #expect(end == 25)
    }

    @Test func `a line longer than the buffer makes it grow`() throws {
        let long = String(repeating: "x", count: 5_000)
        let (lines, _, end) = try read(long + "\n" + "y\n", chunk: 16)
        #expect(lines == [long, "y"])
        #expect(end == 5_003)
    }

    @Test func `it can start in the middle`() throws {
        #expect(try read("one\ntwo\n", chunk: 4, from: 4) == (["two"], [4], 8))
    }

    @Test func `an empty file has no line`() throws {
        #expect(try read("", chunk: 8) == ([], [], 0))
    }

    @Test func `what the closure throws ends the reading`() throws {
        struct Enough: Error {}
        try folder.write("one\ntwo\n", to: "lines")
        var count = 0
        #expect(throws: Enough.self) {
            try LineReader(folder("lines")).forEach { _, _ in
                count += 1
                throw Enough()
            }
        }
        #expect(count == 1)
    }
}
