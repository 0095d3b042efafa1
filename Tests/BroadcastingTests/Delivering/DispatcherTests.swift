import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// Several broadcasts, one relay: who goes first, what is told, and what a disk's trouble stops.
struct DispatcherTests {
    @Test func `urgent overtakes, and equals take turns`() throws {
        let bench = try DispatcherBench()
        for (id, priority) in [("a", Priority.normal), ("b", .normal), ("c", .urgent), ("d", .bulk)] {
            _ = try bench.stage(id, to: 3) { $0.priority = priority }
        }
        bench.dispatcher.tend()
        #expect(bench.dispatcher.due(atMost: 100) == 12)
        #expect(bench.dispatcher.due(atMost: 5) == 5)
        let slots = (0..<12).compactMap { _ in bench.dispatcher.next()?.ticket.broadcast }
        #expect(Array(slots.prefix(3)) == [3, 3, 3])
        #expect(Set(slots[3..<5]) == [1, 2])
        #expect(slots[3..<9].count { $0 == 1 } == 3)
        #expect(Array(slots.suffix(3)) == [4, 4, 4])
    }

    @Test func `a broadcast is finished when its last message is, and its summary is written before`() throws
    {
        let bench = try DispatcherBench()
        let staged = try bench.stage("a", to: 2)
        bench.dispatcher.tend()
        bench.clock.pass(5_000)
        bench.carry(DispatcherBench.yes)
        bench.carry(DispatcherBench.yes)
        bench.dispatcher.tend()
        guard case .finished(let summary)? = bench.news.last else {
            Issue.record("\(bench.news)")
            return
        }
        #expect(summary.state == .sent)
        #expect(summary.reach == [50: 5, 95: 5, 100: 5])
        #expect(bench.octets == ["a": fileOctets(staged.folder.logPath)?.count])
        #expect(staged.folder.summary()?["accepted"]?.integerValue == 2)
        #expect(bench.dispatcher.millisecondsUntilDue == nil)
    }

    @Test func `a dead address is rejected and suppressed, in that order on disk or not at all`() throws {
        let bench = try DispatcherBench()
        let staged = try bench.stage("a", to: 2)
        bench.dispatcher.tend()
        let no = Reply(code: 550, status: EnhancedStatus(5, 1, 1), text: "no such user")
        let verdict = Verdict(scope: .recipient, isPermanent: true, addressIsDead: true)
        let envelope = try #require(bench.carry(.refused(no, verdict)))
        #expect(try staged.events().last?.kind == .rejected)
        let list = try #require(Name("sector"))
        let entry = try bench.suppressions.load().entry(for: envelope.recipient, on: list)
        #expect(entry?.reason == "the address is dead: 550 5.1.1 no such user")
    }

    @Test func `a suppression that cannot be written holds nothing up, is told once and is kept`() throws {
        let bench = try DispatcherBench()
        _ = try bench.stage("a", to: 3)
        try bench.parent.makeFolder("suppressions.jsonl")
        bench.dispatcher.tend()
        let no = Reply(code: 550, status: EnhancedStatus(5, 1, 1), text: "no such user")
        let dead = Outcome.refused(no, Verdict(scope: .recipient, isPermanent: true, addressIsDead: true))
        let first = try #require(bench.carry(dead))
        bench.clock.pass(DeadAddresses.pause)
        let second = try #require(bench.carry(dead))
        #expect(bench.news.count == 1)
        guard case .notSuppressed(let why)? = bench.news.last else {
            Issue.record("\(bench.news)")
            return
        }
        #expect(why.contains("suppressions.jsonl"))
        try FileManager.default.removeItem(atPath: bench.parent("suppressions.jsonl"))
        bench.clock.pass(Dispatcher.tick)
        bench.dispatcher.tend()
        let list = try #require(Name("sector"))
        for envelope in [first, second] {
            #expect(try bench.suppressions.load().entry(for: envelope.recipient, on: list) != nil)
        }
        #expect(bench.dispatcher.next() != nil)
    }

    @Test func `a damaged broadcast is named with file and line, and the others go on`() throws {
        let bench = try DispatcherBench()
        let bad = try bench.stage("bad", to: 2)
        let summary = Summary(bad.record, Standing(recipients: 2), paused: false)
        try bad.folder.writeSummary(summary)
        let good =
            #"{"at":"2026-11-23T20:24:39.123Z","to":"p0@charity-0.example","event":"accepted","attempt":1}"#
        try bench.parent.write("\(good)\nnonsense\n\(good)\n", to: "bad/deliveries.jsonl")
        _ = try bench.stage("good", to: 1)
        bench.dispatcher.tend()
        guard case .damaged("bad", let problem)? = bench.news.first else {
            Issue.record("\(bench.news)")
            return
        }
        #expect(problem.contains("bad/deliveries.jsonl:2: "))
        #expect(bad.folder.summary()?["state"]?.stringValue == "paused")
        #expect(bad.folder.summary()?["problems"]?.arrayValue?.last?.stringValue == problem)
        #expect(bench.carry(DispatcherBench.yes) != nil)
    }

    @Test func `damaged recipients stop their broadcast where they are reached`() throws {
        let bench = try DispatcherBench()
        let staged = try bench.stage("a", to: 3)
        var lines = try bench.parent.read("a/recipients.jsonl").split(separator: "\n")
        lines[1] = "{"
        try bench.parent.write(lines.map { "\($0)\n" }.joined(), to: "a/recipients.jsonl")
        bench.dispatcher.tend()
        #expect(bench.carry(DispatcherBench.yes) != nil)
        #expect(bench.carry(DispatcherBench.yes) == nil)
        #expect(staged.folder.pauseReason()?.contains("a/recipients.jsonl:2: ") == true)
    }

    @Test func `a pause is told once, and what a person does is heeded at the next tick`() throws {
        let bench = try DispatcherBench()
        let staged = try bench.stage("a", to: 2)
        bench.dispatcher.tend()
        #expect(staged.folder.writePause("lunch", at: bench.clock.now))
        for _ in 0..<3 {
            bench.clock.pass(Dispatcher.tick)
            bench.dispatcher.tend()
        }
        #expect(bench.news == [.paused(id: "a", reason: "lunch")])
        #expect(staged.folder.summary()?["state"]?.stringValue == "paused")
        #expect(bench.dispatcher.next() == nil)
        try staged.folder.removePause()
        bench.clock.pass(Dispatcher.tick)
        bench.dispatcher.tend()
        #expect(bench.dispatcher.next() != nil)
        #expect(bench.news.last == .resumed(id: "a"))
    }

    @Test func `what is stopped does not leave, also where the relay has been asked about it before`() throws
    {
        let bench = try DispatcherBench()
        let staged = try bench.stage("a", to: 2)
        bench.dispatcher.tend()
        let envelope = try #require(bench.dispatcher.next())
        #expect(bench.dispatcher.mayLeave(envelope.ticket))
        try staged.folder.writeCancel(at: bench.clock.now)
        bench.clock.pass(Dispatcher.tick)
        bench.dispatcher.tend()
        #expect(!bench.dispatcher.mayLeave(envelope.ticket))
        bench.dispatcher.putBack(envelope.ticket)
        #expect(bench.dispatcher.next() == nil)
        bench.clock.pass(Dispatcher.tick)
        bench.dispatcher.tend()
        #expect(try staged.events().map(\.kind) == [.cancelled, .cancelled])
    }

    @Test func `ten a second are ten a second, also where nobody waits but for the rate`() throws {
        let bench = try DispatcherBench(perSecond: 10)
        _ = try bench.stage("a", to: 30)
        bench.dispatcher.tend()
        var (waited, carried) = (0, 0)
        while carried < 30, waited < 60_000 {
            if bench.carry(DispatcherBench.yes) != nil { carried += 1 }
            let wait = bench.dispatcher.millisecondsUntilDue ?? 0
            waited += wait
            bench.clock.pass(Int64(wait))
            bench.dispatcher.tend()
        }
        #expect((2_700...3_100).contains(waited), "\(waited)")
    }

    @Test func `a limit on the rate is also the time to wait, whoever is due`() throws {
        let bench = try DispatcherBench(perSecond: 2)
        _ = try bench.stage("a", to: 3)
        bench.dispatcher.tend()
        let later = Verdict(scope: .throttled, isPermanent: false)
        bench.carry(.refused(Reply(code: 451, text: "later"), later))
        bench.clock.pass(60_000)
        bench.dispatcher.tend()
        #expect(bench.carry(DispatcherBench.yes) != nil)
        #expect(bench.dispatcher.next() == nil)
        #expect((499...500).contains(bench.dispatcher.millisecondsUntilDue ?? 0))
    }
}
