import Mail
import class TestSupport.TemporaryFolder

@testable import Broadcasting

/// A dispatcher with a fake clock, and its news; the test plays the transport.
final class DispatcherBench {
    let clock = FakeClock()
    let parent: TemporaryFolder
    private(set) var news: [Dispatcher.News] = []
    private var arrivals: [BroadcastFolder] = []
    private var made: Dispatcher?
    let suppressions: Suppressions

    init(perSecond: Double? = nil) throws {
        parent = try TemporaryFolder()
        suppressions = Suppressions(parent("suppressions.jsonl"))
        made = Dispatcher(
            world: StagedBroadcast.world(clock), suppressions: suppressions, messagesPerSecond: perSecond,
            arrivals: { [unowned self] in
                defer { arrivals = [] }
                return arrivals
            }, news: { [unowned self] in news.append($0) })
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
        arrivals.append(staged.folder)
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
