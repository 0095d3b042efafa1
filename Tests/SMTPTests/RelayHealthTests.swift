import Mail
import Testing

@testable import SMTP

/// When the relay is tried again, and what people are told.
struct RelayHealthTests {
    private let refused = ConnectFailure(.unreachable, "connection refused", place: "relay 'x'")

    @Test func `the pause doubles from one second to five minutes, a fifth more or less`() {
        var health = RelayHealth(logsIn: false, seed: 7)
        var now = 0
        for step in 0..<14 {
            health.failed(refused, othersWork: false, at: now)
            let full = min(1_000 << step, 300_000)
            guard case .unreachable("relay 'x': connection refused", let delay)? = health.trouble else {
                Issue.record("\(String(describing: health.trouble))")
                return
            }
            #expect((full * 4 / 5...full * 6 / 5).contains(delay))
            #expect(health.allowance(connecting: 0, open: 0, at: now + delay - 1) == 0)
            #expect(health.allowance(connecting: 0, open: 0, at: now + delay) == 1)
            #expect(health.allowance(connecting: 1, open: 0, at: now + delay) == 0)
            #expect(health.resumes(after: now) == now + delay)
            now += delay
        }
    }

    @Test func `connections that fail together are one failure`() {
        var health = RelayHealth(logsIn: false, seed: 7)
        health.failed(refused, othersWork: false, at: 0)
        let first = health.trouble
        for _ in 0..<10 { health.failed(refused, othersWork: false, at: 3) }
        #expect(health.trouble == first)
    }

    @Test func `while others work a failure is not told, and nothing new is tried for a while`() {
        var health = RelayHealth(logsIn: false, seed: 7)
        health.failed(refused, othersWork: true, at: 0)
        #expect(health.trouble == nil && health.maySend(at: 500))
        #expect(health.allowance(connecting: 0, open: 1, at: 500) == 0)
        #expect(health.allowance(connecting: 0, open: 1, at: 1_200) == 1)
    }

    @Test func `what held back more connections does not hold back the only one`() {
        var health = RelayHealth(logsIn: false, seed: 7)
        health.failed(refused, othersWork: true, at: 0)
        #expect(health.allowance(connecting: 0, open: 0, at: 1) == 1)
        health.failed(refused, othersWork: false, at: 1)
        #expect(health.trouble != nil && health.allowance(connecting: 0, open: 0, at: 2) == 0)
    }

    @Test func `progress ends the doubling, a connection alone does not`() {
        var health = RelayHealth(logsIn: false, seed: 7)
        health.failed(refused, othersWork: false, at: 0)
        health.connected()
        #expect(health.trouble == nil)
        #expect(health.allowance(connecting: 0, open: 0, at: 2_000) == 1)
        health.progressed(since: 1_500, at: 2_000)
        #expect(health.allowance(connecting: 0, open: 0, at: 2_000) == .max)
    }

    @Test func `progress on an older connection says nothing about new ones`() {
        var health = RelayHealth(logsIn: false, seed: 7)
        health.failed(refused, othersWork: true, at: 1_000)
        health.progressed(since: 500, at: 2_000)
        #expect(health.allowance(connecting: 0, open: 0, at: 5_000) == 1)
    }

    @Test func `two refused log-ins in a row are followed by an hour`() {
        var health = RelayHealth(logsIn: true, seed: 7)
        let failure = ConnectFailure(.logInRefused, "535", place: "relay 'x'")
        #expect(health.allowance(connecting: 0, open: 0, at: 0) == 1)
        health.failed(failure, othersWork: false, at: 0)
        #expect(health.trouble == .needsPerson("relay 'x': 535", retryAfter: 300_000))
        #expect(health.allowance(connecting: 0, open: 0, at: 299_999) == 0)
        health.failed(failure, othersWork: false, at: 300_000)
        #expect(health.trouble == .needsPerson("relay 'x': 535", retryAfter: 3_600_000))
        #expect(health.allowance(connecting: 0, open: 0, at: 3_899_999) == 0)
        #expect(health.allowance(connecting: 0, open: 0, at: 3_900_000) == 1)
    }

    @Test func `a log-in that has succeeded opens the door for all`() {
        var health = RelayHealth(logsIn: true, seed: 7)
        health.connected()
        #expect(health.allowance(connecting: 3, open: 0, at: 0) == .max)
    }

    @Test func `throttled, nothing is begun for a minute, and then it is forgotten`() {
        var health = RelayHealth(logsIn: false, seed: 7)
        health.throttled("slower", at: 0)
        #expect(health.trouble == .holding("slower", retryAfter: 60_000))
        #expect(!health.maySend(at: 59_999) && health.allowance(connecting: 0, open: 0, at: 59_999) == 0)
        health.lapse(at: 59_999)
        #expect(health.trouble != nil)
        health.lapse(at: 60_000)
        #expect(health.trouble == nil && health.maySend(at: 60_000))
    }

    @Test func `a quota that is used up is asked for again after an hour, whatever comes in between`() {
        var health = RelayHealth(logsIn: false, seed: 7)
        health.usedUp("no more today", at: 0)
        health.throttled("slower", at: 1)
        #expect(health.trouble == .holding("no more today", retryAfter: 3_600_000))
        health.lapse(at: 3_599_999)
        #expect(health.trouble != nil && !health.maySend(at: 3_599_999))
        health.lapse(at: 3_600_000)
        #expect(health.trouble == nil && health.maySend(at: 3_600_000))
    }

    @Test func `another secret is tried at once where the old one was refused, by one connection`() {
        var health = RelayHealth(logsIn: true, seed: 7)
        let failure = ConnectFailure(.logInRefused, "535", place: "relay 'x'")
        for _ in 0..<2 { health.failed(failure, othersWork: false, at: 0) }
        health.secretChanged()
        #expect(health.trouble == nil && health.maySend(at: 1))
        #expect(health.allowance(connecting: 0, open: 0, at: 1) == 1)
        health.failed(failure, othersWork: false, at: 1)
        #expect(health.trouble == .needsPerson("relay 'x': 535", retryAfter: 300_000))
    }

    @Test func `another secret ends no pause that the relay asked for`() {
        var health = RelayHealth(logsIn: true, seed: 7)
        health.connected()
        health.throttled("slower", at: 0)
        health.secretChanged()
        #expect(health.trouble == .holding("slower", retryAfter: 60_000) && !health.maySend(at: 1))
    }

    @Test func `what needs a person stays until it has worked, or a person says so`() {
        var health = RelayHealth(logsIn: false, seed: 7)
        health.stopped("sender refused", at: 0)
        health.throttled("slower", at: 0)
        health.lapse(at: 1_000_000)
        #expect(health.trouble == .needsPerson("sender refused", retryAfter: 300_000))
        #expect(!health.maySend(at: 1))
        health.retryNow()
        #expect(
            health.trouble == nil && health.maySend(at: 1)
                && health.allowance(connecting: 0, open: 0, at: 1) == .max)
        health.stopped("sender refused", at: 2)
        health.progressed(since: 1, at: 3)
        #expect(health.trouble != nil && !health.maySend(at: 3))
        health.progressed(since: 1, at: 300_002)
        #expect(health.trouble == nil)
    }
}
