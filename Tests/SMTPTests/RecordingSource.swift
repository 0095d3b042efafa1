import Foundation
import TestSupport

@testable import Mail
@testable import SMTP

/// A source that owes a fixed number of messages, keeps a record of all it is told, and stops the
/// transport when each message has ended once, or when `stopsWhen` says so.
///
/// Unchecked, because the transport's thread alone uses it; what others may ask stands behind the lock.
final class RecordingSource: DeliverySource, @unchecked Sendable {
    enum Event: Equatable {
        case next(Int)
        case attempting(Int)
        case wrote(Int)
        case settled(Int, Outcome)
        case putBack(Int)
        case commit(Bool)
        case relay(RelayState)
    }

    private(set) var events: [Event] = []
    /// Recipients whose `attempting` is on disk; for the server's threads.
    let committed = Guarded<Set<String>>([])
    var wakeup: Wakeup?
    /// Answers to the next commits; true when used up.
    var commitAnswers: [Bool] = []
    /// After so many commits the disk is broken: none succeeds, and the transport is stopped.
    var breaksAfter: Int?
    private(set) var isBroken = false
    /// How often the disk was asked to begin.
    private(set) var begun = 0
    /// A message that was put back is owed again, rather than ended.
    var retriesPutBack = false
    var grace = 0
    var stopsWhen: (RecordingSource) -> Bool = { _ in false }
    var content: (Int) -> String = { "Subject: message \($0)\r\n\r\nHello \($0)\r\n" }
    /// Microseconds that the next commits take.
    var commitDelays: [UInt32] = []
    var onTend: (RecordingSource) -> Void = { _ in }
    /// Nothing of it may leave any more.
    var stopped: Set<Int> = []
    /// Milliseconds from the end of a message to the next being due.
    var pause = 0
    /// Relays whose messages of the day are used up.
    var resting: Set<String> = []
    /// The relays through which a message was asked for, and those that took over, in order.
    private(set) var used: [String] = []
    private(set) var taken: [String] = []
    /// How many recipients it was asked for at most, each time.
    private(set) var asked: [Int] = []

    private var queue: [Envelope]
    private var recipients: [Int: String] = [:]
    private var attempted: [Int] = []
    private var ended = 0
    private var lastEnd: Int?
    private let total: Int

    init(_ envelopes: [Envelope]) {
        queue = envelopes.reversed()
        total = envelopes.map(\.recipients.count).reduce(0, +)
        for recipient in envelopes.flatMap(\.recipients) {
            recipients[recipient.ticket.recipient] = "\(recipient.address)"
        }
    }

    convenience init(count: Int) {
        self.init((0..<count).map { Self.envelope($0) })
    }

    static func envelope(
        _ number: Int, to localPart: String? = nil, size: Int = 100, needsSMTPUTF8: Bool = false
    ) -> Envelope {
        Envelope(
            sender: EmailAddress(localPart: "owner", domain: "lists.example"),
            recipients: [
                .init(
                    ticket: Ticket(broadcast: 1, recipient: number),
                    address: EmailAddress(localPart: localPart ?? "r\(number)", domain: "example.org"))
            ],
            size: size, needsSMTPUTF8: needsSMTPUTF8)
    }

    /// Messages to so many recipients each.
    convenience init(messages: Int, of count: Int) {
        self.init(
            (0..<messages).map { message in
                var envelope = Self.envelope(message * count)
                envelope.recipients = (0..<count).flatMap { Self.envelope(message * count + $0).recipients }
                return envelope
            })
    }

    func next(through relay: String, atMost limit: Int) -> Envelope? {
        guard !resting.contains(relay) else { return nil }
        defer { used.append(relay) }
        asked.append(limit)
        return next()
    }

    private func next() -> Envelope? {
        guard isDue, let envelope = queue.popLast() else { return nil }
        for recipient in envelope.recipients { note(.next(recipient.ticket.recipient)) }
        return envelope
    }

    func due(through relay: String, atMost limit: Int) -> Int { isDue ? min(limit, queue.count) : 0 }

    func millisecondsUntilDue(through relay: String) -> Int? {
        queue.isEmpty ? nil : lastEnd.map { max(0, $0 + pause - Clock.milliseconds()) }
    }

    private var isDue: Bool { lastEnd.map { Clock.milliseconds() >= $0 + pause } ?? true }

    func putBack(_ ticket: Ticket) {
        note(.putBack(ticket.recipient))
        if retriesPutBack {
            lastEnd = nil
            queue.append(Self.envelope(ticket.recipient))
        } else {
            end()
        }
    }

    func mayLeave(_ ticket: Ticket) -> Bool { !stopped.contains(ticket.recipient) }

    func attempting(_ ticket: Ticket) {
        attempted.append(ticket.recipient)
        note(.attempting(ticket.recipient))
    }

    func write(_ ticket: Ticket, into buffer: inout [UInt8]) {
        note(.wrote(ticket.recipient))
        buffer.append(contentsOf: content(ticket.recipient).utf8)
    }

    func settle(_ ticket: Ticket, _ outcome: Outcome, milliseconds: Int) {
        note(.settled(ticket.recipient, outcome))
        end()
    }

    func beginCommit() { begun += 1 }

    func commit() -> Bool {
        if !commitDelays.isEmpty { usleep(commitDelays.removeFirst()) }
        if let left = breaksAfter {
            breaksAfter = left - 1
            isBroken = left <= 0
        }
        if isBroken { wakeup?.stop(graceMilliseconds: grace) }
        let answer = !isBroken && (commitAnswers.isEmpty ? true : commitAnswers.removeFirst())
        if answer {
            let names = attempted.compactMap { recipients[$0] }
            committed.withLock { $0.formUnion(names) }
            attempted.removeAll()
        }
        note(.commit(answer))
        return answer
    }

    func relay(_ name: String, _ state: RelayState) { note(.relay(state)) }

    func uses(relay: String) { taken.append(relay) }

    func rest(of relay: String) -> Int? { resting.contains(relay) ? 1_000 : nil }

    func tend() { onTend(self) }

    private func end() {
        ended += 1
        lastEnd = Clock.milliseconds()
        if ended == total { wakeup?.stop(graceMilliseconds: grace) }
    }

    private func note(_ event: Event) {
        events.append(event)
        if stopsWhen(self) { wakeup?.stop(graceMilliseconds: grace) }
    }
}

// MARK: What the record says

extension RecordingSource {
    /// For each message how it ended, in the order of its number; a message that was put back ends so.
    var ends: [String] {
        (0..<total).map { number in
            events.compactMap { event -> String? in
                switch event {
                case .settled(number, let outcome): Self.brief(outcome)
                case .putBack(number): "put back"
                default: nil
                }
            }.joined(separator: ", ")
        }
    }

    var outcomes: [Int: Outcome] {
        events.reduce(into: [:]) { if case .settled(let number, let outcome) = $1 { $0[number] = outcome } }
    }

    var states: [RelayState] {
        events.compactMap { if case .relay(let state) = $0 { state } else { nil } }
    }

    /// Breaches of the contract between a transport and its source, in words; empty if there are none.
    var breaches: [String] {
        var breaches: [String] = []
        var taken: Set<Int> = []
        var attempted: Set<Int> = []
        for event in events {
            switch event {
            case .next(let number):
                if !taken.insert(number).inserted { breaches.append("\(number) was taken twice") }
            case .attempting(let number):
                if !taken.contains(number) { breaches.append("\(number) was attempted and not taken") }
                if !attempted.insert(number).inserted { breaches.append("\(number) was attempted twice") }
            case .wrote(let number):
                if !taken.contains(number) { breaches.append("\(number) was written and not taken") }
            case .putBack(let number):
                if taken.remove(number) == nil { breaches.append("\(number) was put back and not taken") }
                if attempted.contains(number) { breaches.append("\(number) was attempted and put back") }
            case .settled(let number, _):
                if taken.remove(number) == nil { breaches.append("\(number) was settled and not taken") }
                attempted.remove(number)
            case .commit: break
            case .relay: break
            }
        }
        for number in taken.sorted() { breaches.append("\(number) never ended") }
        return breaches
    }

    /// The message's attempt has just gone to disk: its content leaves next.
    func hasCommitted(_ number: Int) -> Bool {
        events.last == .commit(true) && events.contains(.attempting(number))
    }

    /// The last thing recorded was committed.
    var isSaved: Bool {
        let last = events.last {
            switch $0 {
            case .attempting, .settled, .commit: true
            default: false
            }
        }
        return last == nil || last == .commit(true)
    }

    static func brief(_ outcome: Outcome) -> String {
        switch outcome {
        case .accepted(let reply): "accepted \(reply.code)"
        case .refused(let reply, let verdict): "refused \(reply.code) \(verdict.scope)"
        case .lost: "lost"
        case .unconfirmed: "unconfirmed"
        }
    }
}

extension Transport {
    /// Runs to its end on a thread of its own, so that no thread of the tests' pool is held up.
    static func deliver(_ source: RecordingSource, to endpoints: Endpoint...) async throws {
        let transport = try Transport(relays: endpoints, source: source, seed: 1)
        source.wakeup = transport.wakeup
        // A lock that the thread sanitizer knows: it does not see a continuation hand things over.
        let end = Guarded(false)
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                transport.run()
                end.withLock { $0 = true }
                continuation.resume()
            }
        }
        end.withLock { _ = $0 }
    }
}

extension Endpoint {
    /// A relay on loopback in clear text, with little patience.
    static func loopback(
        _ port: Int, connections: Int = 1, timeout: Int = 20_000, change: (inout Endpoint) -> Void = { _ in }
    ) -> Endpoint {
        var endpoint = Endpoint(
            name: "scripted", host: "127.0.0.1", port: port, security: .none, helo: "client.example",
            maxConnections: connections, timeout: timeout)
        change(&endpoint)
        return endpoint
    }
}
