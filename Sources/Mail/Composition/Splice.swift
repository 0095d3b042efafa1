/// A form's pieces one behind the other, as a splice wants them: all octets in one place, and steps that own nothing,
/// so that walking over them counts no references.
struct Splice: Sendable, Equatable {
    private enum Step: Equatable {
        case wire(start: Int, count: Int)
        case to, messageID, attachments
        case ancestor(Int)
        case value(Int, html: Bool)
        /// So many steps behind it are for those whose value is not empty; inverted: is.
        case section(Int, inverted: Bool, count: Int)
    }

    private var octets: [UInt8] = []
    private var steps: [Step] = []

    init(_ pieces: [Piece]) { append(pieces) }

    private mutating func append(_ pieces: [Piece]) {
        for piece in pieces {
            switch piece {
            case .wire(let more):
                steps.append(.wire(start: octets.count, count: more.count))
                octets += more
            case .to: steps.append(.to)
            case .messageID: steps.append(.messageID)
            case .ancestor(let index): steps.append(.ancestor(index))
            case .attachments: steps.append(.attachments)
            case .value(let index, let html): steps.append(.value(index, html: html))
            case .section(let index, let inverted, let inner):
                let place = steps.count
                steps.append(.section(index, inverted: inverted, count: 0))
                append(inner)
                steps[place] = .section(index, inverted: inverted, count: steps.count - place - 1)
            }
        }
    }

    /// What is not in a section.
    var leastSize: Int {
        var size = 0
        var place = 0
        while place < steps.count {
            if case .wire(_, let count) = steps[place] { size += count }
            if case .section(_, _, let count) = steps[place] { place += count }
            place += 1
        }
        return size
    }

    /// Appends one recipient's message: their values, put into the holes.
    func write(
        to mailbox: Mailbox, messageID: String, ancestors: [String] = [], values: [String],
        attachments: [UInt8] = [],
        into buffer: inout [UInt8]
    ) {
        octets.withUnsafeBufferPointer { octets in
            var place = 0
            while place < steps.count {
                switch steps[place] {
                case .wire(let start, let count):
                    buffer.append(contentsOf: UnsafeBufferPointer(rebasing: octets[start..<(start + count)]))
                case .to: mailbox.writeField(into: &buffer)
                case .messageID: Splice.write(messageID: messageID, into: &buffer)
                case .ancestor(let index):
                    Splice.write(
                        messageID: ancestors.indices.contains(index) ? ancestors[index] : messageID,
                        into: &buffer)
                case .attachments: buffer.append(contentsOf: attachments)
                case .value(let index, let html):
                    guard values.indices.contains(index) else { break }
                    QuotedPrintable.write(value: values[index], html: html, into: &buffer)
                case .section(let index, let inverted, let count):
                    let isEmpty = !values.indices.contains(index) || values[index].isEmpty
                    if isEmpty != inverted { place += count }
                }
                place += 1
            }
        }
    }

    /// Whatever is no visible ASCII character, or would end the identifier, becomes `_`.
    private static func write(messageID: String, into buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "<"))
        var messageID = messageID
        messageID.withUTF8 { octets in
            let start = buffer.count
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: octets.prefix(900)))
            let allowed = inMessageID
            buffer.withUnsafeMutableBufferPointer { buffer in
                for index in start..<buffer.count where !allowed.contains(buffer[index]) {
                    buffer[index] = UInt8(ascii: "_")
                }
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
