import CCurl
import Mail

/// Connections come, and go.
extension Transport {
    /// Opens what is needed for all that is due, all at once.
    func grow() {
        guard graceEnds == nil, !commitIsFailing, connections.contains(where: { $0 == nil }) else { return }
        let standing = connections.count { $0 != nil && $0?.state != .quitting }
        let busy = connections.count { $0?.state == .open && $0?.isBusy == true }
        let wanted = min(connections.count, source.due(atMost: connections.count) + busy)
        let allowed = min(wanted - standing, allowance)
        guard allowed > 0 else { return }
        for slot in connections.indices.filter({ connections[$0] == nil }).prefix(allowed) {
            connect(in: slot)
        }
    }

    /// How many more connections the relay's health allows now.
    var allowance: Int {
        let connecting = connections.count { $0?.state == .connecting }
        let open = connections.count { $0?.state == .open }
        return health.allowance(connecting: connecting, open: open, at: now)
    }

    private func connect(in slot: Int) {
        guard allowance > 0 else { return }
        do {
            let connection = try Connection(
                slot: slot, to: endpoint, deadlines: deadlines, epoll: epoll, now: now)
            connections[slot] = connection
            advance(connection, connection.wire.drive())
        } catch {
            let failure = ConnectFailure(.unreachable, "\(error)", place: endpoint.place)
            health.failed(failure, othersWork: connections.contains { $0?.state == .open }, at: now)
        }
    }

    /// libcurl has done something about a connection.
    func advance(_ connection: Connection, _ progress: Wire.Progress) {
        switch progress {
        case .connecting: connection.noteHandshake(deadlines, now: now)
        case .failed(let code):
            let limit = deadlines.limit(connection.phase)
            fail(connection, ConnectFailure(code, on: connection.wire, endpoint, limit: limit))
        case .connected where endpoint.username != nil && !connection.wire.handshake.isLoggedIn:
            fail(connection, .notLoggedIn(endpoint))
        case .connected:
            health.connected()
            connection.open(at: now)
            connection.renewDeadline(deadlines, now: now)
        }
    }

    private func fail(_ connection: Connection, _ failure: ConnectFailure) {
        drop(connection)
        health.failed(failure, othersWork: othersWork(beside: connection), at: now)
        guard failure.kind == .logInRefused else { return }
        // Those that are about to try the same secret.
        for case let other? in connections where other.state == .connecting { drop(other) }
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
            case .connecting:
                fail(
                    connection,
                    ConnectFailure(
                        CURLE_OPERATION_TIMEDOUT, on: connection.wire, endpoint,
                        limit: deadlines.limit(connection.phase)))
            case .open where connection.isIdle && connection.dialogue.canQuit: quit(connection)
            case .open: lose(connection, connection.overdue(deadlines))
            case .quitting: drop(connection)
            }
        }
    }

    /// A connection on which no message may begin leaves when the last one is decided.
    func leaveIfDone(_ connection: Connection) {
        guard connection.state == .open, connection.dialogue.isEnding, !connection.isBusy else { return }
        if connection.dialogue.canQuit { quit(connection) } else if graceEnds != nil { drop(connection) }
    }

    private func quit(_ connection: Connection) {
        connection.state = .quitting
        connection.dialogue.quit(into: &connection.outbox.bytes)
        connection.deadline = now &+ deadlines.limit(.quit)
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
        let why = "stopped before the message had left"
        for case let connection? in connections {
            guard connection.state != .connecting else {
                drop(connection)
                continue
            }
            if let leftover = connection.dialogue.withdraw(why, at: now) {
                take(leftover, why, on: connection)
            }
            leaveIfDone(connection)
        }
    }

    /// What is still undecided when the grace ends stays so.
    func drain() {
        guard let graceEnds, now >= graceEnds else { return }
        for case let connection? in connections where connection.state == .open {
            lose(connection, "stopped before the relay had answered")
        }
    }
}
