import Mail

/// Which relay is used, and what is told of each.
extension Transport {
    /// The first that is well and has messages left for today.
    func choose() {
        if relays.count > 1 { listen() }
        chosen = relays.first { $0.isWell(at: now) && source.rest(of: $0.name) == nil }
        guard let chosen, chosen.name != usedRelay else { return }
        usedRelay = chosen.name
        source.uses(relay: chosen.name)
    }

    /// Another relay takes over from one that has fallen silent; what waits for an answer goes on waiting.
    private func listen() {
        for relay in relays {
            guard connections.contains(where: { $0?.relay === relay && $0?.isAwaiting == true }) else {
                relay.heard(at: now)
                continue
            }
            guard let silentAt = relay.silentAt, silentAt <= now else { continue }
            relay.health.fellSilent("\(relay.endpoint.place): it answers no more", at: now)
            for case let connection? in connections where connection.relay === relay { release(connection) }
        }
    }

    /// The one that is used; and those before it, which have to show that they are well again.
    func isWanted(_ relay: Relay) -> Bool {
        guard !relay.isRetired, source.rest(of: relay.name) == nil else { return false }
        guard let chosen, chosen !== relay else { return true }
        for other in relays {
            if other === relay { return true }
            if other === chosen { return false }
        }
        return false
    }

    /// A message may begin there. One at a time where the relay has to show first that it is well.
    func mayBegin(on connection: Connection) -> Bool {
        let relay = connection.relay
        guard graceEnds == nil, relay.health.maySend(at: now), isWanted(relay) else {
            return false
        }
        return relay.health.trouble == nil || !connection.isBusy
    }

    /// How many more connections a relay may be given now. No more are tried at a time than stand already, or than
    /// are tried at first: a relay that bears few shows it before it is asked for many.
    func room(for relay: Relay) -> Int {
        let mine = connections.lazy.compactMap(\.self).filter { $0.relay === relay }
        let connecting = mine.count { $0.state == .connecting }
        let open = mine.count { $0.state == .open }
        let standing = mine.count { $0.state == .open && $0.isStanding }
        let allowed = relay.allowance(connecting: connecting, open: standing, at: now)
        let tried = max(ConnectionWindow.first, open) - connecting
        return min(allowed, tried, relay.window.limit - mine.count { $0.isStanding })
    }

    func report() {
        for relay in relays {
            let open = connections.count { $0?.relay === relay && $0?.state == .open }
            let state = relay.health.trouble ?? (open > 0 ? .working(connections: open) : .idle)
            guard state != relay.reported else { continue }
            relay.reported = state
            source.relay(relay.name, state)
        }
    }

    /// Other relays from now on. One whose settings are the same stays, with the secret that it has now; what has
    /// begun on one that goes ends there.
    func use(_ endpoints: [Endpoint], seed: UInt64, triesAnew: Bool) {
        let before = relays
        relays = endpoints.map { endpoint in
            guard let same = before.first(where: { $0.endpoint.isSame(as: endpoint) }) else {
                let fresh = Relay(endpoint, seed: seed)
                // One of the same name may have been in trouble.
                fresh.reported = nil
                return fresh
            }
            if same.endpoint.secret != endpoint.secret { renew(same, endpoint.secret) }
            if triesAnew { same.retryNow() }
            return same
        }
        for relay in before where !relays.contains(where: { $0 === relay }) {
            relay.isRetired = true
            for case let connection? in connections where connection.relay === relay { release(connection) }
        }
        choose()
    }

    private func renew(_ relay: Relay, _ secret: Secret?) {
        relay.renew(secret)
        // They are about to try the old one.
        for case let connection? in connections
        where connection.relay === relay && connection.state == .connecting { drop(connection) }
    }

    /// No new messages on it: what is not recorded goes back, what is on its way is waited for.
    func release(_ connection: Connection) {
        guard connection.state != .connecting else { return drop(connection) }
        let why = "stopped before the message had left"
        for leftover in connection.dialogue.withdraw(why, at: now) { take(leftover, why, on: connection) }
        leaveIfDone(connection)
    }
}
