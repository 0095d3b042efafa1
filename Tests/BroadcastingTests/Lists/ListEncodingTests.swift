import Testing

@testable import Broadcasting

struct ListEncodingTests {
    @Test(arguments: [
        ([0xEF, 0xBB, 0xBF, 0x61], ListEncoding.bytes, 3),
        ([0xFF, 0xFE, 0x61, 0], .utf16(bigEndian: false), 2),
        ([0xFE, 0xFF, 0, 0x61], .utf16(bigEndian: true), 2),
        ([0xFF, 0xFE, 0, 0], .utf32, 4),
        ([0, 0, 0xFE, 0xFF], .utf32, 4),
        ([0x61], .bytes, 0),
        ([], .bytes, 0),
    ])
    func `the mark at the start tells the encoding`(head: [UInt8], encoding: ListEncoding, mark: Int) {
        let found = ListEncoding.detect(head)
        #expect(found.encoding == encoding)
        #expect(found.mark == mark)
    }

    @Test(arguments: [true, false], 1...5)
    func `UTF-16 reads back, wherever it is cut`(bigEndian: Bool, piece: Int) {
        let text = "Zoë, \u{1F4E8} <zoe@hub.example>\r\n"
        var transcoder = UTF16Transcoder(bigEndian: bigEndian)
        var output: [UInt8] = []
        let bytes = text.utf16.flatMap { unit in
            let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return bigEndian ? pair : pair.reversed()
        }
        for start in stride(from: 0, to: bytes.count, by: piece) {
            transcoder.append(bytes[start..<min(start + piece, bytes.count)], to: &output)
        }
        transcoder.finish(into: &output)
        #expect(output == Array(text.utf8))
    }

    @Test(
        arguments: [
            ([0x3D, 0xD8, 0x61, 0], "\u{FFFD}a"), ([0xE8, 0xDC], "\u{FFFD}"),
            ([0x61, 0, 0x3D, 0xD8], "a\u{FFFD}"),
            ([0x61, 0, 0x62], "a\u{FFFD}"),
        ] as [([UInt8], String)])
    func `half a character becomes a replacement`(bytes: [UInt8], expected: String) {
        var transcoder = UTF16Transcoder(bigEndian: false)
        var output: [UInt8] = []
        transcoder.append(bytes, to: &output)
        transcoder.finish(into: &output)
        #expect(output == Array(expected.utf8))
    }
}
