import Disk
import Mail

/// Hands the messages of all broadcasts to the transport, the urgent first, and keeps their logs.
///
/// It lives on the transport's thread; what comes from elsewhere comes through `arrivals`.
public final class Dispatcher: DeliverySource {
    /// What the rest of the program is told.
    public enum News: Sendable, Equatable {
        case finished(Summary)
        case paused(id: String, reason: String)
        /// A broadcast that cannot be read: it is left alone, with the place of the damage.
        case damaged(id: String, problem: String)
        /// Nothing leaves until there is room again.
        case outOfRoom(String)
        case roomAgain
        /// Addresses that are dead could not be written to the suppressions; tried again.
        case notSuppressed(String)
        case suppressedAgain
        /// Another try was asked for, and the log has it.
        case reopened(Summary)
        /// Another try was asked for and has to wait.
        case notReopened(id: String, problem: String)
        /// A broadcast that was paused goes on.
        case resumed(id: String)
        /// The disk cannot be trusted any more: the daemon has to end.
        case mustStop(String)
        case relay(String, RelayState)
        /// This relay is used from now on.
        case uses(relay: String)
    }

    /// What the rest of the program wants of it.
    public enum Order: Sendable {
        /// An accepted broadcast is to be delivered.
        case deliver(BroadcastFolder)
        /// The configuration has changed.
        case settings([RelaySettings], RetrySettings)
    }

    /// Called on the transport's thread.
    private let orders: () -> [Order]
    private let news: (News) -> Void
    private(set) var world: Delivery.World
    private var active: [Active] = []
    /// Could not be opened for want of room; tried again each tick.
    private var postponed: [BroadcastFolder] = []
    private var slots: [Int: Delivery] = [:]
    private var lastSlot = 0
    private var limits: RelayLimits
    private var trouble: AppendLog.Commit = .done
    private var dead: DeadAddresses
    private var toldKept: SystemError?
    private var nextTick: Int64 = 0
    /// How often summaries are written and marks in folders are looked for.
    static let tick: Int64 = 1_000

    private struct Active {
        var slot: Int
        var delivery: Delivery
        var summary: Summary?
        var toldPause: String?
        /// Messages handed over, for a fair share within a priority.
        var served = 0
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
                    let envelope = try entry.delivery.next(slot: entry.slot, through: relay, atMost: limit)
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

    public func attempting(_ ticket: Ticket) { slots[ticket.broadcast]?.attempting(ticket.recipient) }

    public func write(_ ticket: Ticket, into buffer: inout [UInt8]) {
        slots[ticket.broadcast]?.write(ticket.recipient, into: &buffer)
    }

    public func settle(_ ticket: Ticket, _ outcome: Outcome, milliseconds: Int) {
        guard let delivery = slots[ticket.broadcast] else { return }
        if case .refused(let reply, let verdict) = outcome, verdict.addressIsDead,
            let flight = delivery.inFlight[ticket.recipient]
        {
            dead.add(
                Suppressions.Entry(
                    at: world.clock.now(), address: flight.recipient.address, list: nil,
                    reason: "the address is dead: \(reply)"))
        }
        delivery.settle(ticket.recipient, outcome, milliseconds: milliseconds)
        if delivery.isComplete { nextTick = 0 }
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
            entry.delivery.heedMarkers()
            reopen(entry.delivery)
            entry.delivery.heedDeadline()
        }
        if hasUnwritten || trouble != .done { _ = commit() }
        guard case .done = trouble else { return }
        for position in active.indices { tell(position) }
        // The summary says first that it is not finished: else a crash now would leave nobody to take it up.
        for entry in active
        where entry.summary == entry.delivery.summary && entry.delivery.settleReopening() {
            news(.reopened(entry.delivery.summary))
        }
        for entry in active where entry.delivery.isComplete { finish(entry) }
    }

    /// Summaries say what the logs say, also where the next start is a long time off.
    public func transportEnded() {
        limits.settle(at: world.clock.now())
        if hasUnwritten, !commit() { return }
        guard case .done = trouble else { return }
        for position in active.indices { tell(position) }
        for entry in active where entry.delivery.isComplete { finish(entry) }
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

    /// - Returns: a broadcast that has arrived.
    private func heed(_ order: Order) -> BroadcastFolder? {
        switch order {
        case .deliver(let folder): return folder
        case .settings(let relays, let retry):
            limits.use(relays, world.clock)
            world.schedule = RetrySchedule(retry)
            world.hasOtherRelay = relays.count > 1
            for entry in active { entry.delivery.world = world }
            return nil
        }
    }

    private func take(_ folder: BroadcastFolder, isNew: Bool) {
        guard !active.contains(where: { $0.delivery.folder == folder }) else { return }
        do {
            let delivery = try Delivery(folder, world)
            lastSlot += 1
            slots[lastSlot] = delivery
            active.append(Active(slot: lastSlot, delivery: delivery, served: active.map(\.served).min() ?? 0))
            active.sort { Dispatcher.goesFirst($0, $1) }
        } catch let error as SystemError where error.passes {
            postponed.append(folder)
            if isNew { news(.outOfRoom("\(folder.id): \(error)")) }
        } catch {
            folder.mark(.paused, "\(error)")
            news(.damaged(id: folder.id, problem: "\(error)"))
        }
    }

    /// Those who were rejected or expired are tried again, where a person wants it and knows who must not be mailed.
    private func reopen(_ delivery: Delivery) {
        guard delivery.shouldReopen else { return }
        do { delivery.reopen(try dead.suppressions.load()) } catch {
            news(.notReopened(id: delivery.record.id, problem: "\(error)"))
        }
    }

    /// The summary as it is now, and the news of a pause; at most once a tick.
    private func tell(_ position: Int) {
        let delivery = active[position].delivery
        let summary = delivery.summary
        if summary != active[position].summary, (try? delivery.folder.writeSummary(summary)) != nil {
            active[position].summary = summary
        }
        guard delivery.paused != active[position].toldPause else { return }
        // What is in flight may be the end of it.
        guard delivery.paused == nil || delivery.inFlight.isEmpty, !delivery.isComplete else { return }
        active[position].toldPause = delivery.paused
        let id = delivery.record.id
        news(delivery.paused.map { .paused(id: id, reason: $0) } ?? .resumed(id: id))
    }

    private func finish(_ entry: Active) {
        guard entry.delivery.summary == active.first(where: { $0.slot == entry.slot })?.summary else {
            return
        }
        active.removeAll { $0.slot == entry.slot }
        slots[entry.slot] = nil
        entry.delivery.log.giveBackRoom()
        try? entry.delivery.folder.removePause()
        news(.finished(entry.delivery.summary))
    }

    private func leave(_ delivery: Delivery, _ problem: String) {
        delivery.pause(problem)
        news(.damaged(id: delivery.record.id, problem: problem))
    }

    private static func goesFirst(_ left: Active, _ right: Active) -> Bool {
        (left.delivery.record.priority, left.served) < (right.delivery.record.priority, right.served)
    }

    /// Within a priority the one that has been served least goes next.
    private func keepFair(_ position: Int) {
        var index = position
        while index + 1 < active.count, Dispatcher.goesFirst(active[index + 1], active[index]) {
            active.swapAt(index, index + 1)
            index += 1
        }
    }
}
