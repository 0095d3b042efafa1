import Testing

@testable import SMTP

struct DeadlinesTests {
    @Test func `without a timeout the times are those of the standard`() {
        let deadlines = Deadlines(timeout: nil, idleTimeout: 5_000)
        let minutes: [(Deadlines.Phase, Int)] = [
            (.handshake, 5), (.mail, 5), (.rcpt, 5), (.data, 2), (.block, 3), (.endOfData, 10),
        ]
        for (phase, count) in minutes { #expect(deadlines.limit(phase) == count * 60_000) }
        #expect(deadlines.limit(.idle) == 5_000)
    }

    @Test(arguments: [(600_000, "10 min"), (30_000, "30 s"), (250, "250 ms"), (90_000, "90 s")])
    func `a time is worded as people say it`(milliseconds: Int, words: String) {
        #expect(Deadlines.worded(milliseconds) == words)
    }
}
