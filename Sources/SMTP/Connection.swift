import CCurl
import Mail

/// One connection in the transport's hands: a wire, the dialogue on it, and what waits to be sent.
final class Connection {
    enum State {
        case connecting
        case open
        /// QUIT was sent; nothing more is wanted of it.
        case quitting
    }

    /// Why a connection cannot go on.
    struct Ended: Error {
        let words: String
    }

    let slot: Int
    let relay: Relay
    let wire: Wire
    var state = State.connecting
    var dialogue = Dialogue(offered: Capabilities())
    var outbox = Outbox()
    /// Milliseconds of `Clock`; nil: it waits for us, not we for it.
    var deadline: Int?
    /// The deadline is for this.
    private(set) var phase = Deadlines.Phase.connect
    private(set) var connectedAt = 0
    /// The relay has dealt with a message here.
    var hasProgressed = false

    private let isSecured: Bool
    private var parser = ReplyParser()
    private var watchesForRoom = false
    private var replies = 0

    init(slot: Int, to relay: Relay, epoll: Epoll, now: Int) throws(SystemProblem) {
        self.slot = slot
        self.relay = relay
        isSecured = relay.endpoint.security != .none
        wire = try Wire(
            to: relay.endpoint, deadlines: relay.deadlines, epoll: epoll,
            owner: UInt32(truncatingIfNeeded: slot))
        // libcurl's own limit is the same, and tells more; this one is for safety.
        deadline = now &+ relay.deadlines.limit(.connect) &+ 1_000
    }

    /// libcurl is done: the dialogue begins.
    func open(at now: Int) {
        state = .open
        connectedAt = now
        dialogue = Dialogue(offered: wire.handshake.capabilities)
    }

    /// While libcurl connects, the host's answer and then each reply give the relay a new term.
    func noteHandshake(now: Int) {
        if phase == .connect {
            guard wire.hasReachedHost else { return }
            wire.trustCaller()
        } else {
            guard wire.handshake.replies > replies else { return }
        }
        replies = wire.handshake.replies
        (phase, deadline) = (.handshake, now &+ relay.deadlines.limit(.handshake))
    }

    /// What libcurl's code means here.
    /// - Parameter limit: milliseconds that were waited, where it was not for the relay's own limit.
    func failure(_ code: CURLcode, within limit: Int? = nil) -> ConnectFailure {
        ConnectFailure(code, on: wire, relay.endpoint, limit: limit ?? relay.deadlines.limit(phase))
    }

    /// Why what libcurl calls connected is not; nil: it is.
    var missingLogIn: ConnectFailure? {
        let isMissing = relay.endpoint.username != nil && !wire.handshake.isLoggedIn
        return isMissing ? .notLoggedIn(relay.endpoint) : nil
    }

    /// It holds a message, or has one to be decided.
    var isBusy: Bool { dialogue.opening != nil || dialogue.delivering != nil }
    /// The relay owes us an answer, or has yet to take what we say.
    var isAwaiting: Bool { state == .open && (dialogue.awaited != nil || !outbox.isEmpty) }
    /// It counts as one that the relay has to bear for us.
    var isStanding: Bool { state == .connecting || state == .open && !dialogue.isEnding }
    var isIdle: Bool { state == .open && dialogue.isQuiet && outbox.isEmpty }

    /// Sets the term for what it waits for now. To be called after progress, never without.
    func renewDeadline(now: Int) {
        if !outbox.isEmpty {
            phase = .block
        } else if let awaited = dialogue.awaited {
            phase = awaited.phase
        } else if isIdle {
            phase = .idle
        } else {
            deadline = nil
            return
        }
        deadline = now &+ relay.deadlines.limit(phase)
    }

    /// What to say when the deadline has passed.
    func overdue() -> String {
        let term = Deadlines.worded(relay.deadlines.limit(phase))
        if phase == .block { return "the relay took no data for \(term)" }
        return "no answer to \(dialogue.awaited?.words ?? "the connection") within \(term)"
    }
}

// MARK: Bytes

extension Connection {
    /// Reads what is there and gives the replies in order, until nothing is left or `take` says no.
    func hear(
        _ buffer: UnsafeMutableBufferPointer<UInt8>, _ take: (Reply) -> Bool
    ) throws(Ended) {
        while true {
            guard let count = try receive(buffer) else { return }
            parser.append(
                UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: buffer[..<min(count, buffer.count)])))
            while let reply = try nextReply() {
                if !take(reply) { return }
            }
            // In clear text what is left would fill the buffer; libcurl may keep decrypted bytes.
            if !isSecured, count < buffer.count { return }
        }
    }

    /// Sends what the socket takes. True: something went.
    @discardableResult
    func flush() throws(Ended) -> Bool {
        guard !outbox.isEmpty else { return false }
        // Also where it throws: the content may have left before the rest could not.
        defer { if !outbox.holdsContent { dialogue.noteHandedOver() } }
        do {
            let moved = try outbox.flush(through: wire)
            watchForRoom(!outbox.isEmpty)
            return moved
        } catch {
            throw Ended(words: error.words)
        }
    }

    private func watchForRoom(_ wanted: Bool) {
        guard wanted != watchesForRoom else { return }
        watchesForRoom = wanted
        wire.watch(wanted ? [.read, .write] : [.read])
    }

    private func receive(_ buffer: UnsafeMutableBufferPointer<UInt8>) throws(Ended) -> Int? {
        do {
            return try wire.receive(into: buffer)
        } catch {
            throw Ended(words: error.words)
        }
    }

    private func nextReply() throws(Ended) -> Reply? {
        do {
            return try parser.next()
        } catch {
            throw Ended(words: "\(error)")
        }
    }
}
