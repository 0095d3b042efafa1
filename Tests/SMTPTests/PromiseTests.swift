import Foundation
import Mail
import TestSupport
import Testing

@testable import SMTP

/// What is on disk before what leaves, and what becomes of messages when somebody pulls the plug.
@Suite(.timeLimit(.minutes(2)))
struct PromiseTests {
    @Test(arguments: [true, false], [1, 6, 30])
    func `no content leaves before its attempt is on disk`(pipelining: Bool, connections: Int) async throws {
        let source = RecordingSource(count: 300)
        let early = Guarded<[String]>([])
        var script = Script(pipelining: pipelining)
        script.rules = [
            .init(.rcpt, .reply("550 5.1.1 no"), recipient: "r1"),
            .init(.mail, .reply("450 4.7.1 later"), times: 5),
        ]
        script.onContent = { [weak source] recipients in
            let unsaved = recipients.filter { name in
                source?.committed.withLock { !$0.contains(name) } ?? true
            }
            early.withLock { $0 += unsaved }
        }
        let server = try ScriptedServer(script)
        defer { server.stop() }
        try await Transport.deliver(
            source, to: .loopback(server.port, connections: connections, timeout: 5_000))
        #expect(early.withLock { $0 } == [])
        #expect(source.breaches.isEmpty && source.isSaved)
        #expect(server.messages.count == source.ends.count { $0 == "accepted 250" })
    }

    @Test(arguments: [true, false], [2, 30])
    func `while the disk refuses nothing leaves, and then everything does`(
        pipelining: Bool, connections: Int
    ) async throws {
        let server = try ScriptedServer(Script(pipelining: pipelining))
        defer { server.stop() }
        let count = connections * 3
        let source = RecordingSource(count: count)
        source.commitAnswers = [true, false, false] + (connections == 30 ? [true, false] : [])
        try await Transport.deliver(
            source, to: .loopback(server.port, connections: connections, timeout: 5_000))
        #expect(source.ends == Array(repeating: "accepted 250", count: count))
        // Only many connections give the disk something to do meanwhile.
        #expect((source.begun > 0) == (connections == 30))
        #expect(source.breaches.isEmpty && source.isSaved)
    }

    @Test func `a relay that does not wait for the disk gets its message later`() async throws {
        // Ready and recorded, then the connection dies before the disk has agreed: certainly not delivered.
        let server = try ScriptedServer(Script(.init(.data, .replyAndClose("354 go"), times: 1)))
        defer { server.stop() }
        let source = RecordingSource(count: 1)
        source.commitAnswers = [false, false]
        try await Transport.deliver(source, to: .loopback(server.port))
        #expect(source.ends == ["lost"])
        #expect(source.breaches.isEmpty && server.messages.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a message that is stopped while the relay thinks about it does not leave`(pipelining: Bool)
        async throws
    {
        var script = Script(pipelining: pipelining)
        script.delays = [.rcpt: 150]
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(count: 3)
        source.onTend = { if $0.events.contains(.next(1)) { $0.stopped = [1] } }
        try await Transport.deliver(source, to: .loopback(server.port))
        #expect(source.ends == ["accepted 250", "put back", "accepted 250"])
        #expect(server.messages.flatMap(\.recipients) == ["r0@example.org", "r2@example.org"])
        #expect(source.breaches.isEmpty && source.isSaved)
        #expect(!source.states.contains { if case .unreachable = $0 { true } else { false } })
    }

    @Test func `a slow disk is not the relay's fault`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        let source = RecordingSource(count: 12)
        source.commitDelays = [700_000, 700_000]
        try await Transport.deliver(source, to: .loopback(server.port, connections: 4, timeout: 500))
        #expect(source.ends == Array(repeating: "accepted 250", count: 12))
        #expect(source.breaches.isEmpty)
    }

    @Test func `a disk that is broken for good is not waited for`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        let source = RecordingSource(count: 12)
        source.breaksAfter = 3
        source.grace = 60_000
        let start = Clock.milliseconds()
        try await Transport.deliver(source, to: .loopback(server.port, connections: 2, timeout: 60_000))
        #expect(Clock.milliseconds() - start < 20_000)
        #expect(source.isBroken)
        #expect(server.messages.count <= 2 * 3)
    }

    @Test(arguments: [true, false], [1, 3])
    func `stopping waits for those on their way and takes back the rest`(pipelining: Bool, connections: Int)
        async throws
    {
        let server = try ScriptedServer(Script(pipelining: pipelining))
        defer { server.stop() }
        let source = RecordingSource(count: 200)
        source.grace = 5_000
        source.stopsWhen = { $0.hasCommitted(3) }
        try await Transport.deliver(
            source, to: .loopback(server.port, connections: connections, timeout: 5_000))
        #expect(source.ends.allSatisfy { ["accepted 250", "put back", ""].contains($0) }, "\(source.ends)")
        #expect(source.ends[3] == "accepted 250")
        #expect(server.messages.count == source.ends.count { $0 == "accepted 250" })
        #expect(server.messages.count < 200)
        #expect(source.breaches.isEmpty && source.isSaved)
    }

    @Test(arguments: [true, false])
    func `when the grace is over what is undecided is unconfirmed`(pipelining: Bool) async throws {
        let server = try ScriptedServer(Script(.init(.endOfData, .stall), pipelining: pipelining))
        defer { server.stop() }
        let source = RecordingSource(count: 3)
        source.grace = 50
        source.stopsWhen = { $0.hasCommitted(0) }
        try await Transport.deliver(source, to: .loopback(server.port, timeout: 60_000))
        #expect(source.ends == ["unconfirmed", pipelining ? "put back" : "", ""])
        #expect(source.breaches.isEmpty && source.isSaved)
    }

    @Test func `a message of which only a part has left is lost, not unconfirmed`() async throws {
        let source = RecordingSource(count: 1)
        // It does not read on, so that the socket fills.
        let deaf = try ScriptedServer(Script(.init(.data, .replyAndStop("354 go"))))
        defer { deaf.stop() }
        source.content = { _ in
            String(repeating: "a line of a message that is far too big\r\n", count: 500_000)
        }
        try await Transport.deliver(source, to: .loopback(deaf.port, timeout: 150))
        #expect(source.ends == ["lost"])
        #expect(source.breaches.isEmpty && source.isSaved)
    }

    @Test func `stopped before it ran, it touches nothing`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        let source = RecordingSource(count: 2)
        let transport = try Transport(relays: [.loopback(server.port)], source: source)
        transport.wakeup.stop(graceMilliseconds: 0)
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                transport.run()
                continuation.resume()
            }
        }
        #expect(source.events.isEmpty)
    }

    @Test func `a message is on the wire as it was, whatever its lines start with`() async throws {
        let contents = [
            "Subject: dots\r\n\r\n.\r\n..\r\n.a\r\nb.\r\n.\r\n", ".\r\n", "\r\n.\r\n\r\n..\r\n", "a\r\n",
            "\r\n",
            "Subject: x\r\n\r\n" + String(repeating: ".\r\n", count: 5_000),
        ]
        let server = try ScriptedServer()
        defer { server.stop() }
        let source = RecordingSource(count: contents.count)
        source.content = { contents[$0] }
        try await Transport.deliver(source, to: .loopback(server.port))
        #expect(server.messages.map(\.content) == contents)
        #expect(server.messages.flatMap(\.recipients) == contents.indices.map { "r\($0)@example.org" })
    }
}
