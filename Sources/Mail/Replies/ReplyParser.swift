/// Takes a server's octets as they come, in whatever pieces, and gives complete replies.
///
/// RFC 5321 §4.2; a bare LF ends a line too. Once it has thrown it has lost its place: close the connection.
public struct ReplyParser: Sendable {
    /// Octets of one line with its end; RFC 5321 §4.5.3.1.5 asks for 512.
    public static let lineLimit = 4_096
    /// Octets of one reply.
    public static let replyLimit = 65_536
    /// Lines of one reply.
    public static let lineCountLimit = 128

    private var buffer: [UInt8] = []
    /// Where the first line that was not yet read starts.
    private var start = 0
    /// Up to here there is no LF.
    private var searched = 0
    private var open = OpenReply()

    public init() {}

    /// Takes what came from the server.
    public mutating func append(_ octets: UnsafeRawBufferPointer) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
            searched = 0
        } else if start >= ReplyParser.lineLimit {
            buffer.removeFirst(start)
            searched -= start
            start = 0
        }
        buffer.append(contentsOf: octets)
    }

    /// Takes what came from the server.
    public mutating func append(_ octets: [UInt8]) { octets.withUnsafeBytes { append($0) } }

    /// The next complete reply; nil until more has come.
    ///
    /// - Throws: where what came is no reply of SMTP, or is beyond the limits.
    public mutating func next() throws(ReplyProblem) -> Reply? {
        while let end = endOfLine() {
            let line = start..<end
            start = end + 1
            searched = start
            guard line.count < ReplyParser.lineLimit else { throw .lineTooLong }
            if try take(line) { return finish() }
        }
        guard buffer.count - start < ReplyParser.lineLimit else { throw .lineTooLong }
        return nil
    }

    private mutating func endOfLine() -> Int? {
        let end = buffer.withUnsafeBufferPointer { octets in
            octets[searched...].firstIndex(of: UInt8(ascii: "\n"))
        }
        if end == nil { searched = buffer.count }
        return end
    }

    /// Adds a line to the open reply; true where it was the last one.
    private mutating func take(_ line: Range<Int>) throws(ReplyProblem) -> Bool {
        var line = line
        while let last = buffer[line].last, last == UInt8(ascii: "\r") || last == UInt8(ascii: " ") {
            line = line.lowerBound..<line.upperBound - 1
        }
        guard let code = code(at: line) else { throw .notAReply(readable(buffer[line].prefix(80))) }
        if open.lines > 0, open.code != code { throw .codesDiffer(open.code, code) }
        let isLast = line.count == 3 || buffer[line.lowerBound + 3] != UInt8(ascii: "-")
        open.lines += 1
        open.octets += line.count + 2
        guard open.lines <= ReplyParser.lineCountLimit, open.octets <= ReplyParser.replyLimit else {
            throw .replyTooLong
        }
        open.code = code
        addText(
            min(line.lowerBound + 4, line.upperBound)..<line.upperBound, isWhole: isLast && open.lines == 1)
        return isLast
    }

    /// 200 to 599, followed by a space, a hyphen or nothing.
    private func code(at line: Range<Int>) -> Int? {
        guard line.count >= 3 else { return nil }
        let (a, b, c) = (buffer[line.lowerBound], buffer[line.lowerBound + 1], buffer[line.lowerBound + 2])
        guard (0x32...0x35).contains(a), (0x30...0x39).contains(b), (0x30...0x39).contains(c) else {
            return nil
        }
        if line.count > 3 {
            let mark = buffer[line.lowerBound + 3]
            guard mark == UInt8(ascii: " ") || mark == UInt8(ascii: "-") else { return nil }
        }
        return Int(a - 0x30) * 100 + Int(b - 0x30) * 10 + Int(c - 0x30)
    }

    /// Every line of a reply may repeat the enhanced code (RFC 2034 §4); the text is kept without it.
    private mutating func addText(_ part: Range<Int>, isWhole: Bool) {
        var text = buffer[part]
        if let (status, length) = EnhancedStatus.leading(text), status.class == open.code / 100,
            open.status == nil || open.status == status
        {
            open.status = status
            text = text.dropFirst(length).drop { $0 == UInt8(ascii: " ") }
        }
        if isWhole {
            open.only = text.startIndex..<text.endIndex
        } else {
            if !open.text.isEmpty, !text.isEmpty { open.text.append(UInt8(ascii: " ")) }
            open.text.append(contentsOf: text)
        }
    }

    private mutating func finish() -> Reply {
        defer { open = OpenReply() }
        let text = open.only.map { readable(buffer[$0]) } ?? readable(open.text[...])
        return Reply(code: open.code, status: open.status, text: text)
    }
}

/// The lines of a reply so far.
private struct OpenReply: Sendable {
    var code = 0
    var status: EnhancedStatus?
    var lines = 0
    var octets = 0
    var text: [UInt8] = []
    /// Where the text of a reply of one line stands in the buffer.
    var only: Range<Int>?
}

/// What came from the server and is no reply.
public enum ReplyProblem: Error, Sendable, Equatable, CustomStringConvertible {
    case lineTooLong, replyTooLong
    case notAReply(String)
    case codesDiffer(Int, Int)

    public var description: String {
        switch self {
        case .lineTooLong: "the server sent a line of more than \(ReplyParser.lineLimit) octets"
        case .replyTooLong:
            "the server sent a reply of more than \(ReplyParser.replyLimit) octets"
                + " or \(ReplyParser.lineCountLimit) lines"
        case .notAReply(let line): "the server sent \(Quoted(line)), which is no reply of SMTP"
        case .codesDiffer(let first, let second):
            "the server sent one reply with two codes, \(first) and \(second)"
        }
    }
}

extension EnhancedStatus {
    /// The status at the start of a text and its length: `5.1.1`, then a space or the end.
    static func leading(_ text: ArraySlice<UInt8>) -> (EnhancedStatus, length: Int)? {
        guard text.count >= 5, let first = text.first, [0x32, 0x34, 0x35].contains(first) else { return nil }
        var numbers = (subject: 0, detail: 0)
        var position = text.startIndex + 1
        for part in 0..<2 {
            guard position < text.endIndex, text[position] == UInt8(ascii: ".") else { return nil }
            position += 1
            let digits = text[position...].prefix(4).prefix { (0x30...0x39).contains($0) }
            guard (1...3).contains(digits.count) else { return nil }
            let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
            if part == 0 { numbers.subject = number } else { numbers.detail = number }
            position += digits.count
        }
        guard position == text.endIndex || text[position] == UInt8(ascii: " ") else { return nil }
        let status = EnhancedStatus(Int(first - 0x30), numbers.subject, numbers.detail)
        return (status, position - text.startIndex)
    }
}

/// The text of these octets with `?` for every control or direction character and whatever is not UTF-8.
private func readable(_ octets: ArraySlice<UInt8>) -> String {
    if octets.allSatisfy({ (0x20...0x7E).contains($0) }) { return String(decoding: octets, as: UTF8.self) }
    var view = String.UnicodeScalarView()
    var decoder = UTF8()
    var source = octets.makeIterator()
    while true {
        switch decoder.decode(&source) {
        case .scalarValue(let scalar):
            view.append(scalar.isControl || scalar.isDirection ? (scalar == "\t" ? " " : "?") : scalar)
        case .error: view.append("?")
        case .emptyInput: return String(view)
        }
    }
}
