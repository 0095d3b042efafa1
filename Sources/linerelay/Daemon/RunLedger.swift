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
    private var waits: [String: Int] = [:]
    /// A file could not be decided on for so long that it is left where it is.
    private var hasGivenUp = false

    /// A file that could not be decided on is waited for, but not for ever.
    mutating func mayWait(for name: String) -> Bool {
        waits[name, default: 0] += 1
        hasGivenUp = hasGivenUp || waits[name, default: 0] >= 20
        return waits[name, default: 0] < 20
    }

    /// Nil while there is something to do.
    func verdict(isWaiting: Bool) -> ExitCode? {
        if isWaiting { return nil }
        if outstanding.isSubset(of: stuck) {
            if !outstanding.isEmpty || isDamaged || hasGivenUp { return .tryLater }
            if turnedAway > 0 { return .badInput }
            return missed > 0 ? .problems : .done
        }
        return needsPerson ? .tryLater : nil
    }
}
