/// One recipient's values, put into the holes of a form.
struct Splice {
    let mailbox: Mailbox
    let messageID: String
    let values: [String]

    func write(_ pieces: [Piece], into buffer: inout [UInt8]) {
        for piece in pieces {
            switch piece {
            case .wire(let octets): buffer.append(contentsOf: octets)
            case .to: mailbox.writeField(into: &buffer)
            case .messageID: writeMessageID(into: &buffer)
            case .value(let index, let html):
                guard values.indices.contains(index) else { continue }
                QuotedPrintable.write(value: values[index], html: html, into: &buffer)
            case .section(let index, let inverted, let inner):
                let isEmpty = !values.indices.contains(index) || values[index].isEmpty
                if isEmpty == inverted { write(inner, into: &buffer) }
            }
        }
    }

    /// Whatever is no visible ASCII character, or would end the identifier, becomes `_`.
    private func writeMessageID(into buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "<"))
        var messageID = messageID
        messageID.withUTF8 { octets in
            let start = buffer.count
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: octets.prefix(900)))
            for index in start..<buffer.count where !Splice.inMessageID.contains(buffer[index]) {
                buffer[index] = UInt8(ascii: "_")
            }
        }
        buffer.append(UInt8(ascii: ">"))
    }

    private static let inMessageID = OctetSet(OctetSet.visible.filter { $0 != "<" && $0 != ">" })
}

extension Unicode.Scalar {
    var isASCIIAlphanumeric: Bool { isASCIILetter || isASCIIDigit }
}

extension [UInt8] {
    /// Octets since the last line end.
    var column: Int {
        withUnsafeBufferPointer { octets in
            var column = 0
            while column < octets.count, octets[octets.count - 1 - column] != UInt8(ascii: "\n") {
                column += 1
            }
            return column
        }
    }

    mutating func append(ascii text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
