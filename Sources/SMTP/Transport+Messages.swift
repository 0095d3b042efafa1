import Mail

/// The promise: what is about to be handed over is on disk before its content leaves.
extension Transport {
    /// After a commit that failed, in milliseconds.
    private static let commitPause = 250
    /// When the source kept the loop longer, in milliseconds, deadlines are put off.
    private static let slowSource = 20

    /// One commit for every connection that is ready and every outcome of the round.
    func commitAndSend() {
        for case let connection? in connections where connection.dialogue.isReady { record(connection) }
        guard hasUnsaved, !commitIsFailing || now >= commitAfter else { return }
        let isSaved = timed {
            if composesInCommits {
                source.beginCommit()
                for case let connection? in connections where connection.dialogue.isReady {
                    compose(connection)
                }
            }
            return source.commit()
        }
        commitIsFailing = !isSaved
        hasUnsaved = !isSaved
        guard isSaved else {
            commitAfter = now &+ Self.commitPause
            return
        }
        for case let connection? in connections where connection.dialogue.isReady { sendContent(connection) }
    }

    private func record(_ connection: Connection) {
        guard let opening = connection.dialogue.opening, !opening.isRecorded else { return }
        // What is not said after 354 cannot be taken back but with the connection.
        guard opening.pending.allSatisfy({ source.mayLeave($0.ticket) }) else { return release(connection) }
        for recipient in opening.pending { source.attempting(recipient.ticket) }
        connection.dialogue.noteRecorded()
        hasUnsaved = true
    }

    func tend() { timed { source.tend() } }

    /// What the source takes time for is not counted against the relay.
    private func timed<Result>(_ work: () -> Result) -> Result {
        let before = now
        let result = work()
        now = Clock.milliseconds()
        if now - before > Self.slowSource {
            for relay in relays { relay.putOff(by: now - before) }
            for case let connection? in connections where !connection.isIdle {
                connection.deadline = connection.deadline.map { $0 &+ (now - before) }
            }
        }
        return result
    }

    /// The content, and behind it in the same write the commands for the next message.
    private func sendContent(_ connection: Connection) {
        compose(connection)
        connection.outbox.append(content: connection.dialogue.takeContent())
        beginNext(connection)
        connection.renewDeadline(now: now)
        flush(connection)
    }

    /// While the relay is busy with one message the next one of that connection is put together.
    func composeAhead() {
        guard !composesInCommits else { return }
        for case let connection? in connections where connection.state == .open { compose(connection) }
    }

    /// Many connections keep the loop busy while the relay is. Then it is the disk that would be waited for, long
    /// enough to put messages together meanwhile; for a few, beginning early costs more than it saves.
    private var composesInCommits: Bool { connections.count { $0?.state == .open } >= 16 }

    private func compose(_ connection: Connection) {
        connection.dialogue.compose { source.write($0, into: &$1) }
    }

    /// Gives every idle connection a message.
    func feed() {
        guard graceEnds == nil, !commitIsFailing else { return }
        for case let connection? in connections where connection.isIdle && connection.dialogue.canBegin {
            guard beginNext(connection) else { continue }
            connection.renewDeadline(now: now)
            flush(connection)
        }
    }

    /// False: nothing is due.
    @discardableResult
    private func beginNext(_ connection: Connection) -> Bool {
        guard connection.dialogue.canBegin, mayBegin(on: connection) else { return false }
        let relay = connection.relay
        while let envelope = source.next(through: relay.name, atMost: relay.recipientsAtMost) {
            if let (reply, verdict) = connection.dialogue.offered.refusal(of: envelope) {
                for recipient in envelope.recipients {
                    source.settle(recipient.ticket, .refused(reply, verdict), milliseconds: 0)
                }
                hasUnsaved = true
                continue
            }
            connection.dialogue.begin(envelope, at: now)
            connection.dialogue.pump(into: &connection.outbox.bytes)
            return true
        }
        return false
    }

    func flush(_ connection: Connection) {
        do {
            if try connection.flush() { connection.renewDeadline(now: now) }
        } catch {
            lose(connection, error.words)
        }
    }
}

// MARK: Outcomes

extension Transport {
    func settle(_ settlement: Settlement, on connection: Connection) {
        source.settle(settlement.ticket, settlement.outcome, milliseconds: settlement.milliseconds)
        hasUnsaved = true
        if !suspects.isEmpty { suspects.remove(settlement.ticket) }
        switch settlement.outcome {
        case .accepted:
            noteProgress(on: connection)
            connection.relay.window.accepted(after: settlement.milliseconds, at: now)
        case .refused(let reply, let verdict): heed(reply, verdict, on: connection)
        case .lost, .unconfirmed: return
        }
    }

    private func noteProgress(on connection: Connection) {
        connection.hasProgressed = true
        connection.relay.health.progressed(since: connection.connectedAt, at: now)
    }

    /// What a refusal means for the messages after it.
    private func heed(_ reply: Reply, _ verdict: Verdict, on connection: Connection) {
        let relay = connection.relay
        let words = "\(relay.endpoint.place): \(reply)"
        if verdict.asksForLess { relay.window.complained(at: now) }
        switch verdict.scope {
        case .recipient, .message: noteProgress(on: connection)
        case .throttled: relay.health.throttled(words, at: now)
        case .quota: relay.health.usedUp(words, at: now)
        case .account: relay.health.stopped(words, at: now)
        case .connection:
            connection.dialogue.end()
            blame(connection, "\(reply)")
        }
    }

    /// The connection is gone, and with it whatever was on it.
    func lose(_ connection: Connection, _ why: String) {
        let wasWanted = connection.state == .open && !connection.isIdle && !connection.dialogue.isEnding
        for leftover in connection.dialogue.abandon(why, at: now) { take(leftover, why, on: connection) }
        drop(connection)
        if wasWanted { blame(connection, why) }
    }

    /// The relay takes fewer recipients with one message: these get another one, and later messages have fewer.
    func separate(_ tickets: [Ticket], on connection: Connection) {
        for ticket in tickets { source.putBack(ticket) }
        guard let taken = connection.dialogue.opening?.taken else { return }
        connection.relay.recipientsAtMost = min(connection.relay.recipientsAtMost, max(1, taken))
    }

    func take(_ leftover: Leftover, _ why: String, on connection: Connection) {
        switch leftover {
        case .settle(let settlement): settle(settlement, on: connection)
        case .putBack(let ticket, let isBlamed):
            // A message that ends every connection it is tried on must not stand before all others for ever.
            if isBlamed, graceEnds == nil, !suspects.insert(ticket).inserted {
                settle(Settlement(ticket: ticket, outcome: .lost(why), milliseconds: 0), on: connection)
            } else {
                source.putBack(ticket)
            }
        }
    }

    /// A connection that brought nothing is as good as none; one that did costs a fresh one and no more.
    private func blame(_ connection: Connection, _ why: String) {
        guard !connection.hasProgressed, graceEnds == nil, !connection.relay.isRetired else { return }
        let relay = connection.relay
        let failure = ConnectFailure(.unreachable, why, place: relay.endpoint.place)
        relay.health.failed(failure, othersWork: othersWork(beside: connection), at: now)
    }

    func othersWork(beside connection: Connection) -> Bool {
        connections.contains {
            $0 !== connection && $0?.relay === connection.relay && $0?.state == .open
        }
    }
}
