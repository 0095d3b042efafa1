import Mail
import struct TestSupport.SeededGenerator
import Testing

@testable import Broadcasting

/// Whatever the relay answers and whenever the daemon dies: one final event each, and the counts add up.
struct DispatcherPropertyTests {
    private static func outcome(_ random: inout SeededGenerator) -> Outcome {
        func refused(_ code: Int, _ status: EnhancedStatus?, at stage: Stage) -> Outcome {
            let reply = Reply(code: code, status: status, text: "said so")
            return .refused(reply, Verdict(of: reply, at: stage))
        }
        switch Int.random(in: 0..<20, using: &random) {
        case 0: return refused(550, EnhancedStatus(5, 1, 1), at: .rcpt)
        case 1: return refused(451, EnhancedStatus(4, 7, 1), at: .rcpt)
        case 2: return refused(550, EnhancedStatus(5, 4, 5), at: .endOfData)
        case 3: return refused(452, EnhancedStatus(4, 3, 1), at: .data)
        case 4: return refused(554, nil, at: .endOfData)
        case 5: return refused(535, nil, at: .mail)
        case 6: return .lost("the line was cut")
        case 7: return .unconfirmed("no answer")
        default: return DispatcherBench.yes
        }
    }

    @Test(arguments: [UInt64(20_261_124), 2, 3])
    func `every recipient ends in one final event, and reading the log again tells the same`(seed: UInt64)
        throws
    {
        var random = SeededGenerator(seed: seed)
        let bench = try DispatcherBench()
        let staged = try [bench.stage("a", to: 60), bench.stage("b", to: 40) { $0.priority = .urgent }]
        bench.dispatcher.tend()
        var flights: [Envelope] = []
        for _ in 0..<20_000 where bench.dispatcher.millisecondsUntilDue != nil {
            while flights.count < 4, let envelope = bench.dispatcher.next() { flights.append(envelope) }
            flights.shuffle(using: &random)
            if let envelope = flights.popLast() { carry(envelope, bench, &random) }
            bench.commit()
            bench.clock.pass(Int64.random(in: 0..<5_000, using: &random))
            bench.dispatcher.tend()
            for broadcast in staged { try resume(broadcast.folder) }
            for broadcast in staged { try expectSums(broadcast) }
        }
        for broadcast in staged { try expectEnded(broadcast) }
    }

    private func carry(_ envelope: Envelope, _ bench: DispatcherBench, _ random: inout SeededGenerator) {
        if Int.random(in: 0..<15, using: &random) == 0 { return bench.dispatcher.putBack(envelope.ticket) }
        let outcome = DispatcherPropertyTests.outcome(&random)
        bench.dispatcher.attempting(envelope.ticket)
        bench.commit()
        bench.dispatcher.settle(envelope.ticket, outcome, milliseconds: 1)
    }

    private func resume(_ folder: BroadcastFolder) throws {
        if folder.pauseReason() != nil { try folder.removePause() }
    }

    private func expectSums(_ broadcast: StagedBroadcast) throws {
        guard let summary = broadcast.folder.summary() else { return }
        let names = ["accepted", "deferred", "rejected", "expired", "suppressed", "cancelled", "pending"]
        let sum = names.compactMap { summary[$0]?.integerValue }.reduce(0, +)
        #expect(sum == Int64(broadcast.record.recipients))
    }

    private func expectEnded(_ broadcast: StagedBroadcast) throws {
        let finals: Set<DeliveryEvent.Kind> = [.accepted, .rejected, .expired, .suppressed, .cancelled]
        let events = try broadcast.events()
        let ended = Dictionary(grouping: events.filter { finals.contains($0.kind) }, by: \.recipient)
        #expect(ended.count == broadcast.record.recipients)
        #expect(ended.values.allSatisfy { $0.count == 1 })
        let standing = try broadcast.reading().standing
        let summary = Summary(broadcast.record, standing, paused: false)
        #expect(summary.json == broadcast.folder.summary())
        for row in Dictionary(grouping: events, by: \.recipient).values {
            let attempts = row.filter { $0.kind == .attempting }.map(\.attempt)
            #expect(attempts == attempts.sorted() && Set(attempts).count == attempts.count)
        }
    }
}
