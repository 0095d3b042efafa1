import Broadcasting
import Glibc
import Mail
import SMTP

/// `test DRAFT --to ADDRESS`: that one message, to that address only; nothing is written down.
struct TestCommand {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    func run(_ file: String, to text: String) throws(Failure) -> ExitCode {
        let address: EmailAddress
        do throws(AddressProblem) { address = try EmailAddress(text) } catch {
            throw Failure(.usage, "\(error)")
        }
        let message = try message(file, to: address)
        guard let relay = workspace.configuration.relays.first else {
            throw Failure(.configuration, "there is no relay")
        }
        try RelayFiles.require(for: workspace.configuration, relay: 0)
        switch try send(message, to: address, through: try Endpoint(relay)) {
        case .accepted(let reply):
            Console.result("\(address): accepted by \(relay.name): \(reply)")
            return .done
        case .refused(let reply): throw Failure(.problems, "\(address): refused by \(relay.name): \(reply)")
        case .unconfirmed(let why):
            throw Failure(
                .tryLater, "\(address): handed over, but \(relay.name) never answered (\(why)); it may arrive"
            )
        case .unavailable(let why): throw Failure(.relayUnavailable, why)
        }
    }

    private func message(_ file: String, to address: EmailAddress) throws(Failure) -> [UInt8] {
        let id = "test-\(Clock.real.now().compactSecond)"
        let rehearsal = try DraftFile(named: file).rehearsed(for: address, id: id, in: workspace)
        rehearsal.remarks.forEach { Console.plain($0) }
        let recipient = rehearsal.subscriber ?? rehearsal.stranger(address)
        if let reason = recipient.suppressed {
            throw Failure(
                .problems,
                "\(address) is suppressed (\(reason)), and nothing was sent; 'linerelay unsuppress \(address)' lets it in"
            )
        }
        return rehearsal.message(to: recipient)
    }

    /// Waits for the first word of the relay, at most two minutes.
    private func send(
        _ message: [UInt8], to address: EmailAddress, through endpoint: Endpoint
    ) throws(Failure) -> SingleMessage.Ending {
        let endings = try Inbox<SingleMessage.Ending>()
        let source = SingleMessage(
            sender: workspace.configuration.envelopeSender, recipient: address, content: message
        ) { endings.put($0) }
        let thread: TransportThread
        do throws(EndpointProblem) {
            thread = try TransportThread(relays: [endpoint], source: source, ended: {})
        } catch { throw Failure(.configuration, "\(error)") }
        var waited = pollfd(fd: endings.descriptor, events: Int16(POLLIN), revents: 0)
        poll(&waited, 1, 120_000)
        thread.wakeup.stop(graceMilliseconds: 1_000)
        thread.join()
        return endings.takeAll().first ?? .unavailable("\(endpoint.name) did not answer within two minutes")
    }
}
