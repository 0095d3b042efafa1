/// What a reader is shown of a message that was composed here: its text and its HTML, decoded (RFC 2045, RFC 2046).
public struct ShownMessage: Sendable, Equatable {
    public private(set) var text = ""
    /// Nil where it has none.
    public private(set) var html: String?

    public init(_ message: [UInt8]) { read(message[...]) }

    private mutating func read(_ part: ArraySlice<UInt8>) {
        let (header, body) = ShownMessage.split(part)
        let type = header["content-type"] ?? ""
        if let mark = ShownMessage.boundary(of: type) {
            for inner in ShownMessage.parts(of: body, at: mark) { read(inner) }
        } else if header["content-disposition"] == nil {
            let decoded = String(decoding: QuotedPrintable.decoded(body), as: UTF8.self)
            if type.hasPrefix("text/html") { html = decoded } else { text = decoded }
        }
    }

    /// The fields by their names in small letters, unfolded, and what is behind the empty line.
    private static func split(_ part: ArraySlice<UInt8>) -> (
        header: [String: String], body: ArraySlice<UInt8>
    ) {
        var header: [String: String] = [:]
        var name = ""
        var rest = part
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: rest[..<end].filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            if line.first == " " || line.first == "\t" {
                header[name]? += line
            } else if let colon = line.firstIndex(of: ":") {
                name = line[..<colon].lowercased()
                header[name] = String(line[line.index(after: colon)...].drop { $0 == " " })
            }
        }
        return (header, rest)
    }

    /// As `MessageForm` writes it: between quotation marks.
    private static func boundary(of type: String) -> [UInt8]? {
        guard type.hasPrefix("multipart/"), let start = type.firstIndex(of: "\"") else { return nil }
        let rest = type[type.index(after: start)...]
        return rest.firstIndex(of: "\"").map { Array("--\(rest[..<$0])".utf8) }
    }

    /// What lies between the lines that begin with `mark`; the line end before such a line belongs to it
    /// (RFC 2046 §5.1.1).
    private static func parts(of body: ArraySlice<UInt8>, at mark: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var begin: Int?
        var line = body.startIndex
        while line < body.endIndex {
            let end = body[line...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? body.endIndex
            if body[line..<end].starts(with: mark) {
                if let begin { parts.append(body[begin..<max(begin, line - 2)]) }
                begin = end
            }
            line = end
        }
        return parts
    }
}

extension QuotedPrintable {
    /// Line ends become LF.
    static func decoded(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        var place = octets.startIndex
        while place < octets.endIndex {
            let octet = octets[place]
            let pair = octets[place...].dropFirst().prefix(2)
            place += 1
            if octet == UInt8(ascii: "="), pair.count == 2 {
                place += 2
                if let value = UInt8(String(decoding: pair, as: UTF8.self), radix: 16) {
                    decoded.append(value)
                }
            } else if octet != UInt8(ascii: "\r") {
                decoded.append(octet)
            }
        }
        return decoded
    }
}
