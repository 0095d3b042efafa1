import Mail
import TestSupport
import Testing

@testable import SMTP

/// A probe tells how each relay is, and leaves no trace but a connection.
@Suite(.timeLimit(.minutes(2)))
struct RelayProbeTests {
    private func endpoint(_ server: ScriptedServer, _ change: (inout Endpoint) -> Void = { _ in }) -> Endpoint
    {
        .loopback(server.port, change: change)
    }

    @Test(arguments: Manner.allCases)
    func `one that is well is logged in to, and left with QUIT`(manner: Manner) throws {
        var script = Script()
        manner.apply(to: &script)
        script.account = ("desk", "right")
        script.keywords = ["SIZE 1000", "8BITMIME"]
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let relay = endpoint(server) { ($0.username, $0.secret) = ("desk", .password("right")) }
        let findings = try RelayProbe.run([relay], milliseconds: 20_000)
        guard case .welcome(let welcome)? = findings.first, findings.count == 1 else {
            Issue.record("\(findings)")
            return
        }
        #expect(welcome.tls == nil)
        let grouping = manner == .plain ? [] : ["PIPELINING"]
        #expect(welcome.keywords == ["SIZE 1000", "8BITMIME"] + grouping + ["AUTH PLAIN"])
        let verbs = server.commands.map { $0.map { $0.prefix(4) } }
        #expect(
            verbs.count == 1 && verbs[0].filter { $0.allSatisfy(\.isUppercase) } == ["EHLO", "AUTH", "QUIT"])
    }

    @Test(arguments: [Endpoint.Security.startTLS, .implicitTLS])
    func `the version of TLS is told`(security: Endpoint.Security) async throws {
        let authority = try TestAuthority()
        let certificate = try authority.issue("relay", for: "IP:127.0.0.1")
        let server = try await TestServer.tls(
            certificate + (security == .implicitTLS ? ["--implicit"] : []))
        let relay = Endpoint.loopback(server.port) {
            ($0.security, $0.caFile) = (security, authority.caFile)
        }
        guard case .welcome(let welcome)? = try RelayProbe.run([relay], milliseconds: 20_000).first else {
            Issue.record("no welcome")
            return
        }
        #expect(welcome.tls == "TLSv1.3")
        // Those of the EHLO behind STARTTLS.
        #expect(!welcome.keywords.contains("STARTTLS") && welcome.keywords.contains("8BITMIME"))
    }

    @Test func `a certificate that proves nothing lets nobody in`() async throws {
        let (authority, other) = (try TestAuthority(), try TestAuthority())
        let server = try await TestServer.tls(try authority.issue("relay", for: "IP:127.0.0.1"))
        let relay = Endpoint.loopback(server.port) { ($0.security, $0.caFile) = (.startTLS, other.caFile) }
        guard case .failed(.needsPerson, let why)? = try RelayProbe.run([relay], milliseconds: 20_000).first
        else {
            Issue.record("it was let in")
            return
        }
        #expect(why.contains("certificate is not to be trusted") && why.contains("caFile"), "\(why)")
    }

    @Test func `each relay is tried, whatever the others are`() throws {
        let (dead, refusing, well) = (try ScriptedServer(), try server("right"), try ScriptedServer())
        dead.stop()
        defer { [refusing, well].forEach { $0.stop() } }
        let relays = [
            endpoint(dead), endpoint(well) { $0.helo = "no host" },
            endpoint(refusing) { ($0.username, $0.secret) = ("desk", .password("Tr0ub4dor")) },
            endpoint(well) { ($0.username, $0.secret) = ("desk", .password("Tr0ub4dor")) },
            endpoint(well), endpoint(well) { $0.security = .startTLS },
        ]
        let findings = try RelayProbe.run(relays, milliseconds: 20_000)
        #expect(
            findings.map(Self.kind) == ["unreachable", "impossible", "refused", "person", "well", "person"])
        #expect(!"\(findings)".contains("Tr0ub4dor"))
        #expect(refusing.commands.joined().count { $0.hasPrefix("AUTH") } == 1)
        #expect(well.commands.joined().allSatisfy { !$0.hasPrefix("MAIL") && !$0.hasPrefix("AUTH") })
    }

    @Test(arguments: [Script.Step.greeting, .ehlo, .auth])
    func `one that says nothing costs no more than was allowed`(step: Script.Step) throws {
        var script = Script(.init(step, .stall))
        script.account = ("desk", "right")
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let relay = endpoint(server) { ($0.username, $0.secret) = ("desk", .password("right")) }
        guard case .failed(.unreachable, let why)? = try RelayProbe.run([relay], milliseconds: 300).first
        else {
            Issue.record("not unreachable")
            return
        }
        #expect(why.contains("no answer") && why.hasSuffix("within 300 ms"), "\(why)")
    }

    @Test(arguments: [Script.Fault.stall, .close, .reply("500 what"), .reply("rubbish")])
    func `one that will not say good-bye is well all the same`(fault: Script.Fault) throws {
        let server = try ScriptedServer(Script(.init(.quit, fault)))
        defer { server.stop() }
        #expect(try RelayProbe.run([endpoint(server)], milliseconds: 20_000).map(Self.kind) == ["well"])
    }

    @Test func `one that asks for patience is told apart`() throws {
        let server = try ScriptedServer(
            Script(.init(.greeting, .replyAndClose("450 4.7.0 too many connections"))))
        defer { server.stop() }
        #expect(try RelayProbe.run([endpoint(server)], milliseconds: 20_000).map(Self.kind) == ["less"])
    }

    private func server(_ password: String) throws -> ScriptedServer {
        var script = Script()
        script.account = ("desk", password)
        return try ScriptedServer(script)
    }

    private static func kind(_ finding: RelayProbe.Finding) -> String {
        switch finding {
        case .welcome: "well"
        case .impossible: "impossible"
        case .failed(.unreachable, _): "unreachable"
        case .failed(.asksForLess, _): "less"
        case .failed(.needsPerson, _): "person"
        case .failed(.logInRefused, _): "refused"
        }
    }
}
