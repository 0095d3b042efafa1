import Testing

@testable import linerelay

struct RunLedgerTests {
    @Test func `a draft that cannot be decided on is waited for, twenty seconds at most`() {
        var ledger = RunLedger()
        ledger.postpone("a.md", because: .fileBeingSaved, at: 1_000)
        ledger.postpone("a.md", because: .passing, at: 20_999)
        let mayWait = [20_999, 21_000].map { ledger.mayWait(for: "a.md", at: $0) }
        #expect(mayWait == [true, false])
        #expect(ledger.verdict(isWaiting: false) == .tryLater)
    }

    @Test func `a person is not waited for, and the draft counts as one that was not taken`() {
        var ledger = RunLedger()
        ledger.postpone("a.md", because: .damage, at: 0)
        let mayWait = ledger.mayWait(for: "a.md", at: 0)
        #expect(!mayWait)
        #expect(ledger.verdict(isWaiting: false) == .badInput)
        ledger.decide("a.md")
        #expect(ledger.verdict(isWaiting: false) == .done)
    }
}
