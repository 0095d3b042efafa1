import Mail
import TestSupport
import Testing

@testable import SMTP

/// A secret changes while the transport runs: OAuth tokens live an hour.
@Suite(.timeLimit(.minutes(2)))
struct SecretTests {
    private func server() throws -> ScriptedServer {
        var script = Script()
        script.account = ("desk", "right")
        return try ScriptedServer(script)
    }

    private func endpoint(_ server: ScriptedServer, _ password: String, name: String = "a") -> Endpoint {
        .loopback(server.port, connections: 3, timeout: 10_000) {
            $0.name = name
            ($0.username, $0.secret) = ("desk", .password(password))
        }
    }

    private func logIns(_ server: ScriptedServer) -> Int {
        server.commands.joined().count { $0.hasPrefix("AUTH") }
    }

    @Test func `after a refused log-in the new one is tried at once`() async throws {
        let server = try server()
        defer { server.stop() }
        let source = RecordingSource(count: 20)
        let better = endpoint(server, "right")
        source.stopsWhen = { source in
            if case .needsPerson = source.states.last { try? source.wakeup?.renew([better]) }
            return false
        }
        try await Transport.deliver(source, to: endpoint(server, "wrong"))
        #expect(source.ends == Array(repeating: "accepted 250", count: 20))
        #expect(server.commands.first?.contains { $0.hasPrefix("MAIL") } == false)
        #expect(source.breaches.isEmpty)
    }

    @Test func `the same secret again changes nothing`() async throws {
        let server = try server()
        defer { server.stop() }
        let source = RecordingSource(count: 20)
        let same = endpoint(server, "wrong")
        var looks = 0
        let look = { (source: RecordingSource) in
            guard case .needsPerson = source.states.last else { return }
            looks += 1
            try? source.wakeup?.renew([same])
            if looks == 50 { source.wakeup?.stop(graceMilliseconds: 0) }
        }
        // The first is asked for when the log-in has failed, and each leads to the next.
        source.onTend = look
        source.stopsWhen = { source in
            if looks == 0 { look(source) }
            return false
        }
        try await Transport.deliver(source, to: same)
        #expect(logIns(server) == 1 && server.messages.isEmpty)
    }

    @Test func `connections that stand go on, and those to come log in with the new one`() async throws {
        let server = try server()
        defer { server.stop() }
        let source = RecordingSource(count: 60)
        source.pause = 2
        var first = endpoint(server, "right")
        first.maxConnections = 1
        var renewed = first
        renewed.secret = .password("wrong")
        let last = renewed
        source.onTend = { source in
            if source.ends.count(where: { !$0.isEmpty }) == 10 { try? source.wakeup?.renew([last]) }
        }
        try await Transport.deliver(source, to: first)
        #expect(source.ends == Array(repeating: "accepted 250", count: 60))
        #expect(server.connectionCount == 1 && logIns(server) == 1)
    }

    @Test func `another relay's pause goes on`() async throws {
        let busy = try ScriptedServer(Script(.init(.greeting, .replyAndClose("421 4.7.0 too many messages"))))
        let server = try server()
        defer { [busy, server].forEach { $0.stop() } }
        let source = RecordingSource(count: 60)
        source.pause = 2
        let first = Endpoint.loopback(busy.port, timeout: 10_000) { $0.name = "busy" }
        var count = 0
        var only = endpoint(server, "right")
        only.maxConnections = 1
        let second = only
        source.onTend = { source in
            guard !source.ends.allSatisfy(\.isEmpty) else { return }
            var next = second
            count += 1
            next.secret = .bearer("t\(count)")
            try? source.wakeup?.renew([first, next])
        }
        try await Transport.deliver(source, to: first, second)
        #expect(source.ends == Array(repeating: "accepted 250", count: 60))
        #expect(count > 10 && busy.connectionCount <= 5)
    }
}
