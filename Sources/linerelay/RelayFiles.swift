import Broadcasting
import SMTP

/// Whether what the relays' settings name is there: files of secrets and certificates, variables of the environment.
enum RelayFiles {
    /// What is wrong, each at its key in the configuration, and what a program that needs it ends with.
    /// - Parameter relay: the only one that is asked about; nil: all are.
    static func problems(
        of configuration: Configuration, relay: Int? = nil
    ) -> [(problem: Problem, code: ExitCode)] {
        configuration.relays.indices.filter { relay == nil || relay == $0 }.flatMap { index in
            Endpoint.problems(of: configuration.relays[index]).map { key, failure in
                let place = "relays[\(index)].\(key)"
                return (configuration.places.problem(place, failure.message), failure.code)
            }
        }
    }

    /// - Throws: `77` or `78`, with all of them.
    static func require(for configuration: Configuration, relay: Int? = nil) throws(Failure) {
        let found = problems(of: configuration, relay: relay)
        guard let first = found.first else { return }
        throw Failure(first.code, found.map(\.problem))
    }
}
