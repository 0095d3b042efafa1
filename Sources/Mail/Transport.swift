/// One message to one recipient, or to several where they all get the same, as the transport needs to know it
/// before it asks for the content.
public struct Envelope: Sendable {
    /// One RCPT TO.
    public struct Recipient: Sendable, Equatable {
        /// Chosen by the source; the transport hands it back with whatever it has to say.
        public var ticket: Ticket
        public var address: EmailAddress

        public init(ticket: Ticket, address: EmailAddress) {
            self.ticket = ticket
            self.address = address
        }
    }

    /// The envelope sender, MAIL FROM.
    public var sender: EmailAddress
    /// One at least.
    public var recipients: [Recipient]
    /// Octets of content as they will be written, before dot-stuffing (RFC 1870 §6).
    public var size: Int
    /// The header carries UTF-8: needs SMTPUTF8 (RFC 6531), and 8BITMIME (RFC 6152).
    public var needsSMTPUTF8: Bool

    public init(sender: EmailAddress, recipients: [Recipient], size: Int, needsSMTPUTF8: Bool) {
        self.sender = sender
        self.recipients = recipients
        self.size = size
        self.needsSMTPUTF8 = needsSMTPUTF8
    }
}

/// Names one recipient of one broadcast, while it is with the transport.
public struct Ticket: Sendable, Hashable {
    public var broadcast: Int
    public var recipient: Int

    public init(broadcast: Int, recipient: Int) {
        self.broadcast = broadcast
        self.recipient = recipient
    }
}

/// What became of one recipient's message in one attempt.
public enum Outcome: Sendable, Equatable {
    /// 2xx after the message: the relay has taken responsibility.
    case accepted(Reply)
    /// 4xx or 5xx, at any stage.
    case refused(Reply, Verdict)
    /// The connection failed before the message was complete: certainly not delivered.
    case lost(String)
    /// The message was handed over completely and no answer came: perhaps delivered (RFC 1047).
    case unconfirmed(String)
}

/// How the transport stands to a relay, for people.
public enum RelayState: Sendable, Equatable {
    case idle
    case working(connections: Int)
    /// No connection could be made; tried again after `retryAfter` milliseconds.
    case unreachable(String, retryAfter: Int)
    /// The relay answers, and wants nothing for `retryAfter` milliseconds: too fast, or a quota is used up.
    case holding(String, retryAfter: Int)
    /// A person has to act: log-in refused, sender refused, relaying denied, certificate not valid.
    case needsPerson(String, retryAfter: Int)
}

/// The side that knows what is owed and keeps the record. A transport calls it on one thread only.
///
/// The order that makes the promise hold: before a message's content leaves, `attempting` for it and
/// the outcome of the message before it on that connection have been given and `commit` has
/// returned true.
public protocol DeliverySource: AnyObject {
    /// The next message to hand over through this relay, to at most so many recipients, taken out of the queue; nil
    /// while nothing is due.
    func next(through relay: String, atMost limit: Int) -> Envelope?
    /// How many recipients `next` could give at once now, at most `limit`.
    func due(through relay: String, atMost limit: Int) -> Int
    /// Milliseconds until `next` may have something though nobody calls `wake`; nil: never by itself.
    func millisecondsUntilDue(through relay: String) -> Int?
    /// Milliseconds for which this relay, however well it is, may be given nothing, because its messages of the
    /// day are used up; nil: it may.
    func rest(of relay: String) -> Int?
    /// Called once in each round of the transport's loop, and soon after `millisecondsUntilDue` has
    /// passed: the place for what the source has to do by itself.
    func tend()
    /// Takes back a message of which nothing was recorded and whose content never left.
    func putBack(_ ticket: Ticket)
    /// Whether a message that was taken out of the queue may leave all the same. Asked when the relay is ready for its
    /// content, which may be minutes later; where it may not, it is put back.
    func mayLeave(_ ticket: Ticket) -> Bool
    /// Records that the message is about to be handed over.
    func attempting(_ ticket: Ticket)
    /// Appends the content, which is the same for all recipients of one envelope: RFC 5322, CRLF only, ending in CRLF, not dot-stuffed. Asked for when there is time
    /// for it, which may be before `attempting`; where the message is put back, it is asked for again.
    func write(_ ticket: Ticket, into buffer: inout [UInt8])
    /// Records what became of it. `milliseconds` from MAIL to the deciding reply.
    func settle(_ ticket: Ticket, _ outcome: Outcome, milliseconds: Int)
    /// Begins to put on disk what was recorded so far, and does not wait for it; `commit` follows.
    func beginCommit()
    /// Puts everything recorded so far on disk (one write and fdatasync a journal).
    /// False: it could not; nothing may leave, and the transport asks again a little later.
    func commit() -> Bool
    /// No commit will ever succeed again: there is no sense in waiting for one.
    var isBroken: Bool { get }
    /// The transport has ended, and all that could be put on disk is.
    func transportEnded()
    /// A relay's state has changed.
    func relay(_ name: String, _ state: RelayState)
    /// What is sent goes through this relay from now on.
    func uses(relay: String)
}

extension DeliverySource {
    public var isBroken: Bool { false }
    public func mayLeave(_ ticket: Ticket) -> Bool { true }
    public func beginCommit() {}
    public func rest(of relay: String) -> Int? { nil }
    public func uses(relay: String) {}
    public func tend() {}
    public func transportEnded() {}
}
