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
        #expect(server.commands.allSatisfy { $0.last == "QUIT" })
    }
}
