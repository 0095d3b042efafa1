import Disk
import Mail

/// Hands the messages of all broadcasts to the transport, the urgent first, and keeps their logs.
///
/// It lives on the transport's thread; what comes from elsewhere comes through `arrivals`.
public final class Dispatcher: DeliverySource {
    /// Called on the transport's thread.
    private let orders: () -> [Order]
    let news: (News) -> Void
    var world: Delivery.World
    var active: [Active] = []
    /// Could not be opened for want of room; tried again each tick.
    var postponed: [BroadcastFolder] = []
    var slots: [Int: Delivery] = [:]
    var lastSlot = 0
    var limits: RelayLimits
    private var trouble: AppendLog.Commit = .done
    var dead: DeadAddresses
    private var toldKept: SystemError?
    private var nextTick: Int64 = 0
    /// How often summaries are written and marks in folders are looked for.
    static let tick: Int64 = 1_000

    final class Active {
        let slot: Int
        let delivery: Delivery
        var summary: Summary?
        var toldPause: String?
        var toldOctets = 0
        /// Messages handed over, for a fair share within a priority.
        var served: Int

        init(slot: Int, delivery: Delivery, served: Int) {
            self.slot = slot
            self.delivery = delivery
            self.served = served
        }
    }

    public init(
        world: Delivery.World, suppressions: Suppressions, limits: RelayLimits,
        orders: @escaping () -> [Order], news: @escaping (News) -> Void
    ) {
        self.world = world
        dead = DeadAddresses(suppressions)
        self.orders = orders
        self.news = news
        self.limits = limits
    }

    // MARK: What the transport asks

    public func next(through relay: String, atMost limit: Int) -> Envelope? {
        let now = world.clock.monotonic()
        guard case .done = trouble, limits.wait(for: relay, at: now) == 0 else { return nil }
        let limit = min(limit, limits.left(of: relay, at: world.clock.now()))
        guard limit > 0 else { return nil }
        for position in active.indices {
            do {
                let entry = active[position]
                guard
                    let envelope = try entry.delivery.work.during({
                        try entry.delivery.next(slot: entry.slot, through: relay, atMost: limit)
                    })
                else { continue }
                for _ in envelope.recipients { limits.take(relay, at: world.clock.now(), now) }
                active[position].served += envelope.recipients.count
                keepFair(position)
                return envelope
            } catch { leave(active[position].delivery, "\(error)") }
        }
        return nil
    }

    public func due(through relay: String, atMost limit: Int) -> Int {
        let now = world.clock.monotonic()
        guard case .done = trouble, limits.wait(for: relay, at: now) == 0 else { return 0 }
        var count = 0
        for entry in active where entry.delivery.paused == nil && count < limit {
            count += entry.delivery.owed.due(at: now)
        }
        return min(count, limit)
    }

    public func millisecondsUntilDue(through relay: String) -> Int? {
        guard !active.isEmpty || !postponed.isEmpty || !dead.isEmpty else { return nil }
        let now = world.clock.monotonic()
        let tick = max(0, Int(nextTick - now))
        guard case .done = trouble else { return tick }
        let open = active.lazy.map(\.delivery).filter { $0.paused == nil }.map(\.owed)
        let isDue = open.contains { $0.due(at: now) > 0 }
        let due = isDue ? 0 : open.compactMap(\.nextDue).min().map { max(0, Int($0 - now)) } ?? Int.max
        return min(tick, max(due, limits.wait(for: relay, at: now)))
    }

    public func rest(of relay: String) -> Int? { limits.rest(of: relay, at: world.clock.now()) }

    public func putBack(_ ticket: Ticket) {
        guard let delivery = slots[ticket.broadcast] else { return }
        if let flight = delivery.inFlight[ticket.recipient] { limits.giveBack(flight.relay) }
        delivery.putBack(ticket.recipient)
    }

    /// Whoever asks for a broadcast to be stopped is told that nothing of it leaves any more: also not what a relay was
    /// asked about before, and answers late.
    public func mayLeave(_ ticket: Ticket) -> Bool { slots[ticket.broadcast]?.isEnding != true }

    public func attempting(_ ticket: Ticket) {
        guard let delivery = slots[ticket.broadcast] else { return }
        delivery.work.during { delivery.attempting(ticket.recipient) }
    }

    public func write(_ ticket: Ticket, into buffer: inout [UInt8]) {
        guard let delivery = slots[ticket.broadcast] else { return }
        delivery.work.during { delivery.write(ticket.recipient, into: &buffer) }
    }

    public func settle(_ ticket: Ticket, _ outcome: Outcome, milliseconds: Int) {
        guard let delivery = slots[ticket.broadcast] else { return }
        delivery.work.during {
            // Whoever looks after the lists is on none of them.
            if case .refused(let reply, let verdict) = outcome, verdict.addressIsDead,
                !delivery.record.isNotice,
                let flight = delivery.inFlight[ticket.recipient]
            {
                dead.add(
                    Suppressions.Entry(
                        at: world.clock.now(), address: flight.address, list: nil,
                        reason: "the address is dead: \(reply)"))
            }
            delivery.settle(ticket.recipient, outcome, milliseconds: milliseconds)
        }
        if delivery.isComplete { nextTick = 0 }
    }

    /// Addresses that are dead are on disk before a log that says so.
    public func beginCommit() {
        guard case .done = trouble, dead.isEmpty else { return }
        for entry in active { entry.delivery.log.begin() }
    }

    public func commit() -> Bool {
        let before = trouble
        trouble = commitAll()
        switch trouble {
        case .done:
            if before != .done { news(.roomAgain) }
            return true
        case .postponed(let error):
            if case .postponed = before { return false }
            news(.outOfRoom("\(error)"))
        case .broken(let error):
            if case .broken = before { return false }
            news(.mustStop("\(error)"))
        }
        return false
    }

    public var isBroken: Bool { if case .broken = trouble { true } else { false } }

    public func relay(_ name: String, _ state: RelayState) { news(.relay(name, state)) }

    public func uses(relay: String) { news(.uses(relay: relay)) }

    public func tend() {
        let arrived = orders().compactMap(heed)
        let now = world.clock.monotonic()
        guard now >= nextTick || !arrived.isEmpty else { return }
        let waiting = postponed
        postponed = []
        for folder in waiting { take(folder, isNew: false) }
        for folder in arrived { take(folder, isNew: true) }
        nextTick = now + Dispatcher.tick
        limits.heedClock(world.clock.now())
        for entry in active {
            entry.delivery.work.during {
                entry.delivery.heedMarkers()
                reopen(entry.delivery)
                entry.delivery.heedDeadline()
            }
        }
        if hasUnwritten || trouble != .done { _ = commit() }
        guard case .done = trouble else { return }
        for position in active.indices { active[position].delivery.work.during { tell(position) } }
        // The summary says first that it is not finished: else a crash now would leave nobody to take it up.
        for entry in active
        where entry.summary == entry.delivery.summary && entry.delivery.settleReopening() {
            news(.reopened(entry.delivery.summary))
        }
        for entry in active where entry.delivery.isComplete {
            entry.delivery.work.during { finish(entry) }
        }
    }

    /// Summaries say what the logs say, also where the next start is a long time off.
    public func transportEnded() {
        limits.settle(at: world.clock.now())
        if hasUnwritten, !commit() { return }
        guard case .done = trouble else { return }
        for position in active.indices { active[position].delivery.work.during { tell(position) } }
        for entry in active where entry.delivery.isComplete {
            entry.delivery.work.during { finish(entry) }
        }
    }

    // MARK: What it does by itself

    private var hasUnwritten: Bool { !dead.isEmpty || active.contains { $0.delivery.log.hasPending } }

    private func commitAll() -> AppendLog.Commit {
        switch dead.commit(at: world.clock.monotonic()) {
        case .done where dead.isEmpty && toldKept != nil:
            toldKept = nil
            news(.suppressedAgain)
        case .done: break
        case .kept(let error):
            if error != toldKept { news(.notSuppressed("\(error)")) }
            toldKept = error
        case .broken(let error): return .broken(error)
        }
        do throws(SystemError) { try limits.commit() } catch { return .postponed(error) }
        for entry in active where entry.delivery.log.hasPending {
            let result = entry.delivery.log.commit()
            if result != .done { return result }
        }
        return .done
    }
}
