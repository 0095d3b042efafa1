/// A message as a machine sees it: the names of its fields in their order, and the same of each of its parts.
struct WireShape: Equatable, CustomStringConvertible {
    private(set) var names: [String] = []
    private(set) var parts: [WireShape] = []

    var description: String { "\(names)\(parts)" }

    init(_ message: [UInt8]) { self.init(message[...]) }

    private init(_ part: ArraySlice<UInt8>) {
        let (fields, body) = WireShape.split(part)
        names = fields.map(\.name)
        let type = fields.first { $0.name == "Content-Type" }?.value ?? ""
        guard type.hasPrefix("multipart/"), let mark = type.split(separator: "\"").dropFirst().first else {
            return
        }
        parts = WireShape.pieces(of: body, at: Array("--\(mark)".utf8)).map { WireShape($0) }
    }

    /// The fields of the outer header, unfolded.
    static func fields(of message: [UInt8]) -> [(name: String, value: String)] { split(message[...]).fields }

    /// What no message may hold: bare CR or LF, a control, anything but ASCII, a line over 998 octets, a full stop alone.
    static func faults(of message: [UInt8]) -> [String] {
        var faults: [String] = []
        for (index, octet) in message.enumerated() {
            let isLoneCR = octet == 0x0D && (index + 1 == message.count || message[index + 1] != 0x0A)
            let isLoneLF = octet == 0x0A && (index == 0 || message[index - 1] != 0x0D)
            let isOdd = !(0x20...0x7E).contains(octet) && ![0x09, 0x0A, 0x0D].contains(octet)
            if isLoneCR || isLoneLF || isOdd { faults.append("octet \(octet) at \(index)") }
        }
        for line in lines(of: message[...]) {
            let text = line.filter { $0 != 0x0D && $0 != 0x0A }
            if text.count > 998 { faults.append("a line of \(text.count) octets") }
            if text == [0x2E] { faults.append("the end of a message") }
        }
        return faults
    }

    private static func split(_ part: ArraySlice<UInt8>) -> (
        fields: [(name: String, value: String)], body: ArraySlice<UInt8>
    ) {
        var fields: [(name: String, value: String)] = []
        var rest = part
        for line in lines(of: part) {
            rest = rest.dropFirst(line.count)
            let text = String(decoding: line.dropLast(2), as: UTF8.self)
            if text.isEmpty { break }
            if text.hasPrefix(" ") || text.hasPrefix("\t"), !fields.isEmpty {
                fields[fields.count - 1].value += text
            } else {
                let name = text.prefix { $0 != ":" }
                fields.append((String(name), String(text.dropFirst(name.count + 2))))
            }
        }
        return (fields, rest)
    }

    /// Each with its line end.
    private static func lines(of octets: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = octets
        while let end = rest.firstIndex(of: 0x0A) {
            lines.append(rest[...end])
            rest = rest[(end + 1)...]
        }
        return rest.isEmpty ? lines : lines + [rest]
    }

    /// What lies between lines that begin with `mark` (RFC 2046 §5.1.1).
    private static func pieces(of body: ArraySlice<UInt8>, at mark: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var begin: Int?
        for line in lines(of: body) where line.starts(with: mark) {
            if let begin { pieces.append(body[begin..<line.startIndex]) }
            begin = line.endIndex
        }
        return pieces
    }
}
