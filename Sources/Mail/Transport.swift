/// One message to one recipient, as the transport needs to know it before it asks for the content.
public struct Envelope: Sendable {
    /// Chosen by the source; the transport hands it back with whatever it has to say.
    public var ticket: Ticket
    /// The envelope sender, MAIL FROM.
    public var sender: EmailAddress
    /// The envelope recipient, RCPT TO.
    public var recipient: EmailAddress
    /// Octets of content as they will be written, before dot-stuffing (RFC 1870 §6).
    public var size: Int
    /// The header carries UTF-8: needs SMTPUTF8 (RFC 6531), and 8BITMIME (RFC 6152).
    public var needsSMTPUTF8: Bool

    public init(ticket: Ticket, sender: EmailAddress, recipient: EmailAddress, size: Int, needsSMTPUTF8: Bool)
    {
        self.ticket = ticket
        self.sender = sender
        self.recipient = recipient
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
    /// The next message to hand over through this relay, taken out of the queue; nil while nothing is due.
    func next(through relay: String) -> Envelope?
    /// How many messages `next` could give at once now, at most `limit`.
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
    /// Records that the message is about to be handed over.
    func attempting(_ ticket: Ticket)
    /// Appends the content: RFC 5322, CRLF only, ending in CRLF, not dot-stuffed. Asked for when there is time
    /// for it, which may be before `attempting`; where the message is put back, it is asked for again.
    func write(_ ticket: Ticket, into buffer: inout [UInt8])
    /// Records what became of it. `milliseconds` from MAIL to the deciding reply.
    func settle(_ ticket: Ticket, _ outcome: Outcome, milliseconds: Int)
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
    public func rest(of relay: String) -> Int? { nil }
    public func uses(relay: String) {}
    public func tend() {}
    public func transportEnded() {}
}
