import Broadcasting
import Disk
import Mail
import SMTP

/// The delivering half of the program: the dispatcher and its transport, on a thread of their own.
final class Delivering {
    let arrivals: Inbox<BroadcastFolder>
    let news: Inbox<Dispatcher.News>
    private let thread: TransportThread

    /// - Throws: `78` where the relay's settings cannot work.
    init(_ workspace: Workspace, key: SecretKey) throws(Failure) {
        guard let relay = workspace.configuration.relays.first else {
            throw Failure(.configuration, "there is no relay")
        }
        let arrivals = try Inbox<BroadcastFolder>()
        let news = try Inbox<Dispatcher.News>()
        self.arrivals = arrivals
        self.news = news
        let world = Delivery.World(
            clock: .real, schedule: RetrySchedule(workspace.configuration.retry), key: key, relay: relay.name,
            random: { Double.random(in: 0..<1) })
        let dispatcher = Dispatcher(
            world: world, suppressions: workspace.suppressions, messagesPerSecond: relay.messagesPerSecond,
            arrivals: { arrivals.takeAll() }, news: { news.put($0) })
        let endpoint = try Endpoint(relay)
        do throws(EndpointProblem) {
            thread = try TransportThread(endpoint: endpoint, source: dispatcher, ended: {})
        } catch { throw Failure(.configuration, "\(error)") }
    }

    func deliver(_ folder: BroadcastFolder) {
        arrivals.put(folder)
        thread.wakeup.wake()
    }

    func retryNow() { thread.wakeup.retryNow() }

    /// No new messages; those in flight get ten seconds. Returns when everything is recorded.
    func stop() {
        thread.wakeup.stop(graceMilliseconds: 10_000)
        thread.join()
    }
}
