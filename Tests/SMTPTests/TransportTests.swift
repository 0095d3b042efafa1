import Mail
import Testing
import TestSupport

@testable import SMTP

/// The transport against a scripted server on loopback, all going well.
@Suite(.timeLimit(.minutes(2)))
struct TransportTests {
    @Test(arguments: [true, false], [1, 4])
    func `every message arrives once, as it was written`(pipelining: Bool, connections: Int) async throws {
        let server = try ScriptedServer(Script(pipelining: pipelining))
        defer { server.stop() }
        let source = RecordingSource(count: 50)
        try await Transport.deliver(source, to: .loopback(server.port, connections: connections))

        #expect(source.ends == Array(repeating: "accepted 250", count: 50))
        #expect(Set(server.messages.flatMap(\.recipients)).count == 50)
        #expect(server.messages.count == 50)
        for message in server.messages {
            let number = message.recipients[0].dropFirst().prefix { $0 != "@" }
            #expect(message.content == "Subject: message \(number)\r\n\r\nHello \(number)\r\n")
            #expect(message.sender == "owner@lists.example")
        }
        #expect(source.states.last == .idle)
        // One that was not needed any more may have gone before its first word.
        #expect(server.commands.allSatisfy { $0.count < 2 || $0.last == "QUIT" })
    }

    @Test func `the source is tended while the relay has to be left alone for minutes`() async throws {
        let server = try ScriptedServer(Script(.init(.mail, .reply("530 5.7.0 log in first"))))
        defer { server.stop() }
        let source = RecordingSource(count: 2)
        var tended = 0
        source.onTend = { source in
            guard case .needsPerson = source.states.last else { return }
            tended += 1
            if tended == 10 { source.wakeup?.stop(graceMilliseconds: 0) }
        }
        try await Transport.deliver(source, to: .loopback(server.port))
        #expect(source.ends == ["refused 530 account", ""])
    }
}
