import Mail
import Testing

@testable import Broadcasting

/// When refusals pile up, and when they do not.
struct BrakeTests {
    private let policy = Reply(code: 550, status: EnhancedStatus(5, 7, 1), text: "blocked")
    private let dead = Reply(code: 550, status: EnhancedStatus(5, 1, 1), text: "no such user")

    @Test func `twenty of one kind stop it, nineteen do not`() {
        var brake = Brake()
        for _ in 0..<19 { #expect(brake.rejected(policy) == nil) }
        let why = brake.rejected(policy)
        #expect(why?.hasPrefix("20 of the 20 recipients tried were refused for good with 5.7.x") == true)
        #expect(why?.contains("550 5.7.1 blocked") == true)
    }

    @Test func `a tenth is borne, more is not`() {
        var brake = Brake()
        for _ in 0..<380 { brake.accepted() }
        for number in 1...42 { #expect(brake.rejected(dead) == nil, "\(number)") }
        // 43 of 423 is more than a tenth.
        #expect(brake.rejected(dead) != nil)
    }

    @Test func `kinds are counted apart`() {
        var brake = Brake()
        let plain = Reply(code: 554, text: "no")
        for reply in [policy, dead, plain] {
            for _ in 0..<19 { #expect(brake.rejected(reply) == nil) }
        }
        #expect(brake.rejected(plain)?.contains("with 554") == true)
    }

    @Test func `when a person has looked it counts anew`() {
        var brake = Brake()
        for _ in 0..<20 { _ = brake.rejected(policy) }
        brake.release()
        for _ in 0..<19 { #expect(brake.rejected(policy) == nil) }
        #expect(brake.rejected(policy) != nil)
    }

    @Test func `a broadcast that it stops is paused with the reason, and goes on when a person says so`()
        throws
    {
        let bench = try DispatcherBench()
        let staged = try bench.stage("a", to: 45)
        bench.dispatcher.tend()
        let no = Outcome.refused(policy, Verdict(scope: .recipient, isPermanent: true))
        for _ in 0..<20 { #expect(bench.carry(no) != nil) }
        #expect(bench.carry(no) == nil)
        #expect(staged.folder.pauseReason()?.contains("20 of the 20 recipients") == true)
        bench.clock.pass(Dispatcher.tick)
        bench.dispatcher.tend()
        try staged.folder.removePause()
        bench.clock.pass(Dispatcher.tick)
        bench.dispatcher.tend()
        for _ in 0..<19 { #expect(bench.carry(no) != nil) }
        #expect(bench.dispatcher.next() != nil)
    }

    @Test func `at the end there is nothing left to pause`() throws {
        let bench = try DispatcherBench()
        let staged = try bench.stage("a", to: 20)
        bench.dispatcher.tend()
        let no = Outcome.refused(policy, Verdict(scope: .recipient, isPermanent: true))
        for _ in 0..<20 { #expect(bench.carry(no) != nil) }
        bench.clock.pass(Dispatcher.tick)
        bench.dispatcher.tend()
        #expect(staged.folder.pauseReason() == nil)
        #expect(bench.news.map { if case .finished = $0 { "finished" } else { "other" } } == ["finished"])
    }
}
