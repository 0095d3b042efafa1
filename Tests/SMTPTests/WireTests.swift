import Foundation
import Mail
import TestSupport
import Testing

@testable import SMTP

/// TLS and log-in against aiosmtpd, with certificates of an authority of our own.
@Suite(.timeLimit(.minutes(3)))
struct WireTests {
    let authority: TestAuthority

    init() throws { authority = try TestAuthority() }

    struct Good: Sendable, CustomTestStringConvertible {
        var security: Endpoint.Security
        var account: String?
        var offers: [String] = []

        var testDescription: String { "\(security) \(account ?? "") \(offers)" }
    }

    @Test(arguments: [
        Good(security: .implicitTLS),
        Good(security: .startTLS),
        Good(security: .startTLS, account: "desk:p w@d"),
        Good(security: .startTLS, account: "desk:p w@d", offers: ["LOGIN"]),
        Good(security: .implicitTLS, account: "desk@example.org:pässword", offers: ["PLAIN"]),
        Good(security: .none, account: "desk:secret"),
    ])
    func `messages arrive over the connection that was asked for`(good: Good) async throws {
        var arguments = good.security == .none ? [] : try authority.issue("relay", for: "IP:127.0.0.1")
        if good.security == .implicitTLS { arguments.append("--implicit") }
        if let account = good.account { arguments += ["--account", account] }
        for mechanism in good.offers { arguments += ["--offer", mechanism] }
        let server = try await TestServer.tls(arguments)
        let source = RecordingSource(count: 10)
        let account = good.account.map { $0.split(separator: ":", maxSplits: 1).map(String.init) }
        try await Transport.deliver(
            source, to: endpoint(server.port, good.security, connections: 2, account: account))

        #expect(source.ends == Array(repeating: "accepted 250", count: 10), "\(source.states)")
        let lines = server.lines
        let over = good.security == .none ? "clear" : "tls"
        #expect(lines.count == 10)
        #expect(lines.allSatisfy { $0.hasSuffix(" \(over) \(account?[0] ?? "-")") })
    }

    @Test func `a big message crosses many records whole`() async throws {
        let arguments = try authority.issue("relay", for: "IP:127.0.0.1") + ["--implicit"]
        let server = try await TestServer.tls(arguments)
        let source = RecordingSource(count: 3)
        source.content = {
            "X: \($0)\r\n\r\n" + String(repeating: ".a line that starts with a full stop\r\n", count: 20_000)
        }
        try await Transport.deliver(source, to: endpoint(server.port, .implicitTLS))
        #expect(source.ends == Array(repeating: "accepted 250", count: 3), "\(source.states)")
        let sizes = server.lines.map { $0.split(separator: " ")[2] }
        #expect(sizes == Array(repeating: "\(source.content(0).utf8.count)"[...], count: 3))
    }

    enum Bad: String, CaseIterable {
        case wrongName, expired, selfSigned, unknownAuthority

        var says: String {
            switch self {
            case .wrongName: "target host name '127.0.0.1'"
            case .expired: "expired"
            case .selfSigned: "self"
            case .unknownAuthority: "unable to get local issuer"
            }
        }
    }

    @Test(arguments: Bad.allCases, [Endpoint.Security.startTLS, .implicitTLS])
    func `a certificate that proves nothing stops the sending`(bad: Bad, security: Endpoint.Security)
        async throws
    {
        let strange = try TestAuthority()
        var arguments =
            switch bad {
            case .wrongName: try authority.issue("relay", for: "DNS:other.example")
            case .expired: try authority.issue("relay", for: "IP:127.0.0.1", days: -1)
            case .selfSigned: try authority.selfSigned("relay", for: "IP:127.0.0.1")
            case .unknownAuthority: try strange.issue("relay", for: "IP:127.0.0.1")
            }
        if security == .implicitTLS { arguments.append("--implicit") }
        let server = try await TestServer.tls(arguments + ["--account", "desk:secret"])
        let source = RecordingSource(count: 1)
        source.stopsWhen = { !$0.states.isEmpty }
        try await Transport.deliver(source, to: endpoint(server.port, security, account: ["desk", "secret"]))
        guard case .needsPerson(let text, let pause)? = source.states.first else {
            Issue.record("\(source.states)")
            return
        }
        #expect(text.contains("certificate is not to be trusted") && text.contains(bad.says), "\(text)")
        #expect(pause == 300_000)
        #expect(source.ends == [""])
        #expect(server.lines == [])
    }

    @Test func `a CA file that is not there is named`() async throws {
        let server = try await TestServer.tls(try authority.issue("relay", for: "IP:127.0.0.1"))
        let source = RecordingSource(count: 1)
        source.stopsWhen = { !$0.states.isEmpty }
        var endpoint = endpoint(server.port, .startTLS)
        endpoint.caFile = authority.path("nothing.pem")
        try await Transport.deliver(source, to: endpoint)
        guard case .needsPerson(let text, _)? = source.states.first else {
            Issue.record("\(source.states)")
            return
        }
        #expect(text.contains("caFile") && text.contains("nothing.pem"), "\(text)")
    }

    @Test func `a wrong password is refused once, and never shown`() async throws {
        let arguments = try authority.issue("relay", for: "IP:127.0.0.1") + ["--account", "desk:secret"]
        let server = try await TestServer.tls(arguments)
        let source = RecordingSource(count: 4)
        source.stopsWhen = { !$0.states.isEmpty }
        try await Transport.deliver(
            source, to: endpoint(server.port, .startTLS, connections: 4, account: ["desk", "Tr0ub4dor"]))
        guard case .needsPerson(let text, _)? = source.states.first else {
            Issue.record("\(source.states)")
            return
        }
        #expect(text.contains("log-in as 'desk' was refused: 535"))
        #expect(!text.contains("Tr0ub4dor"))
        #expect(server.lines == [])
    }

    private func endpoint(
        _ port: Int, _ security: Endpoint.Security, connections: Int = 1, account: [String]? = nil
    ) -> Endpoint {
        .loopback(port, connections: connections, timeout: 5_000) {
            $0.security = security
            $0.caFile = authority.caFile
            if let account { ($0.username, $0.secret) = (account[0], .password(account[1])) }
        }
    }
}
