import Mail

/// One relay in the transport's hands: how it is, and how many connections it is given.
final class Relay {
    private(set) var endpoint: Endpoint
    let deadlines: Deadlines
    var health: RelayHealth
    var window: ConnectionWindow
    /// Not configured any more: its connections end what they hold.
    var isRetired = false
    /// When it said something last, or when there was nothing to say; milliseconds of `Clock`.
    private var heardAt = Int.min
    /// With one message; the relay may have said that it takes fewer than it was configured for.
    var recipientsAtMost: Int
    /// What was told of it; nil: whatever it is now will be told, whether it is new or not.
    var reported: RelayState? = .idle

    init(_ endpoint: Endpoint, seed: UInt64) {
        self.endpoint = endpoint
        deadlines = Deadlines(timeout: endpoint.timeout, idleTimeout: endpoint.idleTimeout)
        health = RelayHealth(logsIn: endpoint.username != nil, seed: seed)
        recipientsAtMost = endpoint.recipientsPerMessage
        window = ConnectionWindow(most: endpoint.maxConnections)
    }

    var name: String { endpoint.name }

    /// Nothing is known against it.
    func isWell(at now: Int) -> Bool { health.trouble == nil && health.maySend(at: now) }

    /// It has said something, or there was nothing to say.
    func heard(at now: Int) { heardAt = now }

    /// We kept the loop for so long, and could not hear it.
    func putOff(by milliseconds: Int) { heardAt = heardAt &+ milliseconds }

    /// When it will have been silent for too long; nil: never, for it is not known how long it takes.
    var silentAt: Int? { health.trouble == nil ? window.patience.map { heardAt &+ $0 } : nil }

    /// How many more connections it may be given now. One where it has to show first that it is well.
    func allowance(connecting: Int, open: Int, at now: Int) -> Int {
        let healthy = health.allowance(connecting: connecting, open: open, at: now)
        guard health.trouble == nil else { return min(healthy, max(0, 1 - connecting - open)) }
        return healthy
    }

    /// Another secret for the next log-in; connections that stand have had theirs.
    func renew(_ secret: Secret?) {
        endpoint.secret = secret
        health.secretChanged()
        reported = nil
    }

    /// A person says that it can work now.
    func retryNow() {
        health.retryNow()
        reported = nil
    }
}
