import Mail

/// What is sent to the relay and answered by it, in order (RFC 5321 §4.1).
enum Command: Equatable {
    case rset, mail
    /// For the recipient with this index.
    case rcpt(Int)
    case data
    /// The content and the full stop behind it.
    case content
    /// A full stop and no content, where every recipient was refused and DATA was not (RFC 2920 §3.1).
    case loneDot
    case quit

    /// As people know it, in `no answer to RCPT`.
    var words: String {
        switch self {
        case .rset: "RSET"
        case .mail: "MAIL"
        case .rcpt: "RCPT"
        case .data: "DATA"
        case .content, .loneDot: "the end of the message"
        case .quit: "QUIT"
        }
    }

    var stage: Stage {
        switch self {
        case .mail: .mail
        case .rcpt: .rcpt
        case .data: .data
        case .content, .loneDot: .endOfData
        case .rset, .quit: .rset
        }
    }

    var phase: Deadlines.Phase {
        switch self {
        case .rset: .rset
        case .mail: .mail
        case .rcpt: .rcpt
        case .data: .data
        case .content, .loneDot: .endOfData
        case .quit: .quit
        }
    }

    /// Part of the group that opens a transaction.
    var opens: Bool {
        switch self {
        case .mail, .rcpt, .data: true
        case .rset, .content, .loneDot, .quit: false
        }
    }

    /// Appends the command's line. Addresses are safe on the wire by their type.
    func write(_ envelope: Envelope?, _ offered: Capabilities, into bytes: inout [UInt8]) {
        switch self {
        case .rset: bytes.append(contentsOf: "RSET".utf8)
        case .data: bytes.append(contentsOf: "DATA".utf8)
        case .quit: bytes.append(contentsOf: "QUIT".utf8)
        case .loneDot: bytes.append(UInt8(ascii: "."))
        case .rcpt(let index):
            bytes.append(contentsOf: "RCPT TO:".utf8)
            if let envelope { Self.write(envelope.recipients[index].address, into: &bytes) }
        case .mail:
            bytes.append(contentsOf: "MAIL FROM:".utf8)
            if let envelope {
                Self.write(envelope.sender, into: &bytes)
                Self.writeParameters(of: envelope, offered, into: &bytes)
            }
        case .content: return
        }
        bytes.append(contentsOf: "\r\n".utf8)
    }

    private static func write(_ address: EmailAddress, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: address.description.utf8)
        bytes.append(UInt8(ascii: ">"))
    }

    /// Only what the relay offered (RFC 5321 §2.2.1).
    private static func writeParameters(
        of envelope: Envelope, _ offered: Capabilities, into bytes: inout [UInt8]
    ) {
        if offered.size {
            bytes.append(contentsOf: " SIZE=".utf8)
            bytes.append(contentsOf: String(envelope.size).utf8)
        }
        guard envelope.needsUTF8 else { return }
        if offered.eightBitMIME { bytes.append(contentsOf: " BODY=8BITMIME".utf8) }
        bytes.append(contentsOf: " SMTPUTF8".utf8)
    }
}
