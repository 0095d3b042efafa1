import Broadcasting
import Mail

/// What a run has seen so far, and what `run --once` ends with.
struct RunLedger {
    /// Broadcasts that are not finished.
    var outstanding: Set<String> = []
    /// Those of them that are paused.
    var stuck: Set<String> = []
    /// Drafts that were rejected or held.
    var turnedAway = 0
    /// Recipients who were neither accepted nor suppressed.
    var missed = 0
    var needsPerson = false
    var isDamaged = false
    var mustStop = false
    /// Nothing new can begin, and waiting does not help.
    var cannotBegin = false
    /// Folders of drafts that could not be read at the last look: what lies there is not known.
    var unread: Set<String> = []
    /// A draft that cannot be decided on: since when, by the monotonic clock, and what it waits for.
    struct Undecided {
        var since: Int64
        var because: Desk.Delay
        var why: String
    }

    private(set) var undecided: [String: Undecided] = [:]
    /// A file could not be decided on for so long that it is left where it is.
    private var hasGivenUp = false
    /// Milliseconds.
    private static let patience: Int64 = 20_000

    /// A file could not be decided on.
    mutating func postpone(_ name: String, because delay: Desk.Delay, _ why: String, at now: Int64) {
        undecided[name] = Undecided(since: undecided[name]?.since ?? now, because: delay, why: why)
    }

    /// Drafts that nobody has decided on, to be told of like files that are left alone.
    func waiting(at now: Int64, wall: Timestamp) -> [LeftAlone] {
        undecided.sorted { $0.key < $1.key }.map { name, draft in
            LeftAlone(name: name, reason: draft.why, since: wall.adding(milliseconds: draft.since - now))
        }
    }

    /// It is decided on, or gone.
    mutating func decide(_ name: String) { undecided[name] = nil }

    /// A file that could not be decided on is waited for, but not for ever; a person is not waited for.
    mutating func mayWait(for name: String, at now: Int64) -> Bool {
        guard let draft = undecided[name], draft.because != .damage else { return false }
        let isLong = now - draft.since >= RunLedger.patience
        hasGivenUp = hasGivenUp || isLong
        return !isLong
    }

    /// Nil while there is something to do.
    func verdict(isWaiting: Bool) -> ExitCode? {
        if isWaiting { return nil }
        if outstanding.isSubset(of: stuck) {
            if !outstanding.isEmpty || isDamaged || hasGivenUp || !unread.isEmpty { return .tryLater }
            let isDamaged = undecided.values.contains { $0.because == .damage }
            if turnedAway > 0 || isDamaged { return .badInput }
            return missed > 0 ? .problems : .done
        }
        return needsPerson || cannotBegin ? .tryLater : nil
    }
}
