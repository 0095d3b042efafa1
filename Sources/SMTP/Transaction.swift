import Mail

/// One message on its way over one connection: MAIL, RCPT for each recipient, DATA, the content.
struct Transaction {
    let envelope: Envelope
    /// Those who are not decided yet.
    private(set) var pending: [Envelope.Recipient]
    /// How many of them the relay has taken.
    private(set) var taken = 0
    /// When MAIL was written, in milliseconds of `Clock`.
    let startedAt: Int
    /// Ready for the wire; empty: not put together yet.
    var content: [UInt8] = []
    /// The source was told `attempting`.
    var isRecorded = false
    /// The kernel has the content to its last byte: from here on it may have been delivered.
    var isHandedOver = false
    /// A reply to one of its own commands has come.
    var isAnswered = false

    init(_ envelope: Envelope, at now: Int) {
        self.envelope = envelope
        pending = envelope.recipients
        startedAt = now
    }

    /// The content, which is no longer here then.
    mutating func takeContent() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &content)
        return taken
    }

    mutating func noteTaken() { taken += 1 }

    /// One recipient is out of it.
    mutating func remove(_ recipient: Envelope.Recipient) { pending.removeAll { $0 == recipient } }

    /// The same outcome for all who are not decided.
    func settled(_ outcome: Outcome, at now: Int) -> [Settlement] {
        pending.map { settled($0, outcome, at: now) }
    }

    func settled(_ recipient: Envelope.Recipient, _ outcome: Outcome, at now: Int) -> Settlement {
        Settlement(ticket: recipient.ticket, outcome: outcome, milliseconds: max(0, now - startedAt))
    }
}

/// What became of one recipient's message.
struct Settlement: Equatable {
    let ticket: Ticket
    let outcome: Outcome
    /// From MAIL to the deciding reply.
    let milliseconds: Int
}

/// What becomes of a message whose connection ended before a reply decided.
enum Leftover: Equatable {
    /// Nothing was recorded and no content left. `blamed`: the message may itself have ended the
    /// connection; else the connection had died before it.
    case putBack(Ticket, blamed: Bool)
    case settle(Settlement)
}
