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
    /// - Parameter boundary: letters and digits that make the boundary; no body can contain it, whatever it is.
    public init(header: [HeaderField], text: [Passage], html: [Passage]?, boundary: String) {
        var form = FormWriter()
        for field in header { form.write(field) }
        form.write(.structured("MIME-Version", "1.0"))
        guard let html else {
            form.writePart("plain", text)
            self.init(pieces: form.finish())
            return
        }
        // "=_" stands in no quoted-printable text (RFC 2045 §6.7).
        let mark = "=_" + String(boundary.unicodeScalars.filter(\.isASCIIAlphanumeric).prefix(60))
        form.write(.structured("Content-Type", "multipart/alternative; boundary=\"\(mark)\""))
        for (kind, body) in [("plain", text), ("html", html)] {
            form.write("\r\n--\(mark)\r\n")
            form.writePart(kind, body)
        }
        form.write("\r\n--\(mark)--\r\n")
        self.init(pieces: form.finish())
    }

    /// Whether something of it, beside `To` and `Message-ID`, is a recipient's own.
    public var isPersonal: Bool {
        pieces.contains { piece in
            switch piece {
            case .wire, .to, .messageID, .ancestor: false
            case .value, .section: true
            }
        }
    }

    /// Appends the message for one recipient.
    ///
    /// - Parameters:
    ///   - messageID: without angle brackets.
    ///   - ancestors: the same of the messages further up in the thread, the oldest first.
    ///   - values: by their index; one that is missing is empty. Control characters in them become spaces.
    public func write(
        to mailbox: Mailbox, messageID: String, ancestors: [String] = [], values: [String],
        into buffer: inout [UInt8]
    ) {
        splice.write(to: mailbox, messageID: messageID, ancestors: ancestors, values: values, into: &buffer)
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
        flush()
        pieces.append(hole)
        write("\r\n")
    }

    /// RFC 5322 §3.6.4: each identifier on a line of its own, for they are long.
    private mutating func writeThread(_ count: Int) {
        guard count > 0 else { return }
        writeHole("In-Reply-To", .ancestor(count - 1))
        write("References:")
        for index in 0..<count {
            write(index == 0 ? " " : "\r\n ")
            flush()
            pieces.append(.ancestor(index))
        }
        write("\r\n")
    }

    mutating func writePart(_ kind: String, _ body: [Passage]) {
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
