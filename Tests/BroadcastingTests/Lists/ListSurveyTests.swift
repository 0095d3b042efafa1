import Testing

@testable import Broadcasting

struct ListSurveyTests {
    private func fault(_ bytes: [UInt8]) -> String? {
        do throws(NotAList) {
            _ = try ListSurvey(MemoryBytes(bytes), path: "a.txt")
            return nil
        } catch { return error.description }
    }

    @Test(arguments: ["<<<<<<< HEAD", "<<<<<<<", ">>>>>>> theirs", "||||||| base"])
    func `merge markers are named with their line`(marker: String) throws {
        let found = try #require(fault(Array("a@hub.example\n\(marker)\n".utf8)))
        #expect(found.hasPrefix("a.txt:2:1: error: '\(marker.prefix(7))' is a merge marker"))
    }

    @Test(arguments: ["<<<<<<<< x", "<<<<<<<x", " <<<<<<< x", "======="])
    func `other lines are no merge markers`(line: String) {
        #expect(fault(Array("a@hub.example\n\(line)\n".utf8)) == nil)
    }

    @Test
    func `UTF-16 without a mark is recognised in either order, and other binaries are not taken for it`() {
        let text = Array("jo@hub.example\n".utf8)
        #expect(fault(text.flatMap { [$0, 0] })?.contains("looks like UTF-16") == true)
        #expect(fault(text.flatMap { [0, $0] })?.contains("looks like UTF-16") == true)
        #expect(fault(text + [0])?.contains("holds a NUL") == true)
        #expect(fault(text.flatMap { [$0, 0, 0, 0] })?.contains("holds a NUL") == true)
    }

    @Test func `a NUL behind the length of a line is found`() {
        let long = [UInt8](repeating: 0x61, count: LineStream.maxLine * 3)
        #expect(fault(long + [0, 0x0A])?.contains("holds a NUL") == true)
    }

    @Test(arguments: [
        [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0], [0x25, 0x50, 0x44, 0x46, 0x2D, 0x31], [0x1F, 0x8B, 8],
    ])
    func `files of other kinds are called by their names`(bytes: [UInt8]) {
        #expect(fault(bytes)?.contains("this is ") == true)
    }

    @Test func `more than 64 MiB is no list`() {
        #expect(throws: NotAList.tooLarge("a.txt")) { try ListSurvey(OneLine(), path: "a.txt") }
    }

    /// 65 MiB without the end of a line.
    private struct OneLine: ByteSource {
        func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(ReadFailure) -> Int {
            if offset > 65 << 20 { return 0 }
            buffer.initializeMemory(as: UInt8.self, repeating: 0x61)
            return buffer.count
        }
    }
}
