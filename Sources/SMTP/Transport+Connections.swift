import CCurl
import Mail

/// Connections come, and go.
extension Transport {
    /// Opens what is needed for all that is due, all at once.
    func grow() {
        guard graceEnds == nil, !commitIsFailing else { return }
        for relay in relays where isWanted(relay) {
            let room = room(for: relay)
            guard room > 0 else { continue }
            let standing = connections.count { $0?.relay === relay && $0?.isStanding == true }
            let busy = connections.count { $0?.relay === relay && $0?.state == .open && $0?.isBusy == true }
            let wanted = source.due(through: relay.name, atMost: relay.window.limit) + busy - standing
            for _ in 0..<max(0, min(room, wanted)) where !connect(to: relay) { break }
        }
    }

    /// Lets go of those that a relay is to be spared: the idle at once, the others behind their message.
    func shrink() {
        for relay in relays where relay.window.limit < relay.window.most {
            var surplus =
                connections.count { $0?.relay === relay && $0?.isStanding == true } - relay.window.limit
            for case let connection? in connections.reversed()
            where surplus > 0 && connection.relay === relay && connection.isStanding {
                surplus -= 1
                connection.dialogue.end()
                if connection.state == .connecting { drop(connection) } else { leaveIfDone(connection) }
            }
        }
    }

    /// False: the system gives us no more.
    private func connect(to relay: Relay) -> Bool {
        let slot = connections.firstIndex { $0 == nil } ?? connections.count
        if slot == connections.count { connections.append(nil) }
        do {
            let connection = try Connection(slot: slot, to: relay, epoll: epoll, now: now)
            connections[slot] = connection
            advance(connection, connection.wire.drive())
            return true
        } catch {
            let failure = ConnectFailure(.unreachable, "\(error)", place: relay.endpoint.place)
            relay.health.failed(failure, othersWork: openConnections(to: relay) > 0, at: now)
            return false
        }
    }

    private func openConnections(to relay: Relay) -> Int {
        connections.count { $0?.relay === relay && $0?.state == .open }
    }

    /// libcurl has done something about a connection.
    func advance(_ connection: Connection, _ progress: Wire.Progress) {
        let relay = connection.relay
        switch progress {
        case .connecting: connection.noteHandshake(now: now)
        case .failed(let code): fail(connection, connection.failure(code))
        case .connected:
            if let failure = connection.missingLogIn { return fail(connection, failure) }
            relay.heard(at: now)
            relay.health.connected()
            connection.open(at: now)
            connection.renewDeadline(now: now)
        }
    }

    private func fail(_ connection: Connection, _ failure: ConnectFailure) {
        drop(connection)
        let relay = connection.relay
        let open = openConnections(to: relay)
        if failure.isAboutNumbers {
            if open > 0 { return relay.window.refused(beside: open, at: now) }
            // Those that were tried with it may have more luck.
            let others = connections.contains { $0?.relay === relay && $0?.state == .connecting }
            if others { return relay.window.complained(at: now) }
        }
        relay.health.failed(failure, othersWork: open > 0, at: now)
        guard failure.kind == .logInRefused else { return }
        // Those that are about to try the same secret.
        for case let other? in connections where other.relay === relay && other.state == .connecting {
            drop(other)
        }
    }

    /// Lets go of it; libcurl closes the socket.
    func drop(_ connection: Connection) {
        guard connections[connection.slot] === connection else { return }
        connections[connection.slot] = nil
    }

    func driveTimers() {
        for case let connection? in connections where connection.state == .connecting {
            if let timer = connection.wire.timer, timer <= now {
                advance(connection, connection.wire.drive())
            }
        }
    }

    /// After everything that has arrived was read: what is late now is late at the relay. A late reply would
    /// be taken for the next message's, so the connection goes.
    func expireDeadlines() {
        for case let connection? in connections {
            guard let deadline = connection.deadline, deadline <= now else { continue }
            switch connection.state {
            case .connecting: fail(connection, connection.failure(CURLE_OPERATION_TIMEDOUT))
            case .open where connection.isIdle && connection.dialogue.canQuit: quit(connection)
            case .open: lose(connection, connection.overdue())
            case .quitting: drop(connection)
            }
        }
    }

    /// A connection on which no message may begin leaves when the last one is decided.
    func leaveIfDone(_ connection: Connection) {
        guard connection.state == .open, connection.dialogue.isEnding, !connection.isBusy else { return }
        if connection.dialogue.canQuit {
            quit(connection)
        } else if isLeaving(connection) || connection.dialogue.isQuiet {
            drop(connection)
        }
    }

    private func quit(_ connection: Connection) {
        connection.state = .quitting
        connection.dialogue.quit(into: &connection.outbox.bytes)
        connection.deadline = now &+ connection.relay.deadlines.limit(.quit)
        flush(connection)
    }
}

// MARK: Stopping

extension Transport {
    /// Nothing is left to be done, or no time for it.
    var isOver: Bool {
        guard let graceEnds else { return false }
        if source.isBroken { return true }
        return connections.allSatisfy { $0 == nil } && (!hasUnsaved || now >= graceEnds)
    }

    /// No new messages. What is not recorded goes back; what is on its way is waited for.
    func stop(grace: Int) {
        graceEnds = min(graceEnds ?? Int.max, now &+ grace)
        for case let connection? in connections { release(connection) }
    }

    /// Not even for a QUIT: it is in the middle of a DATA that is not to be finished.
    private func isLeaving(_ connection: Connection) -> Bool {
        graceEnds != nil || connection.relay.isRetired
    }

    /// What is still undecided when the grace ends stays so.
    func drain() {
        guard let graceEnds, now >= graceEnds else { return }
        for case let connection? in connections where connection.state == .open {
            lose(connection, "stopped before the relay had answered")
        }
    }
}
