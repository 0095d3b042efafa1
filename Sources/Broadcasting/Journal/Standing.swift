import Mail

/// Where every recipient of a broadcast stands, as its delivery log tells it.
///
/// The same code follows a log that is being written and one that is read back: what is owed is
/// always recipients minus those with a final event.
public struct Standing: Sendable {
    /// A recipient's present state; each counts once.
    public enum State: UInt8, Sendable, CaseIterable {
        case pending, deferred, accepted, rejected, expired, suppressed, cancelled

        public var isFinal: Bool { self != .pending && self != .deferred }
    }

    /// An outcome that is not known, or not final, and what follows from it.
    public struct Unsettled: Sendable {
        /// Written down as about to be handed over, with no outcome behind it yet.
        public var isOpen = false
        /// The outcome of an earlier attempt was never known.
        public var isUnknown = false
        /// `unconfirmed` in a row.
        public var unconfirmed = 0
        /// When a deferred recipient is due.
        public var next: Timestamp?

        /// A further attempt may give the recipient a second copy.
        public var maybeDelivered: Bool { isOpen || isUnknown }
    }

    public private(set) var states: [State]
    public private(set) var attempts: [UInt16]
    public private(set) var unsettled: [Int: Unsettled] = [:]
    private var counts = [Int](repeating: 0, count: State.allCases.count)
    public private(set) var firstAcceptedAt: Timestamp?
    public private(set) var lastAcceptedAt: Timestamp?
    /// When a person last asked for another try.
    public private(set) var reopenedAt: Timestamp?
    /// Expired or rejected with an attempt behind them whose outcome was never known.
    private var doubtful: Set<Int> = []
    /// When the share named first was accepted, of those not suppressed; in percent.
    public private(set) var reachedAt: [Int: Timestamp] = [:]
    public static let shares = [50, 95, 100]

    public init(recipients: Int) {
        states = [State](repeating: .pending, count: recipients)
        attempts = [UInt16](repeating: 0, count: recipients)
        counts[0] = recipients
    }

    public func count(_ state: State) -> Int { counts[Int(state.rawValue)] }
    public var isComplete: Bool { count(.pending) == 0 && count(.deferred) == 0 }

    /// - Throws: `DamagedRecord` where the event cannot belong to this broadcast.
    public mutating func apply(_ event: DeliveryEvent) throws(DamagedRecord) {
        guard states.indices.contains(event.recipient) else {
            throw DamagedRecord("there is no recipient \(event.recipient)")
        }
        let index = event.recipient
        switch event.kind {
        case .attempting:
            attempts[index] = UInt16(clamping: event.attempt)
            var now = unsettled[index] ?? Unsettled()
            now.isUnknown = now.maybeDelivered
            now.isOpen = true
            unsettled[index] = now
            change(index, to: .pending)
        case .unconfirmed:
            let row = (unsettled[index]?.unconfirmed ?? 0) + 1
            unsettled[index] = Unsettled(isUnknown: true, unconfirmed: row)
        case .deferred:
            // An open attempt is settled by its own deferral, not by that of a later one.
            let before = unsettled[index] ?? Unsettled()
            let isLater = attempts[index] != UInt16(clamping: event.attempt)
            unsettled[index] = Unsettled(
                isUnknown: before.isUnknown || before.isOpen && isLater, next: event.next)
            attempts[index] = UInt16(clamping: event.attempt)
            change(index, to: .deferred)
        case .accepted:
            change(index, to: .accepted)
            noteAcceptance(event.at)
        case .rejected:
            let before = unsettled[index] ?? Unsettled()
            let isLater = attempts[index] != UInt16(clamping: event.attempt)
            attempts[index] = UInt16(clamping: event.attempt)
            change(index, to: .rejected)
            if before.isUnknown || before.isOpen && isLater { doubtful.insert(index) }
        case .expired: change(index, to: .expired)
        case .suppressed: change(index, to: .suppressed)
        case .cancelled: change(index, to: .cancelled)
        case .reopened:
            change(index, to: .pending)
            reopenedAt = event.at
            if doubtful.remove(index) != nil { unsettled[index] = Unsettled(isUnknown: true) }
        case .bounced, .complained, .unsubscribed: break
        }
    }

    /// A person has looked: the count of answers that never came starts again.
    /// - Parameter row: only where that many never came.
    public mutating func forgive(atLeast row: Int = 1) {
        for (index, state) in unsettled where state.unconfirmed >= row { unsettled[index]?.unconfirmed = 0 }
    }

    private mutating func change(_ index: Int, to state: State) {
        if state == .expired, unsettled[index]?.maybeDelivered == true { doubtful.insert(index) }
        if state.isFinal { unsettled[index] = nil }
        counts[Int(states[index].rawValue)] -= 1
        counts[Int(state.rawValue)] += 1
        states[index] = state
    }

    private mutating func noteAcceptance(_ at: Timestamp) {
        if firstAcceptedAt == nil { firstAcceptedAt = at }
        lastAcceptedAt = at
        let addressed = states.count - count(.suppressed)
        for share in Standing.shares where reachedAt[share] == nil {
            if count(.accepted) * 100 >= addressed * share { reachedAt[share] = at }
        }
    }
}
