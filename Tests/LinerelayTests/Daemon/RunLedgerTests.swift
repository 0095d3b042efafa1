import Broadcasting
import Mail
import Testing

@testable import linerelay

struct RunLedgerTests {
    @Test func `a draft that cannot be decided on is waited for, twenty seconds at most`() {
        var ledger = RunLedger()
        ledger.postpone("a.md", because: .fileBeingSaved, "b.pdf is being changed", at: 1_000)
        ledger.postpone("a.md", because: .passing, "no room", at: 20_999)
        let mayWait = [20_999, 21_000].map { ledger.mayWait(for: "a.md", at: $0) }
        #expect(mayWait == [true, false])
        #expect(ledger.verdict(isWaiting: false) == .tryLater)
    }

    @Test func `a person is not waited for, and the draft counts as one that was not taken`() {
        var ledger = RunLedger()
        ledger.postpone("a.md", because: .damage, "a bad line", at: 0)
        let mayWait = ledger.mayWait(for: "a.md", at: 0)
        #expect(!mayWait)
        #expect(ledger.verdict(isWaiting: false) == .badInput)
        ledger.decide("a.md")
        #expect(ledger.verdict(isWaiting: false) == .done)
    }

    @Test func `a draft that waits for another file is told of like one that is left alone`() {
        var ledger = RunLedger()
        ledger.postpone("b.md", because: .fileBeingSaved, "a.pdf is being changed", at: 1_000)
        ledger.postpone("a.md", because: .damage, "a bad line", at: 5_000)
        ledger.postpone("b.md", because: .fileBeingSaved, "a.pdf is being changed just now", at: 9_000)
        let wall = Timestamp(milliseconds: 1_795_500_000_000)
        let since = { (milliseconds: Int64) in wall.adding(milliseconds: -milliseconds) }
        #expect(
            ledger.waiting(at: 11_000, wall: wall) == [
                LeftAlone(name: "a.md", reason: "a bad line", since: since(6_000)),
                LeftAlone(name: "b.md", reason: "a.pdf is being changed just now", since: since(10_000)),
            ])
        ledger.decide("a.md")
        ledger.decide("b.md")
        #expect(ledger.waiting(at: 11_000, wall: wall) == [])
    }
}
