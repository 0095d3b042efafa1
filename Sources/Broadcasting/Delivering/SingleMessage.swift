import Mail

/// One message to one address, for `test`: nothing is written down, and it is tried until the time is up.
public final class SingleMessage: DeliverySource {
    /// What became of it.
    public enum Ending: Sendable, Equatable {
        case accepted(Reply)
        case refused(Reply)
        case unconfirmed(String)
        /// The relay cannot be reached, or does not let us in.
        case unavailable(String)
    }

    private let envelope: Envelope
    private let content: [UInt8]
    private let ended: (Ending) -> Void
    private var isWaiting = true

    /// - Parameter ended: called on the transport's thread, once or more; the first counts.
    public init(
        sender: EmailAddress, recipient: EmailAddress, content: [UInt8], ended: @escaping (Ending) -> Void
    ) {
        let ticket = Ticket(broadcast: 0, recipient: 0)
        envelope = Envelope(
            sender: sender, recipients: [.init(ticket: ticket, address: recipient)], size: content.count,
            needsSMTPUTF8: recipient.needsSMTPUTF8)
        self.content = content
        self.ended = ended
    }

    public func next(through relay: String, atMost limit: Int) -> Envelope? {
        guard isWaiting else { return nil }
        isWaiting = false
        return envelope
    }

    public func due(through relay: String, atMost limit: Int) -> Int { isWaiting ? min(1, limit) : 0 }
    public func millisecondsUntilDue(through relay: String) -> Int? { nil }
    public func putBack(_ ticket: Ticket) { isWaiting = true }
    public func attempting(_ ticket: Ticket) {}
    public func write(_ ticket: Ticket, into buffer: inout [UInt8]) { buffer += content }
    public func commit() -> Bool { true }

    public func settle(_ ticket: Ticket, _ outcome: Outcome, milliseconds: Int) {
        switch outcome {
        case .accepted(let reply): ended(.accepted(reply))
        case .refused(let reply, _): ended(.refused(reply))
        case .unconfirmed(let why): ended(.unconfirmed(why))
        case .lost(let why): ended(.unavailable(why))
        }
    }

    public func relay(_ name: String, _ state: RelayState) {
        switch state {
        case .unreachable(let why, _), .holding(let why, _), .needsPerson(let why, _):
            ended(.unavailable(why))
        case .idle, .working: break
        }
    }
}
