import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// What a relay may be given, a second and a day, also across a restart.
struct RelayLimitsTests {
    private let folder: TemporaryFolder
    private let clock = FakeClock()

    init() throws { folder = try TemporaryFolder() }

    private var path: String { folder("relays.json") }

    private func relay(perSecond: Double? = nil, perDay: Int? = nil, _ name: String = "a") -> RelaySettings {
        var relay = RelaySettings(name: name, host: "localhost", port: 25, implicitTLS: false, tls: .off)
        (relay.messagesPerSecond, relay.messagesPerDay) = (perSecond, perDay)
        return relay
    }

    private func limits(_ relays: RelaySettings...) -> RelayLimits {
        RelayLimits(relays, path: path, clock: clock.clock)
    }

    private func take(_ limits: inout RelayLimits, _ count: Int, _ name: String = "a") throws {
        for _ in 0..<count {
            #expect(limits.rest(of: name, at: clock.now) == nil)
            limits.take(name, at: clock.now, clock.clock.monotonic())
            try limits.commit()
        }
    }

    @Test func `a day's messages are used up one by one, and back a day after the hour they left in`() throws
    {
        var limits = limits(relay(perDay: 5))
        try take(&limits, 3)
        clock.pass(7_200_000)
        try take(&limits, 2)
        let wait = try #require(limits.rest(of: "a", at: clock.now))
        clock.pass(Int64(wait) - 1)
        #expect(limits.rest(of: "a", at: clock.now) == 1)
        clock.pass(1)
        try take(&limits, 3)
        #expect(limits.rest(of: "a", at: clock.now) != nil)
        #expect(limits.rest(of: "none", at: clock.now) == nil)
    }

    @Test func `after a stop everything that left is counted, and no more`() throws {
        var before = limits(relay(perDay: 1_000))
        try take(&before, 437)
        before.settle(at: clock.now)
        var after = limits(relay(perDay: 1_000))
        try take(&after, 563)
        #expect(after.rest(of: "a", at: clock.now) != nil)
    }

    @Test func `after a crash never too few are counted, and at most a hundredth too many`() throws {
        var before = limits(relay(perDay: 1_000))
        try take(&before, 437)
        var after = limits(relay(perDay: 1_000))
        var left = 0
        while after.rest(of: "a", at: clock.now) == nil {
            after.take("a", at: clock.now, clock.clock.monotonic())
            left += 1
        }
        #expect((553...563).contains(left))
    }

    @Test func `what did not leave does not count`() throws {
        var limits = limits(relay(perDay: 2))
        try take(&limits, 2)
        limits.giveBack("a")
        try take(&limits, 1)
        #expect(limits.rest(of: "a", at: clock.now) != nil)
    }

    @Test func `one message an hour is one an hour, whoever starts again in between`() throws {
        let hourly = relay(perSecond: 1.0 / 3_600)
        var before = limits(hourly)
        try take(&before, 1)
        clock.pass(1_000_000)
        let after = limits(hourly)
        let wait = after.wait(for: "a", at: clock.clock.monotonic())
        #expect((2_599_000...2_600_000).contains(wait))
    }

    @Test func `other settings forget nothing, nor does a relay that is away for a while`() throws {
        var limits = limits(relay(perDay: 10), relay(perDay: 10, "b"))
        try take(&limits, 10)
        limits.use([relay(perDay: 10, "b")], clock.clock)
        #expect(limits.rest(of: "a", at: clock.now) == nil)
        limits.use([relay(perDay: 10), relay(perDay: 10, "b")], clock.clock)
        #expect(limits.rest(of: "a", at: clock.now) != nil)
        limits.use([relay(perDay: 12)], clock.clock)
        try take(&limits, 2)
    }

    @Test func `a clock that is put back gives no messages back`() throws {
        var limits = limits(relay(perDay: 3))
        try take(&limits, 3)
        clock.setWall(by: -10_000_000)
        #expect(limits.rest(of: "a", at: clock.now) != nil)
    }

    @Test(arguments: [
        "", "{", #"{"a": {"hours": {"noon": 1}}}"#, #"{"a": {"hours": {"2026-11-25T05:00:00.000Z": -1}}}"#,
    ])
    func `a file that cannot be read is put aside and told`(content: String) throws {
        try folder.write(content, to: "relays.json")
        let limits = limits(relay(perDay: 3))
        #expect(limits.problem?.contains("relays.json") == true)
        #expect(try folder.read("relays.json.damaged") == content)
        #expect(limits.rest(of: "a", at: clock.now) == nil)
    }

    @Test func `a clock that was a year ahead holds nothing up for a year`() throws {
        clock.setWall(by: 31_536_000_000)
        var before = limits(relay(perDay: 3))
        try take(&before, 3)
        before.settle(at: clock.now)
        clock.setWall(by: -31_536_000_000)
        var after = limits(relay(perDay: 3))
        #expect(after.rest(of: "a", at: clock.now) != nil)
        clock.pass(90_000_000)
        after.heedClock(clock.now)
        #expect(after.rest(of: "a", at: clock.now) == nil)
    }

    @Test func `what cannot be written down does not leave`() throws {
        let bench = try DispatcherBench(perDay: 100)
        _ = try bench.stage("a", to: 3)
        try bench.parent.makeFolder("relays.json")
        bench.dispatcher.tend()
        let envelope = try #require(bench.dispatcher.next())
        bench.dispatcher.attempting(envelope.ticket)
        #expect(!bench.commit())
        guard case .outOfRoom(let why)? = bench.news.last else {
            Issue.record("\(bench.news)")
            return
        }
        #expect(why.contains("relays.json"))
    }

    @Test func `when the day's messages are used up nothing is due through that relay`() throws {
        let bench = try DispatcherBench(perDay: 2)
        _ = try bench.stage("a", to: 3)
        bench.dispatcher.tend()
        for _ in 0..<2 { #expect(bench.carry(DispatcherBench.yes) != nil) }
        #expect(bench.dispatcher.next() == nil)
        #expect(bench.dispatcher.rest(of: "test") != nil)
        #expect(bench.dispatcher.rest(of: "other") == nil)
        #expect(bench.dispatcher.next(through: "other", atMost: 1) != nil)
    }
}
