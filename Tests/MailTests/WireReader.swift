import Foundation

/// Reads back what composition wrote, as simply as can be: the other opinion in the tests.
enum WireReader {
    /// Header fields in order, unfolded; the body behind the empty line.
    static func split(_ message: [UInt8]) -> (fields: [(name: String, value: String)], body: [UInt8]) {
        var fields: [(name: String, value: String)] = []
        var rest = message[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = rest[..<end].dropLast()
            rest = rest[(end + 1)...]
            if line.isEmpty { break }
            let text = String(decoding: line, as: UTF8.self)
            if text.hasPrefix(" "), !fields.isEmpty {
                fields[fields.count - 1].value += text
            } else {
                let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.utf8.endIndex
                fields.append((String(text[..<colon]), String(text[colon...].dropFirst(2))))
            }
        }
        return (fields, Array(rest))
    }

    /// The body of the part of this kind, decoded.
    static func part(_ kind: String, of message: [UInt8]) -> String {
        let (fields, body) = split(message)
        let type = fields.first { $0.name == "Content-Type" }?.value ?? ""
        guard type.hasPrefix("multipart/") else { return quotedPrintable(body) }
        let mark = "\r\n--" + (type.split(separator: "\"").dropFirst().first.map(String.init) ?? "")
        for piece in parts(of: Array("\r\n".utf8) + body, at: Array(mark.utf8)) {
            let (fields, body) = split(Array(piece.dropFirst(2)))
            if fields.contains(where: { $0.value.hasPrefix("text/\(kind)") }) { return quotedPrintable(body) }
        }
        return ""
    }

    private static func parts(of body: [UInt8], at mark: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = 0
        var index = 0
        while index + mark.count <= body.count {
            if body[index] == mark[0], body[index..<index + mark.count].elementsEqual(mark) {
                parts.append(body[start..<index])
                index += mark.count
                start = index
            } else {
                index += 1
            }
        }
        return parts
    }

    static func quotedPrintable(_ octets: [UInt8]) -> String {
        var decoded: [UInt8] = []
        var index = 0
        while index < octets.count {
            if octets[index] == UInt8(ascii: "="), index + 2 < octets.count {
                let pair = String(decoding: octets[index + 1...index + 2], as: UTF8.self)
                if let octet = UInt8(pair, radix: 16) { decoded.append(octet) }
                index += 3
            } else {
                decoded.append(octets[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// A field's text with its encoded-words decoded; white space between two of them is dropped.
    static func decoded(_ value: String) -> String {
        var octets: [UInt8] = []
        var rest = value.unicodeScalars[...]
        var isBehindWord = false
        while !rest.isEmpty {
            let gap = rest.prefix { $0 == " " }
            let word = rest.dropFirst(gap.count).prefix { $0 != " " }
            rest = rest.dropFirst(gap.count + word.count)
            let text = String(word)
            let isBase64 = text.hasPrefix("=?utf-8?b?")
            let isWord = (isBase64 || text.hasPrefix("=?utf-8?q?")) && text.hasSuffix("?=")
            if !(isBehindWord && isWord) { octets += String(gap).utf8 }
            if isBase64, isWord {
                octets += Data(base64Encoded: String(text.dropFirst(10).dropLast(2))) ?? Data()
            } else if isWord {
                let inner = text.dropFirst(10).dropLast(2).map { $0 == "_" ? "=20" : String($0) }.joined()
                octets += quotedPrintable(Array(inner.utf8) + [0, 0]).utf8.filter { $0 != 0 }
            } else {
                octets += text.utf8
            }
            isBehindWord = isWord
        }
        return String(decoding: octets, as: UTF8.self)
    }
}
