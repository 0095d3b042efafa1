import Mail
import TestSupport
import Testing

@testable import SMTP

/// One message to several recipients: each has an outcome of their own.
@Suite(.timeLimit(.minutes(2)))
struct BatchTests {
    @Test(arguments: [true, false], [1, 3])
    func `one transaction carries all, and those refused are left out`(pipelining: Bool, connections: Int)
        async throws
    {
        var script = Script(pipelining: pipelining)
        script.rules = [
            .init(.rcpt, .reply("550 5.1.1 no such user"), recipient: "r3@"),
            .init(.rcpt, .reply("450 4.2.0 later"), recipient: "r11@"),
        ]
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(messages: 4, of: 5)
        try await Transport.deliver(source, to: .loopback(server.port, connections: connections))
        #expect(server.messages.count == 4)
        #expect(server.messages.flatMap(\.recipients).count == 18)
        #expect(source.ends[3] == "refused 550 recipient" && source.ends[11] == "refused 450 recipient")
        #expect(source.ends.count { $0 == "accepted 250" } == 18)
        #expect(source.breaches.isEmpty && source.isSaved)
    }

    @Test(arguments: [true, false])
    func `where all are refused nothing is delivered, and the next message is`(pipelining: Bool) async throws
    {
        var script = Script(pipelining: pipelining)
        script.acceptsEmptyData = true
        script.rules = (0..<5).map { .init(.rcpt, .reply("550 5.1.1 no"), recipient: "r\($0)@") }
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(messages: 2, of: 5)
        try await Transport.deliver(source, to: .loopback(server.port))
        #expect(source.ends[..<5] == Array(repeating: "refused 550 recipient", count: 5)[...])
        #expect(source.ends[5...] == Array(repeating: "accepted 250", count: 5)[...])
        #expect(server.messages.count == 1 && source.breaches.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a relay that takes fewer gets fewer, and nobody waits`(pipelining: Bool) async throws {
        var script = Script(pipelining: pipelining)
        script.mostRecipients = 3
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(messages: 1, of: 8)
        source.retriesPutBack = true
        let relay = Endpoint.loopback(server.port) { $0.recipientsPerMessage = 50 }
        try await Transport.deliver(source, to: relay)
        #expect(source.ends.allSatisfy { $0.hasSuffix("accepted 250") && !$0.contains("refused") })
        #expect(Set(server.messages.flatMap(\.recipients)).count == 8)
        #expect(source.asked.first == 50 && source.asked.last == 3)
    }

    @Test func `an end without an answer is unconfirmed for all who were taken`() async throws {
        var script = Script(.init(.endOfData, .close, times: 1))
        script.rules.append(.init(.rcpt, .reply("550 5.1.1 no"), recipient: "r1@"))
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let source = RecordingSource(messages: 1, of: 3)
        try await Transport.deliver(source, to: .loopback(server.port))
        #expect(source.ends == ["unconfirmed", "refused 550 recipient", "unconfirmed"])
    }

    @Test func `what a message is refused for is told of everybody`() async throws {
        let server = try ScriptedServer(Script(.init(.endOfData, .reply("554 5.7.1 spam"), times: 1)))
        defer { server.stop() }
        let source = RecordingSource(messages: 1, of: 3)
        try await Transport.deliver(source, to: .loopback(server.port))
        #expect(source.ends == Array(repeating: "refused 554 recipient", count: 3))
    }
}
