import Broadcasting
import SMTP

/// The relays as the transport knows them, and the files in which their secrets are.
struct RelaySecrets {
    private(set) var endpoints: [Endpoint] = []
    private let relays: [RelaySettings]
    private var files: [SecretFile?]

    /// - Throws: `77` or `78` where a secret cannot be had.
    init(_ relays: [RelaySettings]) throws(Failure) {
        self.relays = relays
        files = relays.map { relay in (relay.tokenFile ?? relay.passwordFile).map { SecretFile($0) } }
        for relay in relays { endpoints.append(try Endpoint(relay)) }
    }

    /// Reads again what has changed. Where that cannot be used, what was read before stays.
    ///
    /// - Parameter use: takes the relays with their new secrets over, or says why it cannot.
    /// - Returns: what is to be told, once for each change: a line for each secret that was taken, and each problem.
    mutating func look(_ use: ([Endpoint]) throws(EndpointProblem) -> Void) -> (
        taken: [String], problems: [String]
    ) {
        var told: (taken: [String], problems: [String]) = ([], [])
        for index in relays.indices where files[index]?.isDue() == true {
            do throws(Failure) {
                let secret = try Endpoint.secret(of: relays[index])
                guard secret != endpoints[index].secret else { continue }
                var renewed = endpoints
                renewed[index].secret = secret
                do throws(EndpointProblem) { try use(renewed) } catch {
                    throw Failure(.configuration, "\(error)")
                }
                endpoints = renewed
                told.taken.append("relay '\(relays[index].name)': its secret was read again")
            } catch { told.problems.append("\(error.message); the secret stays as it was") }
        }
        return told
    }
}
