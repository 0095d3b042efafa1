import Mail
import TestSupport
import Testing

@testable import SMTP

/// Many faults at once, drawn from a seed: nothing is lost, invented or told twice.
@Suite(.timeLimit(.minutes(3)))
struct ConservationTests {
    @Test(arguments: 1...8)
    func `what the source was told is what the server has seen`(seed: Int) async throws {
        let server = try ScriptedServer(script(seed))
        defer { server.stop() }
        let source = RecordingSource(count: 150)
        source.retriesPutBack = true
        source.stopsWhen = { source in
            // A person who says "try again" at once, so that no pause is waited for.
            switch source.events.last {
            case .relay(.unreachable), .relay(.holding), .relay(.needsPerson), .settled(_, .refused):
                source.wakeup?.retryNow()
            default: break
            }
            return false
        }
        try await Transport.deliver(source, to: .loopback(server.port, connections: 1 + seed % 5))

        #expect(source.breaches.isEmpty && source.isSaved, "\(source.breaches)")
        var received: [String: Int] = [:]
        for message in server.messages { received[message.recipients[0], default: 0] += 1 }
        for (number, outcome) in source.outcomes {
            let count = received["r\(number)@example.org", default: 0]
            switch outcome {
            case .accepted: #expect(count == 1, "\(number)")
            case .refused, .lost: #expect(count == 0, "\(number): \(outcome)")
            case .unconfirmed: #expect(count <= 1, "\(number)")
            }
        }
        #expect(source.outcomes.count == 150)
    }

    private func script(_ seed: Int) -> Script {
        var random = Jitter(state: UInt64(seed))
        var script = Script(pipelining: seed % 3 != 0)
        script.bytewise = seed % 4 == 1
        script.acceptsEmptyData = seed % 2 == 0
        let faults: [Script.Fault] = [
            .close, .reply("nonsense"), .replyAndClose("421 4.3.0 bye"), .reply("450 4.7.1 later"),
            .reply("550 5.7.26 no"), .reply("452 4.3.1 no room"), .reply("432 4.3.2 slow down"),
        ]
        for step in [Script.Step.greeting, .mail, .rcpt, .data, .endOfData, .rset] {
            for _ in 0..<4 {
                guard let fault = faults.randomElement(using: &random) else { continue }
                let digit = Int.random(in: 1...9, using: &random)
                let recipient = step == .rcpt || step == .endOfData ? "r\(digit)" : ""
                script.rules.append(.init(step, fault, times: 3, recipient: recipient))
            }
        }
        return script
    }
}
