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
    private var secrets: RelaySecrets
    private var isStopped = false

    /// - Throws: `78` where a relay's settings cannot work.
    init(_ workspace: Workspace, key: SecretKey) throws(Failure) {
        let configuration = workspace.configuration
        secrets = try RelaySecrets(configuration.relays)
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
            thread = try TransportThread(relays: secrets.endpoints, source: dispatcher, ended: {})
        } catch { throw Failure(.configuration, "\(error)") }
    }

    func deliver(_ folder: BroadcastFolder) { order(.deliver(folder)) }

    /// By another configuration from now on; a relay whose settings and secret are the same is only tried anew.
    /// - Throws: `78` where the settings cannot work; everything stays as it was.
    func use(_ configuration: Configuration) throws(Failure) {
        let fresh = try RelaySecrets(configuration.relays)
        do throws(EndpointProblem) { try thread.wakeup.use(fresh.endpoints) } catch {
            throw Failure(.configuration, "\(error)")
        }
        secrets = fresh
        order(.settings(configuration.relays, configuration.retry))
    }

    /// Hands over each secret whose file has changed; to be called about once a second.
    /// - Returns: what is to be told of it.
    func lookAtSecrets() -> (taken: [String], problems: [String]) {
        secrets.look { (relays) throws(EndpointProblem) in try thread.wakeup.renew(relays) }
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
