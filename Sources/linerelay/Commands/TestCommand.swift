import Broadcasting
import Disk
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
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try File.contents(of: Workspace.resolved(file), limit: Draft.sizeLimit)
        } catch {
            throw Failure(
                error.isMissing ? .noSuchFile : error.isDenied ? .permission : .badInput, "\(error)")
        }
        do {
            switch try rendered(bytes, file, to: address) {
            case .success(let message):
                message.warnings.forEach { Console.plain($0) }
                return message.content
            case .failure(let found):
                throw Failure(.badInput, found.all)
            }
        } catch { throw (error as? Failure) ?? Failure(.tryLater, "\(error)") }
    }

    /// A list that somebody is saving is waited for, two seconds at most.
    private func rendered(
        _ bytes: [UInt8], _ file: String, to address: EmailAddress
    ) throws -> Result<TestMessage, Problems> {
        var patience = 20
        while true {
            do {
                return try TestMessage.make(
                    bytes, path: file, to: address, workspace.configuration, zone: workspace.zone,
                    now: Clock.real.now())
            } catch ListFault.beingEdited(let path) {
                guard patience > 0 else { throw ListFault.beingEdited(path: path) }
                patience -= 1
                poll(nil, 0, 100)
            }
        }
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
