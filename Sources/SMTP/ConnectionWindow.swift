/// How many connections a relay is given. Pure; times are milliseconds of `Clock`.
///
/// It begins with few, has one more for each message accepted until the relay complains for the first time, and
/// from then on one more for each round of accepted messages. A complaint takes half of them away at once. The
/// same rule as TCP's (RFC 5681 §3.1), and Postfix's for its destinations.
struct ConnectionWindow {
    /// Connections now.
    private(set) var limit: Int
    /// `maxConnections`.
    let most: Int

    private var isFirstGrowth = true
    /// Messages accepted since it last grew.
    private var credit = 0
    private var growAfter = Int.min
    private var shrunkAt: Int?
    private var times = ReplyTimes()

    static let first = 5
    /// After a complaint it stays as it is for so long.
    static let hold = 30_000
    /// Complaints within this time are one: they were on their way together.
    static let together = 1_000

    init(most: Int) {
        self.most = most
        limit = min(most, Self.first)
    }

    /// How long an answer may take until it is strange that there is none; nil: nobody knows.
    var patience: Int? { times.patience }

    /// The relay took a message, `milliseconds` after it was begun.
    mutating func accepted(after milliseconds: Int, at now: Int) {
        times.note(milliseconds)
        if times.areRising, limit > 1 {
            times.forget()
            return shrink(to: limit - max(1, limit / 4), at: now)
        }
        guard limit < most, now >= growAfter else { return }
        credit += 1
        guard isFirstGrowth || credit >= limit else { return }
        credit = 0
        limit += 1
    }

    /// The relay wants less: 421, 432 4.3.2, 4.7.x.
    mutating func complained(at now: Int) { shrink(to: limit / 2, at: now) }

    /// It refuses a connection while so many others stand: that is how many it takes.
    mutating func refused(beside open: Int, at now: Int) {
        rest(at: now)
        limit = max(1, min(limit, open))
    }

    private mutating func shrink(to wanted: Int, at now: Int) {
        rest(at: now)
        if let shrunkAt, now &- shrunkAt < Self.together { return }
        shrunkAt = now
        limit = max(1, wanted)
    }

    private mutating func rest(at now: Int) {
        isFirstGrowth = false
        growAfter = now &+ Self.hold
        credit = 0
    }
}

/// Whether a relay's replies take ever longer: four times what they took when it was at ease, and over a second.
private struct ReplyTimes {
    private var smooth: Double?
    private var best = Double.infinity
    private var count = 0

    /// Fewer say nothing.
    private static let enough = 16
    private static let patience = 1_000.0
    private static let factor = 4.0

    /// How long an answer may take until it is strange that there is none; nil: too few have come.
    var patience: Int? { count < Self.enough ? nil : smooth.map { max(4_000, Int($0 * 10)) } }

    mutating func note(_ milliseconds: Int) {
        count += 1
        let time = Double(milliseconds)
        let mean = smooth.map { $0 + (time - $0) / 8 } ?? time
        smooth = mean
        if count >= Self.enough { best = min(best, mean) }
    }

    var areRising: Bool {
        guard count >= Self.enough, let smooth else { return false }
        return smooth > Self.patience && smooth > best * Self.factor
    }

    /// Fewer connections have times of their own; what was best stays.
    mutating func forget() {
        count = 0
        smooth = nil
    }
}
