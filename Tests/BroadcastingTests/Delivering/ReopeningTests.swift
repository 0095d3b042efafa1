import Foundation
import Mail
import Testing

@testable import Broadcasting

/// Another try for those who were rejected or expired, whatever crashes in between.
struct ReopeningTests {
    private let no = Outcome.refused(
        Reply(code: 550, status: EnhancedStatus(5, 7, 1), text: "no"),
        Verdict(scope: .recipient, isPermanent: true))

    private func finished() throws -> (DispatcherBench, StagedBroadcast) {
        let bench = try DispatcherBench()
        let staged = try bench.stage("a", to: 3)
        bench.dispatcher.tend()
        for outcome in [DispatcherBench.yes, no, no] { bench.carry(outcome) }
        bench.clock.pass(Dispatcher.tick)
        bench.dispatcher.tend()
        return (bench, staged)
    }

    private func tick(_ bench: DispatcherBench) {
        bench.clock.pass(Dispatcher.tick)
        bench.dispatcher.tend()
    }

    @Test func `they are owed again, once, and the mark goes`() throws {
        let (bench, staged) = try finished()
        try staged.folder.writeRetry(at: bench.clock.now)
        bench.orders = [.deliver(staged.folder)]
        tick(bench)
        #expect(!staged.folder.isRetryAsked)
        tick(bench)
        #expect(try staged.events().count { $0.kind == .reopened } == 2)
        #expect(bench.dispatcher.due(atMost: 9) == 2)
        let both = (0..<5).compactMap { _ in bench.dispatcher.next() }
        #expect(both.map(\.ticket.recipient).sorted() == [1, 2])
        for envelope in both { bench.dispatcher.putBack(envelope.ticket) }
        let again = try #require(bench.carry(DispatcherBench.yes))
        #expect(try staged.events().last?.attempt == 2)
        #expect(again.ticket.recipient != 0)
        bench.carry(no)
        tick(bench)
        #expect(staged.folder.summary()?["accepted"]?.integerValue == 2)
        #expect(staged.folder.summary()?["state"]?.stringValue == "sent")
        #expect(bench.dispatcher.millisecondsUntilDue == nil)
    }

    @Test func `it is told when the log has it, so that the receipt speaks of no end`() throws {
        let (bench, staged) = try finished()
        try staged.folder.writeRetry(at: bench.clock.now)
        bench.orders = [.deliver(staged.folder)]
        tick(bench)
        guard case .reopened(let summary)? = bench.news.last else {
            Issue.record("\(bench.news)")
            return
        }
        #expect(summary.state == .sending && summary.counts[.pending] == 2)
        tick(bench)
        #expect(bench.news.count { if case .reopened = $0 { true } else { false } } == 1)
    }

    @Test func `they get the whole time again, and the draft's Expires still ends it`() throws {
        let (bench, staged) = try finished()
        bench.clock.pass(400_000_000)
        try staged.folder.writeRetry(at: bench.clock.now)
        bench.orders = [.deliver(staged.folder)]
        tick(bench)
        bench.clock.pass(172_000_000)
        bench.dispatcher.tend()
        #expect(bench.dispatcher.due(atMost: 9) == 2)
        // As after a restart.
        let resumed = try Delivery(staged.folder, StagedBroadcast.world(bench.clock))
        #expect(!resumed.isComplete)
        bench.clock.pass(1_000_000)
        bench.dispatcher.tend()
        #expect(try staged.events().count { $0.kind == .expired } == 2)
    }

    @Test func `who may have had it all the same is flagged`() throws {
        let bench = try DispatcherBench()
        let staged = try bench.stage("a", to: 1)
        bench.dispatcher.tend()
        bench.carry(.unconfirmed("gone"))
        bench.clock.pass(172_900_000)
        bench.dispatcher.tend()
        #expect(try staged.events().last?.kind == .expired)
        try staged.folder.writeRetry(at: bench.clock.now)
        bench.orders = [.deliver(staged.folder)]
        tick(bench)
        bench.carry(DispatcherBench.yes)
        #expect(try staged.events().last { $0.kind == .attempting }?.maybeDuplicate == true)
    }

    @Test func `whoever was suppressed meanwhile, or cancelled, stays as they are`() throws {
        let (bench, staged) = try finished()
        let address = try EmailAddress(StagedBroadcast.addresses(3)[1])
        try bench.suppressions.append([
            Suppressions.Entry(at: bench.clock.now, address: address, list: nil, reason: "asked")
        ])
        try staged.folder.writeRetry(at: bench.clock.now)
        bench.orders = [.deliver(staged.folder)]
        tick(bench)
        #expect(try staged.events().filter { $0.kind == .reopened }.map(\.recipient) == [2])
        try staged.folder.writeCancel(at: bench.clock.now)
        tick(bench)
        try staged.folder.writeRetry(at: bench.clock.now)
        bench.orders = [.deliver(staged.folder)]
        tick(bench)
        #expect(try staged.events().count { $0.kind == .reopened } == 1)
    }

    @Test func `where nobody knows who must not be mailed it waits`() throws {
        let (bench, staged) = try finished()
        try bench.parent.write("nonsense\n{}\n", to: "suppressions.jsonl")
        try staged.folder.writeRetry(at: bench.clock.now)
        bench.orders = [.deliver(staged.folder)]
        tick(bench)
        #expect(bench.news.contains { if case .notReopened("a", _) = $0 { true } else { false } })
        #expect(try staged.events().count { $0.kind == .reopened } == 0)
        #expect(staged.folder.isRetryAsked)
    }

    @Test func `the summary says that it goes on before the mark goes: a crash between loses nobody`() throws
    {
        let (bench, staged) = try finished()
        try staged.folder.writeRetry(at: bench.clock.now)
        // The summary cannot be written: a folder stands in the way of the file that would replace it.
        try bench.parent.makeFolder("a/.summary.json.\(getpid()).tmp")
        bench.orders = [.deliver(staged.folder)]
        tick(bench)
        #expect(try staged.events().count { $0.kind == .reopened } == 2)
        #expect(staged.folder.isRetryAsked)
        try FileManager.default.removeItem(atPath: bench.parent("a/.summary.json.\(getpid()).tmp"))
        tick(bench)
        #expect(staged.folder.summary()?["state"]?.stringValue == "sending")
        #expect(!staged.folder.isRetryAsked)
        #expect(try staged.events().count { $0.kind == .reopened } == 2)
    }

    @Test func `who was refused after an answer that never came is flagged as well`() throws {
        let bench = try DispatcherBench()
        let staged = try bench.stage("a", to: 1)
        bench.dispatcher.tend()
        bench.carry(.unconfirmed("gone"))
        bench.carry(no)
        tick(bench)
        try staged.folder.writeRetry(at: bench.clock.now)
        bench.orders = [.deliver(staged.folder)]
        tick(bench)
        bench.carry(DispatcherBench.yes)
        let last = try staged.events().last { $0.kind == .attempting }
        #expect(last?.maybeDuplicate == true && last?.attempt == 3)
    }
}
