import Broadcasting
import Disk
import Glibc
import SMTP

/// Whether each relay lets us in: connect, TLS, log in, QUIT; no message.
struct RelayCheckup {
    /// Milliseconds for all relays together; they are tried at once.
    static let patience = 60_000

    let relays: [RelaySettings]

    func findings() -> [Finding] {
        var endpoints: [Endpoint] = []
        var findings: [Finding] = []
        for relay in relays {
            findings += [looseSecret(of: relay)].compactMap(\.self)
            if let problem = authorityProblem(of: relay) {
                findings.append(problem)
                continue
            }
            do throws(Failure) {
                endpoints.append(try Endpoint(relay))
            } catch { findings.append(.error(error.code, error.message, Self.secretAdvice)) }
        }
        do throws(EndpointProblem) {
            let probed = try RelayProbe.run(endpoints, milliseconds: Self.patience)
            for (endpoint, finding) in zip(endpoints, probed) {
                findings.append(Self.finding(endpoint, finding))
                findings += [Self.narrow(endpoint, finding)].compactMap(\.self)
                if endpoint.helo == Endpoint.namelessHelo { findings.append(Self.nameless(endpoint)) }
            }
        } catch { findings.append(.error(.relayUnavailable, "\(error)", "close some files, and try again")) }
        return findings
    }

    private static let secretAdvice =
        "put the secret on the first line of the file that the configuration names, for the daemon's user to read"

    static func finding(_ endpoint: Endpoint, _ finding: RelayProbe.Finding) -> Finding {
        switch finding {
        case .welcome(let welcome): .well("\(endpoint.place): \(words(welcome, endpoint))")
        case .failed(let trouble, let why): .error(.relayUnavailable, why, advice(trouble))
        case .impossible(let problem): .error(.configuration, "\(problem)")
        }
    }

    private static func words(_ welcome: RelayProbe.Welcome, _ endpoint: Endpoint) -> String {
        let tls = welcome.tls.map { $0.hasPrefix("TLSv") ? "TLS \($0.dropFirst(4))" : $0 }
        let logIn = endpoint.username.map { "logged in as '\($0)'" } ?? "no log-in asked for"
        let offers = welcome.keywords.isEmpty ? "nothing" : welcome.keywords.joined(separator: ", ")
        return "connected, \(tls ?? "in clear text"), \(logIn), offers \(offers)"
    }

    /// Nil where the text says already what to do.
    private static func advice(_ trouble: RelayProbe.Trouble) -> String? {
        switch trouble {
        case .unreachable: "check 'url', and whether this machine may reach it"
        case .asksForLess: "wait a while, and try again"
        case .needsPerson: nil
        case .logInRefused: "check 'username' and what its password or token is; it was tried once only"
        }
    }

    /// A broadcast with attachments would be paused there (RFC 1870).
    private static func narrow(_ endpoint: Endpoint, _ finding: RelayProbe.Finding) -> Finding? {
        guard case .welcome(let welcome) = finding, let limit = welcome.sizeLimit,
            limit < MessageRendering.sizeLimit
        else { return nil }
        return .warning(
            "\(endpoint.place): it takes messages of \(Octets(limit)) at most, and ours may have 1 MiB with attachments",
            "have its limit raised, or keep attachments smaller")
    }

    private static func nameless(_ endpoint: Endpoint) -> Finding {
        .warning(
            "\(endpoint.place): this machine has no full name to say EHLO with, so it says '\(endpoint.helo)'",
            "set 'helo' to one such as mail.example.org")
    }

    private func authorityProblem(of relay: RelaySettings) -> Finding? {
        guard let path = relay.caFile, let refusal = Permissions.refusal(path, R_OK) else { return nil }
        let code: ExitCode = refusal.isDenied ? .permission : .configuration
        return .error(code, "relay '\(relay.name)': \(refusal)", "check 'caFile'")
    }

    private func looseSecret(of relay: RelaySettings) -> Finding? {
        guard let path = relay.tokenFile ?? relay.passwordFile, let found = Permissions(path),
            found.mode & 0o004 != 0
        else { return nil }
        return .warning(
            "relay '\(relay.name)': anybody on this machine may read '\(path)' (mode \(found.modeInWords))",
            "'chmod o-rwx' it")
    }
}
