import CCurl
import Mail

/// Tries relays as a delivery would, all at once, and hands nothing over: connect, TLS, log-in, QUIT.
public final class RelayProbe {
    /// What came of it at one relay.
    public enum Finding: Sendable, Equatable {
        case welcome(Welcome)
        /// With the relay's place, and why.
        case failed(Trouble, String)
        /// Its settings cannot be those of a relay.
        case impossible(EndpointProblem)
    }

    /// A relay that would take messages.
    public struct Welcome: Sendable, Equatable {
        /// `TLSv1.3`; nil: in clear text.
        public var tls: String?
        /// What it offers, as it wrote it.
        public var keywords: [String]
        /// Octets of the largest message that it takes; nil: it named no limit.
        public var sizeLimit: Int?
    }

    /// What kind of failure it is, and so what may help.
    public enum Trouble: Sendable, Equatable { case unreachable, asksForLess, needsPerson, logInRefused }

    private let epoll: Epoll
    private let relays: [Relay?]
    private var connections: [Connection?] = []
    private var findings: [Finding?]
    private let patience: Int
    private let end: Int
    private let inbox = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 4_096)

    /// One finding for each relay, in their order. Blocks the thread, at most as long as it is told to.
    ///
    /// Log-ins are tried once. Throws `EndpointProblem` where the system has no descriptor left.
    public static func run(_ endpoints: [Endpoint], milliseconds: Int) throws(EndpointProblem) -> [Finding] {
        do {
            let probe = try RelayProbe(endpoints, milliseconds: milliseconds)
            return probe.run()
        } catch { throw EndpointProblem(description: "no relay can be tried: \(error)") }
    }

    private init(_ endpoints: [Endpoint], milliseconds: Int) throws(SystemProblem) {
        epoll = try Epoll()
        findings = endpoints.map { endpoint in
            do throws(EndpointProblem) { try endpoint.check() } catch { return .impossible(error) }
            return nil
        }
        relays = zip(endpoints, findings).map { $1 == nil ? Relay($0, seed: 0) : nil }
        patience = milliseconds
        end = Clock.milliseconds() &+ milliseconds
    }

    deinit { inbox.deallocate() }

    private func run() -> [Finding] {
        Transport.ignoreBrokenPipes()
        for (slot, relay) in relays.enumerated() {
            connections.append(nil)
            if let relay { start(relay, slot) }
        }
        while connections.contains(where: { $0 != nil }) {
            for index in 0..<epoll.wait(milliseconds: wait()) { take(epoll.stirred(index)) }
            let now = Clock.milliseconds()
            for case let connection? in connections { look(at: connection, now) }
        }
        return findings.map { $0 ?? .failed(.unreachable, "never tried") }
    }

    private func start(_ relay: Relay, _ slot: Int) {
        do {
            let connection = try Connection(slot: slot, to: relay, epoll: epoll, now: Clock.milliseconds())
            connections[slot] = connection
            advance(connection, connection.wire.drive())
        } catch { findings[slot] = .failed(.unreachable, "\(relay.endpoint.place): \(error)") }
    }

    private func wait() -> Int {
        let times = connections.compactMap(\.self).flatMap { connection in
            [connection.deadline, connection.state == .connecting ? connection.wire.timer : nil]
        }
        return max(0, (times.compactMap(\.self) + [end]).min() ?? end) - Clock.milliseconds()
    }

    private func take(_ event: (token: Epoll.Token, stirred: Epoll.Interest)) {
        guard let connection = connections[Int(event.token.owner)] else { return }
        if connection.state == .connecting {
            return advance(connection, connection.wire.drive(event.token, event.stirred))
        }
        var hasAnswered = false
        // Whatever it says to QUIT, or that it says nothing more, is the end.
        do {
            try connection.hear(inbox) { _ in
                hasAnswered = true; return false
            }
        } catch { hasAnswered = true }
        if hasAnswered { connections[connection.slot] = nil }
    }

    private func look(at connection: Connection, _ now: Int) {
        if connection.state == .connecting, let timer = connection.wire.timer, timer <= now {
            advance(connection, connection.wire.drive())
        }
        guard connections[connection.slot] === connection else { return }
        let isOver = now >= end
        guard isOver || connection.deadline.map({ $0 <= now }) ?? false else { return }
        guard connection.state == .connecting else {
            connections[connection.slot] = nil
            return
        }
        fail(connection, connection.failure(CURLE_OPERATION_TIMEDOUT, within: isOver ? patience : nil))
    }

    private func advance(_ connection: Connection, _ progress: Wire.Progress) {
        switch progress {
        case .connecting: connection.noteHandshake(now: Clock.milliseconds())
        case .failed(let code): fail(connection, connection.failure(code))
        case .connected:
            if let failure = connection.missingLogIn { return fail(connection, failure) }
            let (wire, relay) = (connection.wire, connection.relay)
            findings[connection.slot] = .welcome(
                Welcome(
                    tls: wire.tlsVersion, keywords: wire.handshake.capabilities.keywords,
                    sizeLimit: wire.handshake.capabilities.sizeLimit))
            connection.open(at: Clock.milliseconds())
            connection.state = .quitting
            connection.dialogue.quit(into: &connection.outbox.bytes)
            connection.deadline = Clock.milliseconds() &+ relay.deadlines.limit(.quit)
            if (try? connection.flush()) == nil { connections[connection.slot] = nil }
        }
    }

    private func fail(_ connection: Connection, _ failure: ConnectFailure) {
        let trouble: Trouble =
            switch failure.kind {
            case .unreachable: .unreachable
            case .throttled, .quota: .asksForLess
            case .needsPerson: .needsPerson
            case .logInRefused: .logInRefused
            }
        findings[connection.slot] = .failed(trouble, failure.text)
        connections[connection.slot] = nil
    }
}
