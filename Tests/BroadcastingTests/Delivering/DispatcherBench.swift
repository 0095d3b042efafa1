import Mail
import class TestSupport.TemporaryFolder

@testable import Broadcasting

/// A dispatcher with a fake clock, and its news; the test plays the transport.
final class DispatcherBench {
    let clock = FakeClock()
    let parent: TemporaryFolder
    private(set) var news: [Dispatcher.News] = []
    /// How much of each log is on disk, as was told.
    private(set) var octets: [String: Int] = [:]
    var orders: [Dispatcher.Order] = []
    private var made: Dispatcher?
    let suppressions: Suppressions

    init(perSecond: Double? = nil, perDay: Int? = nil) throws {
        parent = try TemporaryFolder()
        suppressions = Suppressions(parent("suppressions.jsonl"))
        var relay = RelaySettings(name: "test", host: "localhost", port: 25, implicitTLS: false, tls: .off)
        relay.messagesPerSecond = perSecond
        relay.messagesPerDay = perDay
        made = Dispatcher(
            world: StagedBroadcast.world(clock), suppressions: suppressions,
            limits: RelayLimits([relay], path: parent("relays.json"), clock: clock.clock),
            orders: { [unowned self] in
                defer { orders = [] }
                return orders
            },
            news: { [unowned self] in
                if case .written(let id, let octets) = $0 {
                    self.octets[id] = octets
                } else {
                    news.append($0)
                }
            })
    }

    var dispatcher: Dispatcher {
        guard let made else { preconditionFailure("it is made in init") }
        return made
    }

    func stage(
        _ id: String, to count: Int, _ change: (inout BroadcastRecord) -> Void = { _ in }
    ) throws -> StagedBroadcast {
        let staged = try StagedBroadcast(
            id, in: parent, to: StagedBroadcast.addresses(count), at: clock.now, change)
        orders.append(.deliver(staged.folder))
        return staged
    }

    /// The next message, with what is said of it, committed.
    @discardableResult
    func carry(_ outcome: Outcome) -> Envelope? {
        guard let envelope = dispatcher.next() else { return nil }
        dispatcher.attempting(envelope.ticket)
        dispatcher.settle(envelope.ticket, outcome, milliseconds: 1)
        commit()
        return envelope
    }

    @discardableResult
    func commit() -> Bool { dispatcher.commit() }

    static let yes = Outcome.accepted(Reply(code: 250, text: "ok"))
}

extension DeliverySource {
    /// Through the relay that tests have.
    func next() -> Envelope? { next(through: "test", atMost: 1) }
    func due(atMost limit: Int) -> Int { due(through: "test", atMost: limit) }
    var millisecondsUntilDue: Int? { millisecondsUntilDue(through: "test") }
}
