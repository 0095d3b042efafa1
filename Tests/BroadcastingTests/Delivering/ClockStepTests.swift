import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// Somebody sets the clock while a broadcast is sent: people see another time, and nothing else changes.
struct ClockStepTests {
    static let steps: [Int64] = [400 * 86_400_000, -3 * 3_600_000]
    private static let later = Verdict(scope: .recipient, isPermanent: false)

    /// What happens to a broadcast of three, one of them put off once, with a step of the clock in between.
    private func outcomes(step: Int64) throws -> [String] {
        let bench = try DispatcherBench(perSecond: 100, perDay: 1_000)
        let staged = try bench.stage("a", to: 3) {
            $0.expires = bench.clock.now.adding(milliseconds: 7_200_000)
        }
        bench.dispatcher.tend()
        bench.carry(DispatcherBench.yes)
        bench.clock.pass(10)
        bench.carry(.refused(Reply(code: 450, text: "later"), ClockStepTests.later))
        bench.clock.setWall(by: step)
        var told: [String] = []
        // In half minutes, until the one that was put off has had its time.
        for round in 0..<20 {
            bench.clock.pass(30_000)
            bench.dispatcher.tend()
            while let envelope = bench.carry(DispatcherBench.yes) {
                told.append("\(round): \(envelope.ticket.recipient)")
                bench.clock.pass(10)
            }
        }
        bench.dispatcher.tend()
        let counts = try staged.reading().standing
        return told + ["accepted \(counts.count(.accepted))", "expired \(counts.count(.expired))"]
            + bench.news.compactMap {
                if case .finished(let summary) = $0 { "\(summary.state)" } else { nil }
            }
    }

    @Test(arguments: steps)
    func `a step changes no outcome and no wait`(step: Int64) throws {
        let expected = try outcomes(step: 0)
        #expect(expected.suffix(3) == ["accepted 3", "expired 0", "sent"])
        #expect(try outcomes(step: step) == expected)
    }

    @Test(arguments: steps)
    func `a step ends nothing before its time, nor after`(step: Int64) throws {
        let bench = try DispatcherBench()
        let staged = try bench.stage("a", to: 2) {
            $0.expires = bench.clock.now.adding(milliseconds: 3_600_000)
        }
        bench.dispatcher.tend()
        bench.clock.setWall(by: step)
        bench.clock.pass(3_599_000)
        bench.dispatcher.tend()
        #expect(try staged.reading().standing.count(.expired) == 0)
        bench.clock.pass(1_000)
        bench.dispatcher.tend()
        #expect(try staged.reading().standing.count(.expired) == 2)
    }
}
