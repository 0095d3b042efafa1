import Testing

@testable import Broadcasting

private func file(_ size: Int64 = 5, changed: Int64 = 0) -> FileIdentity {
    FileIdentity(device: 1, inode: 2, size: size, modified: changed, changed: changed)
}

private let rules = Settling.Rules(settleTime: 1_000, hasEvents: true)
private let blind = Settling.Rules(settleTime: 1_000, hasEvents: false)

struct SettlingTests {
    private static let rests: [(Settling.Writing, Int64, Int64, Settling.Readiness)] = [
        (Settling.Writing.closed, 5, 999, Settling.Readiness.wait(1)), (.closed, 5, 1_000, .due),
        (.open, 5, 1_000, .due),
        (.movedIn, 5, 0, .due), (.movedIn, 0, 0, .wait(1_000)), (.movedIn, 0, 1_000, .due),
        (.created, 0, 400, .wait(600)),
    ]

    @Test(arguments: rests)
    func `a file is due when it has rested, or at once when it came whole`(
        _ news: Settling.Writing, _ size: Int64, _ later: Int64, _ expected: Settling.Readiness
    ) {
        var settling = Settling(now: 0)
        settling.note(news, now: 0)
        settling.see(file(size), now: 0, age: nil, rules: rules)
        #expect(settling.readiness(now: later, rules: rules) == expected)
    }

    @Test(arguments: [
        (Int64(999), Settling.Readiness.wait(1_000)), (1_000, .due), (-5_000, .wait(1_000)),
    ])
    func `at the first look a file's age counts`(_ age: Int64, _ expected: Settling.Readiness) {
        var settling = Settling(now: 0)
        settling.see(file(), now: 0, age: age, rules: rules)
        #expect(settling.readiness(now: 0, rules: rules) == expected)
    }

    @Test func `without events a file rests for ten seconds`() {
        var settling = Settling(now: 0)
        settling.see(file(), now: 0, age: 9_999, rules: blind)
        #expect(settling.readiness(now: 9_999, rules: blind) == .wait(1))
        #expect(settling.readiness(now: 10_000, rules: blind) == .due)
    }

    @Test func `every change starts the rest anew`() {
        var settling = Settling(now: 0)
        settling.see(file(), now: 0, age: 60_000, rules: rules)
        settling.see(file(changed: 1), now: 700, age: nil, rules: rules)
        #expect(settling.readiness(now: 1_699, rules: rules) == .wait(1))
        settling.note(.open, now: 1_500)
        #expect(settling.readiness(now: 2_499, rules: rules) == .wait(1))
    }

    @Test func `a file that came whole and is then changed has not come whole`() {
        var settling = Settling(now: 0)
        settling.note(.movedIn, now: 0)
        settling.see(file(), now: 0, age: nil, rules: rules)
        settling.see(file(changed: 1), now: 10, age: nil, rules: rules)
        #expect(settling.readiness(now: 10, rules: rules) == .wait(1_000))
    }

    @Test func `another file renamed over it has come whole`() {
        var settling = Settling(now: 0)
        settling.note(.open, now: 0)
        settling.see(file(), now: 0, age: nil, rules: rules)
        settling.note(.movedIn, now: 10)
        settling.see(file(changed: 1), now: 10, age: nil, rules: rules)
        #expect(settling.readiness(now: 10, rules: rules) == .due)
    }

    private static let writers: [(Settling.Writing, Bool?, Int64, Bool)] = [
        (Settling.Writing.open, nil, 60_000, false), (.open, false, 1_000, true),
        (.closed, true, 60_000, false),
        (.closed, nil, 1_000, true), (.movedIn, true, 0, false), (.movedIn, nil, 0, true),
        (.unknown, nil, 1_000, true),
        (.created, nil, 9_999, false), (.created, nil, 10_000, true), (.created, false, 1_000, true),
    ]

    @Test(arguments: writers)
    func `the system's word on writers is worth more than the events`(
        _ news: Settling.Writing, _ writers: Bool?, _ now: Int64, _ isFree: Bool
    ) {
        var settling = Settling(now: 0)
        if news != .unknown { settling.note(news, now: 0) }
        #expect(settling.isFree(ofWriters: writers, now: now) == isFree)
    }
}
