import Broadcasting
import Disk
import Mail
import SMTP

/// The delivering half of the program: the dispatcher and its transport, on a thread of their own.
///
/// One relay is in use at a time. Where that changes, the old transport ends what is in flight, and a new
/// one takes up what is owed as after a restart.
final class Delivering {
    /// News, and the line it came from.
    struct Told: Sendable {
        let line: Int
        let news: Dispatcher.News
    }

    let news: Inbox<Told>
    private let key: SecretKey
    private let suppressions: Suppressions
    private var relays: [RelaySettings]
    private var retry: RetrySettings
    private var choice: RelayChoice
    private var line: Line
    private var isStopped = false
    /// What was given to be delivered and is not finished.
    private var open: [BroadcastFolder] = []

    /// - Throws: `78` where the relay's settings cannot work.
    init(_ workspace: Workspace, key: SecretKey) throws(Failure) {
        let news = try Inbox<Told>()
        self.news = news
        self.key = key
        suppressions = workspace.suppressions
        relays = workspace.configuration.relays
        retry = workspace.configuration.retry
        choice = RelayChoice(count: relays.count)
        line = try Line(1, relays, at: 0, retry, key, suppressions, news)
    }

    /// Not of a relay that is no longer used.
    func isCurrent(_ told: Told) -> Bool { told.line == line.number }

    func deliver(_ folder: BroadcastFolder) {
        open.append(folder)
        line.deliver(folder)
    }

    func finished(_ id: String) { open.removeAll { $0.id == id } }

    /// By another configuration from now on; a relay whose settings and secret are the same is only tried anew.
    /// - Throws: `78` where the settings cannot work; everything stays as it was.
    func use(_ configuration: Configuration) throws(Failure) {
        let endpoint = try Line.endpoint(configuration.relays, at: 0)
        if configuration.relays == relays, configuration.retry == retry, endpoint == line.endpoint {
            return line.wakeup.retryNow()
        }
        let fresh = try Line(
            line.number + 1, configuration.relays, at: 0, configuration.retry, key, suppressions, news)
        (relays, retry) = (configuration.relays, configuration.retry)
        choice = RelayChoice(count: relays.count)
        replace(with: fresh)
    }

    /// The first healthy relay is used. To be called with every state that is told, and now and then.
    /// - Returns: the name of the relay that has taken over, where one has.
    func heed(_ state: RelayState?) -> String? {
        guard !isStopped else { return nil }
        let now = Clock.real.monotonic()
        switch state {
        case .unreachable, .needsPerson: choice.fail(at: now)
        case .idle, .working, nil: break
        }
        guard let next = choice.change(at: now) else { return nil }
        guard let fresh = try? Line(line.number + 1, relays, at: next, retry, key, suppressions, news)
        else {
            choice.fail(next, at: now)
            return nil
        }
        choice.current = next
        replace(with: fresh)
        return relays[next].name
    }

    private func replace(with fresh: Line) {
        line.stop()
        line = fresh
        open.forEach(fresh.deliver)
    }

    /// For good: what is told afterwards changes no relay.
    func stop() {
        guard !isStopped else { return }
        isStopped = true
        line.stop()
    }
}

/// One relay in use: its dispatcher and its transport.
private final class Line {
    let number: Int
    let endpoint: Endpoint
    private let arrivals: Inbox<BroadcastFolder>
    private let thread: TransportThread

    var wakeup: Wakeup { thread.wakeup }

    static func endpoint(_ relays: [RelaySettings], at index: Int) throws(Failure) -> Endpoint {
        guard relays.indices.contains(index) else { throw Failure(.configuration, "there is no relay") }
        return try Endpoint(relays[index])
    }

    init(
        _ number: Int, _ relays: [RelaySettings], at index: Int, _ retry: RetrySettings, _ key: SecretKey,
        _ suppressions: Suppressions, _ news: Inbox<Delivering.Told>
    ) throws(Failure) {
        self.number = number
        endpoint = try Line.endpoint(relays, at: index)
        let arrivals = try Inbox<BroadcastFolder>()
        self.arrivals = arrivals
        let world = Delivery.World(
            clock: .real, schedule: RetrySchedule(retry), key: key, relay: relays[index].name,
            random: { Double.random(in: 0..<1) })
        let dispatcher = Dispatcher(
            world: world, suppressions: suppressions, messagesPerSecond: relays[index].messagesPerSecond,
            arrivals: { arrivals.takeAll() }, news: { news.put(Delivering.Told(line: number, news: $0)) })
        do throws(EndpointProblem) {
            thread = try TransportThread(endpoint: endpoint, source: dispatcher, ended: {})
        } catch { throw Failure(.configuration, "\(error)") }
    }

    func deliver(_ folder: BroadcastFolder) {
        arrivals.put(folder)
        thread.wakeup.wake()
    }

    /// No new messages; those in flight get so long that all is recorded within ten seconds.
    func stop() {
        thread.wakeup.stop(graceMilliseconds: 9_000)
        thread.join()
    }
}
