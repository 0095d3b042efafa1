import Broadcasting
import Disk
import Mail
import SMTP

/// The delivering half of the program: the dispatcher and its transport, on a thread of their own.
final class Delivering {
    let news: Inbox<Dispatcher.News>
    /// What is to be told of the start: what the relays were given today is not known, for instance.
    let problem: String?
    private let orders: Inbox<Dispatcher.Order>
    private let thread: TransportThread
    private var isStopped = false

    /// - Throws: `78` where a relay's settings cannot work.
    init(_ workspace: Workspace, key: SecretKey) throws(Failure) {
        let configuration = workspace.configuration
        let endpoints = try Delivering.endpoints(configuration.relays)
        let (news, orders) = (try Inbox<Dispatcher.News>(), try Inbox<Dispatcher.Order>())
        (self.news, self.orders) = (news, orders)
        let limits = RelayLimits(configuration.relays, path: workspace.relaysPath, clock: .real)
        problem = limits.problem
        let world = Delivery.World(
            clock: .real, schedule: RetrySchedule(configuration.retry), key: key,
            hasOtherRelay: configuration.relays.count > 1, random: { Double.random(in: 0..<1) })
        let dispatcher = Dispatcher(
            world: world, suppressions: workspace.suppressions, limits: limits,
            orders: { orders.takeAll() }, news: { news.put($0) })
        do throws(EndpointProblem) {
            thread = try TransportThread(relays: endpoints, source: dispatcher, ended: {})
        } catch { throw Failure(.configuration, "\(error)") }
    }

    private static func endpoints(_ relays: [RelaySettings]) throws(Failure) -> [Endpoint] {
        var endpoints: [Endpoint] = []
        for relay in relays { endpoints.append(try Endpoint(relay)) }
        return endpoints
    }

    func deliver(_ folder: BroadcastFolder) { order(.deliver(folder)) }

    /// By another configuration from now on; a relay whose settings and secret are the same is only tried anew.
    /// - Throws: `78` where the settings cannot work; everything stays as it was.
    func use(_ configuration: Configuration) throws(Failure) {
        let endpoints = try Delivering.endpoints(configuration.relays)
        do throws(EndpointProblem) { try thread.wakeup.use(endpoints) } catch {
            throw Failure(.configuration, "\(error)")
        }
        order(.settings(configuration.relays, configuration.retry))
    }

    private func order(_ order: Dispatcher.Order) {
        orders.put(order)
        thread.wakeup.wake()
    }

    /// For good: no new messages; those in flight get so long that all is recorded within ten seconds.
    func stop() {
        guard !isStopped else { return }
        isStopped = true
        thread.wakeup.stop(graceMilliseconds: 9_000)
        thread.join()
    }
}
