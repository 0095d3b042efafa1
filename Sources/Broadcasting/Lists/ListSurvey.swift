/// Looks through a whole file, before any subscriber is taken from it, for what makes it no list at all:
/// binary, merge markers, too large. So a file never turns out to be none when half of it has been used.
struct ListSurvey {
    /// Octets that a list may have.
    static let maxFile = 64 * 1024 * 1024

    let encoding: ListEncoding
    private let source: any ByteSource
    private let path: String
    private let chunk: Int
    /// Where the text begins, behind a byte-order mark.
    private let start: Int

    init(_ source: any ByteSource, path: String, chunk: Int = LineStream.chunk) throws(NotAList) {
        self.source = source
        self.path = path
        self.chunk = chunk
        let head = try ListSurvey.head(of: source, path: path)
        (encoding, start) = ListEncoding.detect(head)
        if let found = ListSurvey.signature(of: head) {
            throw NotAList(
                path: path, "this is \(found), not a text list: save it as CSV or plain text, in UTF-8")
        }
        try inspect(head)
    }

    /// The lines from the first one on; each call starts again.
    func lines() -> LineStream {
        LineStream(source, path: path, encoding: encoding, from: start, chunk: chunk)
    }

    private func inspect(_ head: [UInt8]) throws(NotAList) {
        var lines = lines()
        var line: [UInt8] = []
        while try lines.next(into: &line) {
            if let marker = ListSurvey.mergeMarker(line) {
                throw NotAList(
                    path: path, at: Position(line: lines.number, column: 1),
                    "'\(marker)' is a merge marker: two versions of this list were merged by a program; "
                        + "keep the right one and remove the markers")
            }
            if lines.holdsNUL, line.contains(0) { break }
            if lines.offset > ListSurvey.maxFile {
                throw .tooLarge(path)
            }
        }
        if lines.holdsNUL { throw foundNUL(head, at: line.contains(0) ? lines.number : nil) }
    }

    private func foundNUL(_ head: [UInt8], at line: Int?) -> NotAList {
        let place = line.map { Position(line: $0, column: 1) }
        if encoding == .bytes, ListSurvey.looksLikeUTF16(head) {
            return NotAList(
                path: path, at: place,
                "looks like UTF-16 without a byte-order mark (every second byte is NUL): save it as UTF-8")
        }
        return NotAList(
            path: path, at: place, "holds a NUL, so it is binary and not a text list: save it as UTF-8 text")
    }

    private static func head(of source: any ByteSource, path: String) throws(NotAList) -> [UInt8] {
        var head: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while head.count < 4096 {
            let count = try source.read(into: &buffer, at: head.count, of: path)
            if count == 0 { break }
            head.append(contentsOf: buffer[..<count])
        }
        return head
    }

    private static func signature(of head: [UInt8]) -> String? {
        if ListEncoding.detect(head).encoding == .utf32 { return "UTF-32" }
        if head.starts(with: [0x50, 0x4B, 3, 4]) { return "an Excel workbook or another zip archive" }
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return "an old Excel or Word file" }
        if head.starts(with: [0x1F, 0x8B]) { return "a compressed file" }
        return head.starts(with: "%PDF-".utf8) ? "a PDF" : nil
    }

    private static func mergeMarker(_ line: [UInt8]) -> String? {
        ["<<<<<<<", ">>>>>>>", "|||||||"].first { marker in
            line.starts(with: marker.utf8) && (line.count == 7 || line[7] == UInt8(ascii: " "))
        }
    }

    /// Two in five bytes are NUL, and nearly all of them at odd places, or nearly all at even ones.
    private static func looksLikeUTF16(_ head: [UInt8]) -> Bool {
        var nuls = [0, 0]
        for (place, byte) in head.enumerated() where byte == 0 { nuls[place % 2] += 1 }
        let (more, fewer) = (max(nuls[0], nuls[1]), min(nuls[0], nuls[1]))
        return more * 5 >= head.count * 2 && fewer * 10 <= more
    }
}
