import Mail
import TestSupport
import Testing

@testable import SMTP

/// Nothing is handed over where greeting, EHLO, STARTTLS or log-in went wrong, and people read why.
@Suite(.timeLimit(.minutes(2)))
struct HandshakeFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var rules: [Script.Rule]
        var security = Endpoint.Security.none
        var logsIn = false
        var offersAUTH = true
        var password = "c0rrect"
        var offersSTARTTLS = false
        /// `unreachable` or `needsPerson`.
        var state: String
        /// Each is in the text for people.
        var says: [String]

        var stalls: Bool { rules.contains { if case .stall = $0.fault { true } else { false } } }
        var testDescription: String { "\(rules.map { "\($0)" }) \(state)" }
    }

    static let greetings: [Case] = [
        Case(
            rules: [.init(.greeting, .close)], state: "unreachable",
            says: ["the relay closed the connection before it had said anything"]),
        Case(rules: [.init(.greeting, .stall)], state: "unreachable", says: ["within 300 ms"]),
        Case(
            rules: [.init(.greeting, .reply("421 4.3.2 busy"))], state: "unreachable",
            says: ["421 4.3.2 busy"]),
        Case(
            rules: [.init(.greeting, .reply("554 5.7.1 you are not welcome"))], state: "needsPerson",
            says: ["554 5.7.1 you"]),
        Case(
            rules: [.init(.greeting, .reply("HTTP/1.1 400 Bad Request"))], state: "unreachable",
            says: ["no mail server", "HTTP/1.1 400"]),
        Case(rules: [.init(.greeting, .reply("+OK POP3 ready"))], state: "unreachable", says: []),
        Case(
            rules: [.init(.ehlo, .close)], state: "unreachable",
            says: ["the relay closed the connection after '220 scripted.example ESMTP'"]),
        Case(rules: [.init(.ehlo, .stall)], state: "unreachable", says: ["no answer", "within 300 ms"]),
        Case(
            rules: [.init(.ehlo, .reply("421 4.7.0 try again later"))], state: "unreachable",
            says: ["421 4.7.0"]),
        Case(
            rules: [.init(.ehlo, .reply("550 5.7.1 not from you"))], state: "needsPerson",
            says: ["550 5.7.1 not"]),
        Case(rules: [.init(.ehlo, .reply("rubbish"))], state: "unreachable", says: []),
    ]

    static let secured: [Case] = [
        Case(rules: [], security: .startTLS, state: "needsPerson", says: ["does not offer STARTTLS"]),
        Case(
            rules: [], security: .startTLS, offersSTARTTLS: true, state: "unreachable",
            says: ["STARTTLS was refused", "454"]),
        Case(
            rules: [.init(.startTLS, .reply("502 5.5.1 no"))], security: .startTLS, offersSTARTTLS: true,
            state: "needsPerson", says: ["502 5.5.1 no"]),
        Case(
            rules: [.init(.startTLS, .close)], security: .startTLS, offersSTARTTLS: true,
            state: "unreachable", says: []),
        Case(
            rules: [.init(.startTLS, .stall)], security: .startTLS, offersSTARTTLS: true,
            state: "unreachable", says: ["within 300 ms"]),
        Case(
            rules: [.init(.startTLS, .reply("220 go\r\n250 injected"))], security: .startTLS,
            offersSTARTTLS: true, state: "unreachable", says: []),
        Case(rules: [], security: .implicitTLS, state: "unreachable", says: []),
    ]

    static let logIns: [Case] = [
        Case(
            rules: [], logsIn: true, password: "Tr0ub4dor", state: "needsPerson",
            says: ["log-in as 'desk' was refused", "535 5.7.8"]),
        Case(rules: [], logsIn: true, offersAUTH: false, state: "needsPerson", says: ["offers no log-in"]),
        Case(
            rules: [.init(.auth, .reply("454 4.7.0 temporary"))], logsIn: true, state: "holding",
            says: ["454 4.7.0"]),
        Case(
            rules: [.init(.auth, .reply("534 5.7.9 application password needed"))], logsIn: true,
            state: "needsPerson", says: ["534 5.7.9"]),
        Case(rules: [.init(.auth, .close)], logsIn: true, state: "unreachable", says: []),
        Case(rules: [.init(.auth, .stall)], logsIn: true, state: "unreachable", says: ["within 300 ms"]),
        Case(rules: [.init(.auth, .reply("what"))], logsIn: true, state: "unreachable", says: []),
        Case(
            rules: [.init(.auth, .replyAndClose("421 4.7.0 too many"))], logsIn: true, state: "unreachable",
            says: ["421 4.7.0"]),
    ]

    /// libcurl must not wait for an answer to a QUIT of its own.
    static let deaf: [Case] = [
        Case(
            rules: [.init(.auth, .replyAndStop("535 5.7.8 no"))], logsIn: true, state: "needsPerson",
            says: ["535 5.7.8 no"])
    ]

    @Test(arguments: greetings + secured + logIns + deaf, [Manner.grouped, .bytewise])
    func `no message is touched`(fault: Case, manner: Manner) async throws {
        var script = Script()
        manner.apply(to: &script)
        script.rules = fault.rules
        if fault.logsIn, fault.offersAUTH { script.account = ("desk", "c0rrect") }
        if fault.offersSTARTTLS { script.keywords.append("STARTTLS") }
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(count: 2)
        source.stopsWhen = { $0.states.last.map { $0 != .idle && $0 != .working(connections: 1) } ?? false }
        let endpoint = Endpoint.loopback(server.port, timeout: fault.stalls ? 300 : 20_000) { endpoint in
            endpoint.security = fault.security
            if fault.logsIn { (endpoint.username, endpoint.secret) = ("desk", .password(fault.password)) }
        }
        try await Transport.deliver(source, to: endpoint)

        let (kind, text) = try #require(source.states.first.flatMap(Self.taken))
        #expect(kind == fault.state, "\(text)")
        #expect(text.hasPrefix("relay 'scripted' (smtp"))
        for words in fault.says { #expect(text.contains(words), "\(text)") }
        #expect(!text.contains(fault.password))
        #expect(source.ends == ["", ""] && source.breaches.isEmpty)
        #expect(server.commands.joined().allSatisfy { !$0.hasPrefix("MAIL") })
        // What is binary here is a TLS greeting to a server that has none.
        if fault.security != .none { #expect(server.commands.joined().allSatisfy { !$0.hasPrefix("AUTH") }) }
    }

    private static func taken(_ state: RelayState) -> (kind: String, text: String)? {
        switch state {
        case .unreachable(let text, _): ("unreachable", text)
        case .holding(let text, _): ("holding", text)
        case .needsPerson(let text, _): ("needsPerson", text)
        case .idle, .working: nil
        }
    }

    @Test func `nobody listening is said in the system's words`() async throws {
        let server = try ScriptedServer()
        server.stop()
        let source = RecordingSource(count: 1)
        source.stopsWhen = { !$0.states.isEmpty }
        try await Transport.deliver(source, to: .loopback(server.port, connections: 4))
        guard case .unreachable(let text, let delay)? = source.states.first else {
            Issue.record("\(source.states)")
            return
        }
        #expect(text == "relay 'scripted' (smtp://127.0.0.1:\(server.port)): connection refused")
        #expect((800...1_200).contains(delay))
    }

    @Test func `each reply while connecting has a term of its own`() async throws {
        var script = Script()
        script.delays = [.greeting: 1_200, .ehlo: 1_200]
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(count: 1)
        try await Transport.deliver(source, to: .loopback(server.port, timeout: 2_000))
        #expect(source.ends == ["accepted 250"] && server.connectionCount == 1)
    }

    @Test func `the first connection alone tries a log-in that is not proven`() async throws {
        var script = Script()
        script.account = ("desk", "c0rrect")
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(count: 8)
        source.stopsWhen = { !$0.states.isEmpty }
        let endpoint = Endpoint.loopback(server.port, connections: 8) {
            ($0.username, $0.secret) = ("desk", .password("wrong"))
        }
        try await Transport.deliver(source, to: endpoint)
        #expect(server.connectionCount == 1)
    }
}
