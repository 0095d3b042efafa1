import Mail
import TestSupport
import Testing

@testable import SMTP

/// Several relays: which is used, when the next takes over, and when the first comes back.
@Suite(.timeLimit(.minutes(2)))
struct RelaysTests {
    private func relay(_ name: String, _ server: ScriptedServer, connections: Int = 2) -> Endpoint {
        .loopback(server.port, connections: connections, timeout: 10_000) { $0.name = name }
    }

    @Test func `the first is used while it is well`() async throws {
        let (first, second) = (try ScriptedServer(), try ScriptedServer())
        defer { [first, second].forEach { $0.stop() } }
        let source = RecordingSource(count: 20)
        try await Transport.deliver(source, to: relay("a", first), relay("b", second))
        #expect(first.messages.count == 20 && second.connectionCount == 0)
        #expect(source.taken == [])
    }

    @Test func `one that is down is passed over at once`() async throws {
        let (first, second) = (try ScriptedServer(), try ScriptedServer())
        first.stop()
        defer { second.stop() }
        let source = RecordingSource(count: 20)
        try await Transport.deliver(source, to: relay("a", first), relay("b", second))
        #expect(source.ends == Array(repeating: "accepted 250", count: 20))
        #expect(second.messages.count == 20 && source.taken == ["b"])
    }

    @Test func `one that dies between two messages loses none of them`() async throws {
        let (first, second) = (try ScriptedServer(), try ScriptedServer())
        defer { second.stop() }
        let source = RecordingSource(count: 60)
        source.retriesPutBack = true
        source.pause = 5
        source.onTend = { if $0.used.count >= 20 { first.stop() } }
        try await Transport.deliver(source, to: relay("a", first), relay("b", second))
        let ended = source.ends.map { $0.split(separator: ", ").last ?? "" }
        #expect(ended.allSatisfy { ["accepted 250", "unconfirmed", "lost"].contains($0) }, "\(ended)")
        #expect(ended.count { $0 == "accepted 250" } >= 58)
        #expect(source.taken == ["b"] && source.breaches.isEmpty)
    }

    @Test func `the first comes back when it has shown that it is well`() async throws {
        let first = try ScriptedServer(Script(.init(.greeting, .replyAndClose("421 4.3.2 busy"), times: 1)))
        let second = try ScriptedServer()
        defer { [first, second].forEach { $0.stop() } }
        let source = RecordingSource(count: 300)
        source.pause = 30
        try await Transport.deliver(source, to: relay("a", first, connections: 1), relay("b", second))
        #expect(source.ends == Array(repeating: "accepted 250", count: 300))
        #expect(source.taken == ["b", "a"])
        #expect(!first.messages.isEmpty && !second.messages.isEmpty)
    }

    @Test func `one that refuses us is asked with one message, and the rest goes elsewhere`() async throws {
        let first = try ScriptedServer(Script(.init(.mail, .reply("550 5.7.1 relay access denied"))))
        let second = try ScriptedServer()
        defer { [first, second].forEach { $0.stop() } }
        let source = RecordingSource(count: 20)
        try await Transport.deliver(source, to: relay("a", first, connections: 1), relay("b", second))
        #expect(source.ends.count { $0 == "refused 550 account" } == 1)
        #expect(second.messages.count == 19)
        #expect(source.taken == ["b"])
    }

    @Test func `one whose messages of the day are used up is not even connected to`() async throws {
        let (first, second) = (try ScriptedServer(), try ScriptedServer())
        defer { [first, second].forEach { $0.stop() } }
        let source = RecordingSource(count: 20)
        source.resting = ["a"]
        try await Transport.deliver(source, to: relay("a", first), relay("b", second))
        #expect(first.connectionCount == 0 && second.messages.count == 20)
    }

    @Test func `where all are down each is tried when its time comes`() async throws {
        let (first, second) = (try ScriptedServer(), try ScriptedServer())
        [first, second].forEach { $0.stop() }
        let source = RecordingSource(count: 1)
        source.stopsWhen = { $0.states.count { if case .unreachable = $0 { true } else { false } } >= 4 }
        try await Transport.deliver(source, to: relay("a", first), relay("b", second))
        let told = source.states.compactMap { if case .unreachable(let text, _) = $0 { text } else { nil } }
        #expect(told.contains { $0.hasPrefix("relay 'a'") } && told.contains { $0.hasPrefix("relay 'b'") })
        #expect(source.taken == ["b"])
    }

    @Test func `one that falls silent is passed over after four seconds, and what it has is waited for`()
        async throws
    {
        let first = try ScriptedServer(Script(.init(.endOfData, .stall, recipient: "r40@")))
        let second = try ScriptedServer()
        defer { [first, second].forEach { $0.stop() } }
        let source = RecordingSource(count: 60)
        source.retriesPutBack = true
        source.stopsWhen = { $0.ends.count { $0.hasSuffix("accepted 250") } == 59 }
        try await Transport.deliver(source, to: relay("a", first, connections: 1), relay("b", second))
        #expect(source.taken == ["b"])
        #expect(first.messages.count == 40 && second.messages.count == 19)
        #expect(source.ends[40] == "unconfirmed")
    }

    @Test func `one that hangs at every message gets one more now and then, not all of them again`()
        async throws
    {
        let first = try ScriptedServer(
            Script(.init(.endOfData, .stall, recipient: "r4"), .init(.endOfData, .stall, recipient: "r5")))
        let second = try ScriptedServer()
        defer { [first, second].forEach { $0.stop() } }
        let source = RecordingSource(count: 60)
        source.retriesPutBack = true
        source.pause = 5
        let hanging = Endpoint.loopback(first.port, connections: 4, timeout: 6_000) { $0.name = "a" }
        try await Transport.deliver(source, to: hanging, relay("b", second))
        #expect(source.taken.first == "b")
        let unconfirmed = source.ends.count { $0.contains("unconfirmed") }
        #expect((1...6).contains(unconfirmed), "\(source.ends)")
    }

    @Test func `a disk that takes its time is not the relay's silence`() async throws {
        let (first, second) = (try ScriptedServer(), try ScriptedServer())
        defer { [first, second].forEach { $0.stop() } }
        let source = RecordingSource(count: 60)
        source.commitDelays = Array(repeating: 1_000, count: 20) + [4_500_000]
        source.commitAnswers = Array(repeating: true, count: 25) + Array(repeating: false, count: 20)
        try await Transport.deliver(source, to: relay("a", first, connections: 3), relay("b", second))
        #expect(source.ends == Array(repeating: "accepted 250", count: 60))
        #expect(source.taken == [] && source.breaches.isEmpty)
    }

    @Test func `other relays are used from the next message on, and a slow answer is waited for`()
        async throws
    {
        var slow = Script()
        slow.delays = [.endOfData: 700]
        let second = try ScriptedServer()
        let source = RecordingSource(count: 10)
        source.retriesPutBack = true
        let after = relay("b", second)
        slow.onContent = { [weak source] _ in try? source?.wakeup?.use([after]) }
        let first = try ScriptedServer(slow)
        defer { [first, second].forEach { $0.stop() } }
        try await Transport.deliver(source, to: relay("a", first, connections: 1))
        #expect(source.ends.allSatisfy { $0.hasSuffix("accepted 250") }, "\(source.ends)")
        #expect(first.messages.count == 1 && second.messages.count == 9)
        #expect(source.breaches.isEmpty)
    }

    @Test func `a relay that stays is tried anew, with what it holds`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        let source = RecordingSource(count: 50)
        let same = relay("a", server)
        source.onTend = { try? $0.wakeup?.use([same]) }
        try await Transport.deliver(source, to: same)
        #expect(server.messages.count == 50 && server.connectionCount <= 2)
    }

    @Test func `a relay that cannot be one changes nothing`() async throws {
        let server = try ScriptedServer()
        defer { server.stop() }
        let source = RecordingSource(count: 5)
        var wrong = relay("b", server)
        wrong.helo = "no host"
        let refused = Guarded(0)
        source.onTend = { source in
            do { try source.wakeup?.use([wrong]) } catch { refused.withLock { $0 += 1 } }
        }
        try await Transport.deliver(source, to: relay("a", server))
        #expect(server.messages.count == 5 && refused.withLock { $0 } > 0)
    }

    @Test func `a relay that bears two connections gets all its messages over two`() async throws {
        var script = Script()
        script.mostSessions = 2
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(count: 300)
        source.retriesPutBack = true
        try await Transport.deliver(source, to: relay("a", server, connections: 20))
        #expect(source.ends == Array(repeating: "accepted 250", count: 300))
        #expect(server.messages.count == 300)
        // Five are tried at first, and at most as many again before the first is turned away.
        #expect(server.connectionCount <= 12)
    }
}
