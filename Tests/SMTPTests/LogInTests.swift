import CCurl
import Mail
import TestSupport
import Testing

@testable import SMTP

/// Each way to log in, over TLS, with a secret that is right and with one that is not.
@Suite(.timeLimit(.minutes(3)))
struct LogInTests {
    private let authority: TestAuthority

    init() throws { authority = try TestAuthority() }

    struct Way: Sendable, CustomTestStringConvertible {
        var mechanism: String
        var isBearer = false

        func secret(_ text: String) -> Secret { isBearer ? .bearer(text) : .password(text) }
        var testDescription: String { mechanism }
    }

    static let ways = [
        Way(mechanism: "PLAIN"), Way(mechanism: "LOGIN"), Way(mechanism: "CRAM-MD5"),
        Way(mechanism: "XOAUTH2", isBearer: true), Way(mechanism: "OAUTHBEARER", isBearer: true),
    ]

    private func server(_ offers: [String], _ security: Endpoint.Security) async throws -> TestServer {
        let certificate = try authority.issue("relay", for: "IP:127.0.0.1")
        let implicit = security == .implicitTLS ? ["--implicit"] : []
        let account = ["--account", "desk@hub.example:ya29.S3cret"]
        return try await .tls(certificate + implicit + account + offers.flatMap { ["--offer", $0] })
    }

    private func endpoint(_ port: Int, _ security: Endpoint.Security, _ secret: Secret) -> Endpoint {
        .loopback(port, timeout: 5_000) {
            $0.security = security
            $0.caFile = authority.caFile
            ($0.username, $0.secret) = ("desk@hub.example", secret)
        }
    }

    @Test(arguments: ways, [Endpoint.Security.startTLS, .implicitTLS])
    func `the right secret opens the door`(way: Way, security: Endpoint.Security) async throws {
        let server = try await server([way.mechanism], security)
        let source = RecordingSource(count: 3)
        source.stopsWhen = { !$0.states.allSatisfy { [.idle, .working(connections: 1)].contains($0) } }
        try await Transport.deliver(
            source, to: endpoint(server.port, security, way.secret("ya29.S3cret")))
        #expect(source.ends == Array(repeating: "accepted 250", count: 3), "\(source.states)")
        #expect(server.lines.count == 3 && server.lines.allSatisfy { $0.hasSuffix(" tls desk@hub.example") })
    }

    @Test(arguments: ways)
    func `a wrong secret is refused, is never shown, and counts as refused`(way: Way) async throws {
        let server = try await server([way.mechanism], .startTLS)
        let source = RecordingSource(count: 2)
        source.stopsWhen = { !$0.states.isEmpty }
        try await Transport.deliver(
            source, to: endpoint(server.port, .startTLS, way.secret("Tr0ub4dor")))
        guard case .needsPerson(let text, _)? = source.states.first else {
            Issue.record("\(source.states)")
            return
        }
        #expect(text.contains("log-in as 'desk@hub.example' was refused"), "\(text)")
        #expect(!text.contains("Tr0ub4dor") && !text.contains("eyJ"))
        #expect(server.lines == [] && source.ends == ["", ""])
    }

    @Test func `a refused token is a refused log-in, for they lock accounts`() throws {
        let said = Reply(code: 334, status: nil, text: "eyJzdGF0dXMiOiI0MDEifQ==")
        let endpoint = endpoint(25, .startTLS, .bearer("x"))
        let facts = Facts(
            code: CURLE_LOGIN_DENIED, said: said, offered: Capabilities(), errorWords: "", systemError: 0,
            limit: 1, endpoint: endpoint)
        #expect(facts.meaning.0 == .logInRefused)
    }

    @Test(arguments: [(["PLAIN", "LOGIN"], true), (["XOAUTH2"], false)])
    func `where there is no common way nothing is sent`(offers: [String], isBearer: Bool) async throws {
        let server = try await server(offers, .implicitTLS)
        let source = RecordingSource(count: 1)
        source.stopsWhen = { !$0.states.isEmpty }
        let secret: Secret = isBearer ? .bearer("ya29.S3cret") : .password("ya29.S3cret")
        try await Transport.deliver(source, to: endpoint(server.port, .implicitTLS, secret))
        guard case .needsPerson(let text, _)? = source.states.first else {
            Issue.record("\(source.states)")
            return
        }
        #expect(text.contains("no common way to log in"), "\(text)")
        #expect(offers.allSatisfy { text.contains($0) } && server.lines == [])
    }
}
