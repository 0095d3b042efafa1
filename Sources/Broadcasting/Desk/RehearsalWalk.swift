import Mail

/// Composes every recipient's message as it will be sent, and keeps its size.
struct RehearsalWalk {
    /// What goes through one list.
    struct Share {
        var mailed = 0
        var suppressed = 0
        /// Octets of all messages to those mailed, and of the largest.
        var octets = 0
        var largest = 0
    }

    private let record: BroadcastRecord
    private let messageIDs: MessageIDs
    private let suppressed: Suppressed
    private let wanted: String?
    private var buffer: [UInt8] = []
    private(set) var shares: [Name: Share] = [:]
    /// Of anybody, also of those who are suppressed.
    private(set) var largest = 0
    private(set) var first: Recipient?
    private(set) var found: Recipient?

    init(_ record: BroadcastRecord, _ messageIDs: MessageIDs, suppressed: Suppressed, wanted: EmailAddress?) {
        self.record = record
        self.messageIDs = messageIDs
        self.suppressed = suppressed
        self.wanted = wanted?.comparisonKey
    }

    mutating func meet(_ somebody: Recipient) {
        let list = somebody.list
        var recipient = somebody
        recipient.suppressed = suppressed.entry(for: somebody.address, on: list)?.reason
        buffer.removeAll(keepingCapacity: true)
        record.write(to: recipient, messageIDs, into: &buffer)
        largest = max(largest, buffer.count)
        if recipient.suppressed == nil {
            shares[list, default: Share()].mailed += 1
            shares[list, default: Share()].octets += buffer.count
            shares[list, default: Share()].largest = max(shares[list]?.largest ?? 0, buffer.count)
            first = first ?? recipient
        } else {
            shares[list, default: Share()].suppressed += 1
        }
        if let wanted, recipient.address.comparisonKey == wanted { found = recipient }
    }
}
