import CCurl
import Glibc
import Mail

/// Why no connection came about: what to do about it, and the words for people.
struct ConnectFailure: Equatable {
    enum Kind: Equatable {
        /// Try again, ever more seldom.
        case unreachable
        /// The relay asks to be left alone for a while.
        case throttled
        /// A quota of ours is used up.
        case quota
        /// Certificate, STARTTLS, our right to use the relay.
        case needsPerson
        /// As `needsPerson`, and trying often locks the account.
        case logInRefused
    }

    let kind: Kind
    /// Without the relay's place.
    let words: String
    let place: String
    /// The relay bears no more connections of ours; those that stand are another matter.
    var isAboutNumbers = false

    var text: String { "\(place): \(words)" }

    init(_ kind: Kind, _ words: String, place: String) {
        (self.kind, self.words, self.place) = (kind, words, place)
    }

    /// What libcurl's code means, with what the relay said last.
    init(_ code: CURLcode, on wire: Wire, _ endpoint: Endpoint, limit: Int) {
        let (kind, words) = Facts(
            code: code, said: wire.handshake.lastReply, nonsense: wire.handshake.nonsense,
            offered: wire.handshake.capabilities,
            errorWords: wire.errorWords, systemError: wire.systemError, limit: limit, endpoint: endpoint
        ).meaning
        self.init(kind, words, place: endpoint.place)
        guard let said = wire.handshake.lastReply, !said.isPositive else { return }
        isAboutNumbers = Verdict(of: said, at: .greeting).asksForLess
    }

    /// A connection that stands, but where the relay let us in without the log-in that was to be.
    static func notLoggedIn(_ endpoint: Endpoint) -> ConnectFailure {
        ConnectFailure(
            .needsPerson,
            "the relay offers no log-in (AUTH), and 'username' is set; take it away, or check the port",
            place: endpoint.place)
    }
}

/// What is known about a connect that failed; apart from the wire so that tables can test it.
struct Facts {
    let code: CURLcode
    /// The relay's last reply.
    let said: Reply?
    var nonsense: String?
    let offered: Capabilities
    let errorWords: String
    let systemError: Int32
    /// Milliseconds that were waited.
    let limit: Int
    let endpoint: Endpoint

    var meaning: (ConnectFailure.Kind, String) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            (.unreachable, "the host name '\(endpoint.host)' was not found; check 'url' and the name service")
        case CURLE_COULDNT_CONNECT: (.unreachable, connectWords)
        case CURLE_OPERATION_TIMEDOUT: (.unreachable, timeoutWords)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
            (
                .needsPerson,
                "the relay's certificate is not to be trusted: \(lowered(errorWords)); 'url' must name the host "
                    + "as its certificate does, and an authority of your own stands in 'caFile'"
            )
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM:
            (.needsPerson, "cannot use the trusted certificates: \(lowered(errorWords)); check 'caFile'")
        case CURLE_USE_SSL_FAILED: startTLSMeaning
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: logInMeaning
        case CURLE_SSL_CONNECT_ERROR: (.unreachable, "no TLS connection: \(lowered(errorWords))")
        default: repliedMeaning
        }
    }

    private var connectWords: String {
        systemError == 0 ? lowered(errorWords) : SystemProblem.words(systemError)
    }

    private var timeoutWords: String {
        let place = said.map { "no answer after '\($0)'" } ?? "no answer"
        return "\(place) within \(Deadlines.worded(limit))"
    }

    private var startTLSMeaning: (ConnectFailure.Kind, String) {
        if let said, !said.isPositive {
            return (said.isTransient ? .unreachable : .needsPerson, "STARTTLS was refused: \(said)")
        }
        return (
            .needsPerson,
            "the relay does not offer STARTTLS; use an smtps:// address, or \"tls\": \"off\" to send in clear text"
        )
    }

    private var logInMeaning: (ConnectFailure.Kind, String) {
        let refused = "log-in as '\(endpoint.username ?? "")' was refused"
        // A challenge where an answer was due: so XOAUTH2 says no, and the reason in it is not for people.
        if let said, said.code == 334 {
            return (.logInRefused, "\(refused); the password or token may be out of date")
        }
        guard let said, !said.isPositive else {
            let offers = offered.logIns.joined(separator: " ")
            return (.needsPerson, "no common way to log in; the relay offers '\(offers)'")
        }
        let words = "\(refused): \(said)"
        switch Verdict(of: said, at: .auth).scope {
        case .connection: return (.unreachable, words)
        case .throttled: return (.throttled, words)
        case .quota: return (.quota, words)
        case .account, .message, .recipient: return (said.isPermanent ? .logInRefused : .throttled, words)
        }
    }

    /// The relay spoke, and not as libcurl hoped; or it hung up.
    private var repliedMeaning: (ConnectFailure.Kind, String) {
        if let nonsense { return (.unreachable, "this seems to be no mail server: \(nonsense)") }
        guard let said, said.isTransient || said.isPermanent else { return (.unreachable, hungUpWords) }
        switch Verdict(of: said, at: .greeting).scope {
        case .throttled: return (.throttled, "\(said)")
        case .quota: return (.quota, "\(said)")
        case .account: return (.needsPerson, "\(said); ask whoever runs the relay")
        case .connection, .message, .recipient: return (.unreachable, "\(said)")
        }
    }

    private var hungUpWords: String {
        switch code {
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING:
            let place = said.map { "after '\($0)'" } ?? "before it had said anything"
            return "the relay closed the connection \(place)"
        case CURLE_WEIRD_SERVER_REPLY:
            return "the relay answered oddly while connecting" + (said.map { ": \($0)" } ?? "")
        default: return "no connection: \(lowered(errorWords)) (libcurl code \(code.rawValue))"
        }
    }

    private func lowered(_ words: String) -> String {
        guard let second = words.dropFirst().first, second.isLowercase || second == " " else { return words }
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
