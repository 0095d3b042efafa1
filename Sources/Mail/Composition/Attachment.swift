/// A file that goes with a message.
public struct Attachment: Sendable, Equatable {
    /// Without any folder.
    public var name: String
    /// `application/pdf`, `text/csv; charset=utf-8`.
    public var type: String
    public var octets: [UInt8]

    public init(name: String, type: String, octets: [UInt8]) {
        self.name = name
        self.type = type
        self.octets = octets
    }

    /// Appends the file as a part of a message, its header before it; no line end behind the last line, which belongs
    /// to what follows (RFC 2046 §5.1.1).
    func write(into wire: inout [UInt8]) {
        HeaderField.structured("Content-Type", type).write(into: &wire)
        HeaderField.structured("Content-Transfer-Encoding", "base64").write(into: &wire)
        Disposition.write(fileName: name, into: &wire)
        wire.append(ascii: "\r\n")
        Base64.write(octets, into: &wire)
    }
}

/// `Content-Disposition: attachment` (RFC 2183) with a file's name (RFC 2231).
enum Disposition {
    /// A name that every reader takes stands between quotation marks; any other is encoded, in parts where it is long.
    static func write(fileName name: String, into wire: inout [UInt8]) {
        wire.append(ascii: "Content-Disposition: attachment;\r\n ")
        if name.utf8.count <= 60, name.utf8.allSatisfy(isPlain) {
            wire.append(ascii: "filename=\"")
            wire.append(contentsOf: name.utf8)
            wire.append(ascii: "\"\r\n")
            return
        }
        let parts = parts(of: name)
        for (index, part) in parts.enumerated() {
            if index > 0 { wire.append(ascii: ";\r\n ") }
            let section = parts.count > 1 ? "*\(index)*" : "*"
            wire.append(contentsOf: "filename\(section)=\(index == 0 ? "utf-8''" : "")".utf8)
            wire.append(contentsOf: part)
        }
        wire.append(ascii: "\r\n")
    }

    private static func isPlain(_ octet: UInt8) -> Bool {
        OctetSet.everyday.contains(octet) || octet == UInt8(ascii: " ") || octet == UInt8(ascii: "(")
            || octet == UInt8(ascii: ")") || octet == UInt8(ascii: ",")
    }

    /// Octets of a part: a line has 76 with what stands before it.
    private static let partLimit = 48

    /// Each character whole in one part, for readers that decode them one by one.
    private static func parts(of name: String) -> [[UInt8]] {
        var parts: [[UInt8]] = [[]]
        for scalar in name.unicodeScalars {
            var encoded: [UInt8] = []
            for octet in String(scalar).utf8 {
                if isAttributeCharacter(octet) {
                    encoded.append(octet)
                } else {
                    encoded.append(UInt8(ascii: "%"))
                    encoded += [digit(octet >> 4), digit(octet & 15)]
                }
            }
            if parts[parts.count - 1].count + encoded.count > partLimit { parts.append([]) }
            parts[parts.count - 1] += encoded
        }
        return parts
    }

    /// `attribute-char` but for a few that some readers trip over (RFC 2231 §7).
    private static func isAttributeCharacter(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }
}

/// Base64 in lines of 76 (RFC 2045 §6.8).
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    /// Octets that make a line.
    private static let perLine = 57

    /// Line ends between the lines, none behind the last.
    static func write(_ octets: [UInt8], into wire: inout [UInt8]) {
        wire.reserveCapacity(wire.count + octets.count / 3 * 4 + octets.count / perLine * 2 + 8)
        var place = 0
        while place < octets.count {
            if place > 0, place % perLine == 0 { wire.append(ascii: "\r\n") }
            write(octets[place..<min(place + 3, octets.count)], into: &wire)
            place += 3
        }
    }

    /// One to three octets as four characters.
    private static func write(_ group: ArraySlice<UInt8>, into wire: inout [UInt8]) {
        let start = group.startIndex
        let first = group[start]
        let second = group.count > 1 ? group[start + 1] : 0
        let third = group.count > 2 ? group[start + 2] : 0
        wire.append(alphabet[Int(first >> 2)])
        wire.append(alphabet[Int(first & 3) << 4 | Int(second >> 4)])
        wire.append(group.count > 1 ? alphabet[Int(second & 15) << 2 | Int(third >> 6)] : UInt8(ascii: "="))
        wire.append(group.count > 2 ? alphabet[Int(third & 63)] : UInt8(ascii: "="))
    }
}
