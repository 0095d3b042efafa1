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
    /// Octets that are the same in every message, and not composed for each.
    private let attached: Int
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
        var light = record
        light.attached = record.attached?.withoutOctets
        self.record = light
        attached = record.attached?.size ?? 0
        self.messageIDs = messageIDs
        self.suppressed = suppressed
        self.wanted = wanted?.comparisonKey
    }

    var suppressedCount: Int { shares.values.reduce(0) { $0 + $1.suppressed } }

    mutating func meet(_ somebody: Recipient) {
        let list = somebody.list
        var recipient = somebody
        recipient.suppressed = suppressed.entry(for: somebody.address, on: list)?.reason
        buffer.removeAll(keepingCapacity: true)
        record.write(to: recipient, messageIDs, into: &buffer)
        let size = buffer.count + attached
        largest = max(largest, size)
        if recipient.suppressed == nil {
            shares[list, default: Share()].mailed += 1
            shares[list, default: Share()].octets += size
            shares[list, default: Share()].largest = max(shares[list]?.largest ?? 0, size)
            first = first ?? recipient
        } else {
            shares[list, default: Share()].suppressed += 1
        }
        if let wanted, recipient.address.comparisonKey == wanted { found = recipient }
    }
}
