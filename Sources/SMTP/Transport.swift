import Glibc
import Mail

/// Hands messages over: one thread, one event loop, several connections.
///
/// Of several relays the first that is well is used, and the others take over. Everything happens inside `run`,
/// and the source is called from there only.
public final class Transport {
    /// Reaches the transport from any thread.
    public let wakeup: Wakeup

    let source: any DeliverySource
    let epoll: Epoll
    /// In the order in which they are preferred.
    var relays: [Relay]
    /// The one that is used; nil: nothing is known of any that is well, and each is tried when its time comes.
    var chosen: Relay?
    var connections: [Connection?] = []
    /// Milliseconds of `Clock`, read once a round and after each commit.
    var now = Clock.milliseconds()
    /// The source was told something that is not on disk yet.
    var hasUnsaved = false
    /// The last commit failed: nothing may leave.
    var commitIsFailing = false
    var commitAfter = Int.min
    /// Messages put back after they may have ended a connection: not a second time.
    var suspects: Set<Ticket> = []
    /// When patience with the last messages ends; nil: nobody has asked us to stop.
    var graceEnds: Int?

    /// Told as being used.
    var usedRelay: String?
    private let seed: UInt64
    private let inbox = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 16_384)

    /// `seed` spreads the pauses between attempts, and the same seed spreads them the same way.
    ///
    /// Throws `EndpointProblem` for a relay that cannot be one, or where the system has no descriptor left.
    public init(
        relays endpoints: [Endpoint], source: any DeliverySource,
        seed: UInt64 = UInt64.random(in: 0 ... .max)
    ) throws(EndpointProblem) {
        for endpoint in endpoints { try endpoint.check() }
        do {
            epoll = try Epoll()
            wakeup = try Wakeup()
        } catch {
            throw EndpointProblem(description: "\(endpoints.first?.place ?? "no relay"): \(error)")
        }
        self.source = source
        self.seed = seed
        relays = endpoints.map { Relay($0, seed: seed) }
        chosen = relays.first
        usedRelay = chosen?.name
    }

    deinit { inbox.deallocate() }

    /// Hands over what is due until `wakeup.stop` is called, then ends what was begun. Blocks.
    public func run() {
        Self.ignoreBrokenPipes()
        graceEnds = nil
        epoll.watch(Epoll.Token(owner: Self.wakeupOwner, socket: wakeup.descriptor), for: [.read])
        // Something may be due already.
        wakeup.wake()
        repeat { round() } while !isOver
        if hasUnsaved { hasUnsaved = !source.commit() }
        source.transportEnded()
        report()
    }

    /// Everything that has happened, then one commit for all of it, then everything that follows from it.
    private func round() {
        let stirred = epoll.wait(milliseconds: patience())
        now = Clock.milliseconds()
        for index in 0..<stirred { take(epoll.stirred(index)) }
        driveTimers()
        expireDeadlines()
        if graceEnds != nil { drain() }
        tend()
        choose()
        commitAndSend()
        shrink()
        feed()
        grow()
        composeAhead()
        for relay in relays { relay.health.lapse(at: now) }
        report()
    }

    private func take(_ event: (token: Epoll.Token, stirred: Epoll.Interest)) {
        if event.token.owner == Self.wakeupOwner { return takeRequests() }
        guard let connection = connection(in: Int(event.token.owner)) else { return }
        if connection.state == .connecting {
            return advance(connection, connection.wire.drive(event.token, event.stirred))
        }
        if !event.stirred.isDisjoint(with: [.read, .failure]) { hear(connection) }
        if event.stirred.contains(.write), connections[connection.slot] === connection { flush(connection) }
    }

    private func hear(_ connection: Connection) {
        var isAnswered = false
        do {
            try connection.hear(inbox) { reply in
                isAnswered = true
                if reply.code == 421 { connection.relay.window.complained(at: now) }
                let step = connection.dialogue.take(reply, at: now)
                for settlement in step.settled { settle(settlement, on: connection) }
                if !step.putBack.isEmpty { separate(step.putBack, on: connection) }
                guard let why = step.hangUp else { return true }
                lose(connection, why)
                return false
            }
        } catch {
            lose(connection, error.words)
        }
        if isAnswered { connection.relay.heard(at: now) }
        guard isAnswered, connections[connection.slot] === connection else { return }
        connection.dialogue.pump(into: &connection.outbox.bytes)
        connection.renewDeadline(now: now)
        flush(connection)
        leaveIfDone(connection)
    }

    func connection(in slot: Int) -> Connection? {
        connections.indices.contains(slot) ? connections[slot] : nil
    }
}

// MARK: Outside world

extension Transport {
    fileprivate static let wakeupOwner = UInt32.max
    /// How often the source is tended, in milliseconds, while nothing of what is due can leave.
    private static let tending = 250

    private func takeRequests() {
        let requests = wakeup.take()
        if requests.retryNow { relays.forEach { $0.retryNow() } }
        if let endpoints = requests.relays { use(endpoints, seed: seed, triesAnew: requests.triesAnew) }
        if let grace = requests.stop { stop(grace: grace) }
    }

    /// OpenSSL may write to a socket whose other end is gone; the error code says so, a signal need not.
    /// For this thread only: the rest of the process keeps its own ways.
    static func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// How long nothing needs to be done, in milliseconds; nil: until something stirs.
    private func patience() -> Int? {
        if hasUnsaved, !commitIsFailing { return 0 }
        var next: Int? = commitIsFailing ? commitAfter : nil
        func consider(_ time: Int?) {
            guard let time else { return }
            next = min(next ?? time, time)
        }
        for case let connection? in connections {
            consider(connection.deadline)
            if connection.state == .connecting { consider(connection.wire.timer) }
        }
        consider(graceEnds.flatMap { $0 > now ? $0 : nil })
        for relay in relays {
            consider(relay.health.resumes(after: now))
            if relays.count > 1 { consider(relay.silentAt.flatMap { $0 > now ? $0 : nil }) }
        }
        if graceEnds == nil {
            let least = waitsForSource ? 1 : Self.tending
            let waits = relays.filter(isWanted).compactMap { source.millisecondsUntilDue(through: $0.name) }
            consider(waits.min().map { now &+ max(least, $0) })
        }
        return next.map { max(0, $0 &- now) }
    }

    /// A message that fell due by itself could be begun.
    private var waitsForSource: Bool {
        guard graceEnds == nil, !commitIsFailing else { return false }
        return relays.contains { relay in
            guard isWanted(relay), relay.health.maySend(at: now) else { return false }
            if connections.contains(where: { $0?.relay === relay && $0?.isIdle == true }) { return true }
            return room(for: relay) > 0 && source.due(through: relay.name, atMost: 1) == 0
        }
    }
}

/// Made on one thread and run on another, perhaps: before `run` nothing of it is used but `wakeup`, and
/// from then on everything else by the thread in `run` only.
extension Transport: @unchecked Sendable {}
