/// A body of text before it is encoded, with holes for one recipient's values.
public indirect enum Passage: Sendable, Equatable {
    case text(String)
    /// The value with this index; in HTML its `&`, `<`, `>` and quotes are escaped.
    case value(Int, html: Bool)
    /// Passages that appear where the value is not empty; inverted: where it is.
    case section(Int, inverted: Bool, [Passage])
}

/// The same, ready for the wire but for the holes.
public indirect enum Piece: Sendable, Equatable {
    case wire([UInt8])
    /// The recipient's own mailbox.
    case to
    /// The recipient's own Message-ID, in angle brackets.
    case messageID
    /// Likewise that of the message further up in the thread with this index, 0 for the first.
    case ancestor(Int)
    /// The files that go with it, as `MessageForm.attached` has them.
    case attachments
    case value(Int, html: Bool)
    case section(Int, inverted: Bool, [Piece])
}

/// One broadcast's message, composed once: a recipient then costs a splice.
///
/// RFC 5322 and RFC 2045 to 2047: CRLF only, ASCII only (but for a recipient whose own address is not),
/// the body in quoted-printable with no line over 76 octets.
public struct MessageForm: Sendable, Equatable {
    public let pieces: [Piece]
    private let splice: Splice

    /// A form as read back from a record.
    public init(pieces: [Piece]) {
        self.pieces = pieces
        splice = Splice(pieces)
    }

    /// A message with this header, of a text part and an HTML part that say the same; of the text alone
    /// where `html` is nil. MIME-Version and the Content fields are added.
    ///
    /// - Parameters:
    ///   - boundary: letters and digits that make the boundary; no body can contain it, whatever it is.
    ///   - hasAttachments: files follow, which `write` is given.
    public init(
        header: [HeaderField], text: [Passage], html: [Passage]?, boundary: String,
        hasAttachments: Bool = false
    ) {
        var form = FormWriter()
        for field in header { form.write(field) }
        form.write(.structured("MIME-Version", "1.0"))
        let outer = MessageForm.outerMark(boundary)
        if hasAttachments {
            form.write(.structured("Content-Type", "multipart/mixed; boundary=\"\(outer)\""))
            form.write("\r\n--\(outer)\r\n")
        }
        form.writeBody(text, html, mark: "=_" + MessageForm.safe(boundary))
        if hasAttachments {
            form.writeHole(.attachments)
            form.write("\r\n--\(outer)--\r\n")
        }
        self.init(pieces: form.finish())
    }

    /// Files as they go with every message that has this boundary.
    public static func attached(_ files: [Attachment], boundary: String) -> [UInt8] {
        var wire: [UInt8] = []
        for file in files {
            wire.append(contentsOf: "\r\n--\(outerMark(boundary))\r\n".utf8)
            file.write(into: &wire)
        }
        return wire
    }

    /// "=_" stands in no quoted-printable text, nor in base64 (RFC 2045 §6.7, §6.8); neither mark begins the other.
    private static func outerMark(_ boundary: String) -> String { "=_." + safe(boundary) }

    private static func safe(_ boundary: String) -> String {
        String(boundary.unicodeScalars.filter(\.isASCIIAlphanumeric).prefix(60))
    }

    /// Whether something of it, beside `To` and `Message-ID`, is a recipient's own.
    public var isPersonal: Bool {
        pieces.contains { piece in
            switch piece {
            case .wire, .to, .messageID, .ancestor, .attachments: false
            case .value, .section: true
            }
        }
    }

    /// Files follow, which `write` is given.
    public var hasAttachments: Bool { pieces.contains(.attachments) }

    /// Octets that every message of it has, whoever gets it.
    public var leastSize: Int { splice.leastSize }

    /// Appends the message for one recipient.
    ///
    /// - Parameters:
    ///   - messageID: without angle brackets.
    ///   - ancestors: the same of the messages further up in the thread, the oldest first.
    ///   - values: by their index; one that is missing is empty. Control characters in them become spaces.
    ///   - attachments: as `attached` has them.
    public func write(
        to mailbox: Mailbox, messageID: String, ancestors: [String] = [], values: [String],
        attachments: [UInt8] = [], into buffer: inout [UInt8]
    ) {
        splice.write(
            to: mailbox, messageID: messageID, ancestors: ancestors, values: values, attachments: attachments,
            into: &buffer)
    }
}

/// Puts a form together: wire octets pile up until a hole comes.
private struct FormWriter {
    private var pieces: [Piece] = []
    private var wire: [UInt8] = []

    mutating func write(_ text: String) { wire.append(contentsOf: text.utf8) }

    mutating func write(_ field: HeaderField) {
        switch field {
        case .to: writeHole("To", .to)
        case .messageID: writeHole("Message-ID", .messageID)
        case .thread(let count): writeThread(count)
        default: field.write(into: &wire)
        }
    }

    private mutating func writeHole(_ name: String, _ hole: Piece) {
        write(name + ": ")
        writeHole(hole)
        write("\r\n")
    }

    /// RFC 5322 §3.6.4: each identifier on a line of its own, for they are long.
    private mutating func writeThread(_ count: Int) {
        guard count > 0 else { return }
        writeHole("In-Reply-To", .ancestor(count - 1))
        write("References:")
        for index in 0..<count {
            write(index == 0 ? " " : "\r\n ")
            writeHole(.ancestor(index))
        }
        write("\r\n")
    }

    mutating func writeHole(_ hole: Piece) {
        flush()
        pieces.append(hole)
    }

    mutating func writeBody(_ text: [Passage], _ html: [Passage]?, mark: String) {
        guard let html else { return writePart("plain", text) }
        write(.structured("Content-Type", "multipart/alternative; boundary=\"\(mark)\""))
        for (kind, body) in [("plain", text), ("html", html)] {
            write("\r\n--\(mark)\r\n")
            writePart(kind, body)
        }
        write("\r\n--\(mark)--\r\n")
    }

    private mutating func writePart(_ kind: String, _ body: [Passage]) {
        write(.structured("Content-Type", "text/\(kind); charset=utf-8"))
        write(.structured("Content-Transfer-Encoding", "quoted-printable"))
        write("\r\n")
        flush()
        pieces += QuotedPrintable.pieces(of: body)
    }

    mutating func finish() -> [Piece] {
        flush()
        return pieces
    }

    private mutating func flush() {
        if !wire.isEmpty { pieces.append(.wire(wire)) }
        wire = []
    }
}
