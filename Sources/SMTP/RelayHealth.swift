import Mail

/// When to try the relay again, and what to tell people about it. Pure; times are milliseconds of `Clock`.
struct RelayHealth {
    /// What people are to know; nil: all is well.
    private(set) var trouble: RelayState?
    /// `trouble` was met while connecting, and a connection ends it.
    private var troubleIsInConnecting = false
    private var connectAfter = Int.min
    /// For connections beside others that work; where none is left this does not hold back the next.
    private var growAfter = Int.min
    private var sendAfter = Int.min
    /// Connections that failed, or brought nothing, since one last worked.
    private var failures = 0
    private var lastFailure = Int.min
    private var refusedLogIns = 0
    private var isProven: Bool
    private var jitter: Jitter

    static let firstDelay = 1_000
    static let longestDelay = 300_000
    static let throttlePause = 60_000
    /// A quota of the day may be a window that moves: once an hour is soon enough.
    static let quotaPause = 3_600_000
    /// Until a person has acted, perhaps.
    static let personPause = 300_000
    /// Two refused log-ins in a row: more of them lock accounts.
    static let logInPause = 3_600_000

    init(logsIn: Bool, seed: UInt64) {
        isProven = !logsIn
        jitter = Jitter(state: seed)
    }

    /// New messages may be begun.
    func maySend(at now: Int) -> Bool { now >= sendAfter }

    /// How many more connections may be tried now, beside those being tried and those `open`. One at
    /// a time where the last one failed, and until a log-in has succeeded.
    func allowance(connecting: Int, open: Int, at now: Int) -> Int {
        guard now >= connectAfter, now >= sendAfter, open == 0 || now >= growAfter else { return 0 }
        return failures == 0 && refusedLogIns == 0 && isProven ? Int.max : max(0, 1 - connecting)
    }

    /// The next time at which an answer above may change; nil: none is known.
    func resumes(after now: Int) -> Int? { [connectAfter, growAfter, sendAfter].filter { $0 > now }.min() }

    /// A connection stands, log-in included.
    mutating func connected() {
        isProven = true
        refusedLogIns = 0
        if troubleIsInConnecting { trouble = nil }
    }

    /// The relay dealt with a message on a connection that stands since then: accepted it, or refused
    /// this one. What was on its way when a pause began does not end it.
    mutating func progressed(since connectedAt: Int, at now: Int) {
        if connectedAt >= lastFailure { failures = 0 }
        if now >= sendAfter { trouble = nil }
    }

    /// A person says that it can work now.
    mutating func retryNow() {
        (connectAfter, growAfter, sendAfter) = (Int.min, Int.min, Int.min)
        (failures, refusedLogIns) = (0, 0)
        trouble = nil
    }

    /// A secret that has proved nothing yet: one connection tries it, at once where the old one was of no use.
    mutating func secretChanged() {
        if case .needsPerson = trouble { retryNow() }
        refusedLogIns = 0
        isProven = false
    }

    /// A pause that needed nobody is over.
    mutating func lapse(at now: Int) {
        if case .holding = trouble, now >= sendAfter { trouble = nil }
    }
}

extension RelayHealth {
    /// No connection came about, or one ended without having brought anything.
    mutating func failed(_ failure: ConnectFailure, othersWork: Bool, at now: Int) {
        switch failure.kind {
        case .unreachable: backOff(failure.text, othersWork: othersWork, at: now)
        case .throttled: throttled(failure.text, at: now)
        case .quota: usedUp(failure.text, at: now)
        case .needsPerson:
            stopped(failure.text, for: Self.personPause, at: now)
            troubleIsInConnecting = true
        case .logInRefused:
            refusedLogIns += 1
            isProven = false
            stopped(failure.text, for: refusedLogIns >= 2 ? Self.logInPause : Self.personPause, at: now)
            troubleIsInConnecting = true
        }
    }

    /// It took messages and answers no more. Only a message that it deals with ends this: a connection that it makes
    /// says nothing.
    mutating func fellSilent(_ text: String, at now: Int) {
        guard trouble == nil else { return }
        backOff(text, othersWork: false, at: now)
        sendAfter = max(sendAfter, connectAfter)
        troubleIsInConnecting = false
    }

    /// The relay says "slow down".
    mutating func throttled(_ text: String, at now: Int) { hold(text, for: Self.throttlePause, at: now) }

    /// The relay says "no more for today".
    mutating func usedUp(_ text: String, at now: Int) { hold(text, for: Self.quotaPause, at: now) }

    private mutating func hold(_ text: String, for pause: Int, at now: Int) {
        let isLonger = now &+ pause > sendAfter
        sendAfter = max(sendAfter, now &+ pause)
        if case .needsPerson = trouble { return }
        if case .holding = trouble, !isLonger { return }
        trouble = .holding(text, retryAfter: pause)
        troubleIsInConnecting = false
    }

    /// The relay refuses our sender, our credentials, our right to relay.
    mutating func stopped(_ text: String, for pause: Int = personPause, at now: Int) {
        sendAfter = max(sendAfter, now &+ pause)
        trouble = .needsPerson(text, retryAfter: pause)
        troubleIsInConnecting = false
    }

    /// One second, doubled up to five minutes, each a fifth more or less.
    private mutating func backOff(_ text: String, othersWork: Bool, at now: Int) {
        // Those that were tried together fail together: that is one failure.
        guard now >= (othersWork ? growAfter : connectAfter) else { return }
        lastFailure = now
        let full = min(Self.firstDelay << min(failures, 20), Self.longestDelay)
        failures += 1
        let delay = full / 5 * 4 + Int(jitter.next() % UInt64(full / 5 * 2 + 1))
        if othersWork {
            growAfter = now &+ delay
            return
        }
        connectAfter = now &+ delay
        if case .needsPerson = trouble { return }
        trouble = .unreachable(text, retryAfter: delay)
        troubleIsInConnecting = true
    }
}

/// SplitMix64: enough to keep daemons from knocking in step, and the same again from the same seed.
struct Jitter: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
