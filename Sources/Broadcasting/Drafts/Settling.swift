import Mail

/// Whether one file's writer is done, by what is known of the file; no clock, no file system.
///
/// Moments are milliseconds on a clock that never jumps, so that a change of the time of day neither
/// hurries nor delays a draft.
struct Settling {
    /// What the folder's events have said last about the file.
    enum Writing: Equatable {
        /// Nothing: a scan has found it.
        case unknown
        /// It has appeared; its writer may have it open, and may have nothing written yet.
        case created
        /// It was written to, and not closed since.
        case open
        case closed
        /// Renamed into the folder, and not written to since.
        case movedIn
    }

    /// How long a file rests before it is taken; milliseconds.
    struct Rules: Equatable {
        static let withoutEvents = 10_000

        var settleTime: Int
        var hasEvents: Bool

        var rest: Int { hasEvents ? settleTime : max(settleTime, Self.withoutEvents) }
    }

    enum Readiness: Equatable {
        case due
        /// Milliseconds until it may be.
        case wait(Int)
    }

    private(set) var identity: FileIdentity?
    private(set) var writing = Writing.unknown
    private var unchangedSince: Int64
    /// Nobody has changed it for so long that it need not be watched first.
    private var isOld = false

    init(now: Int64) { unchangedSince = now }

    mutating func note(_ news: Writing, now: Int64) {
        writing = news
        unchangedSince = now
        isOld = false
        if news == .movedIn { identity = nil }
    }

    /// - Parameter age: milliseconds since its last change by the time of day; nil where that clock is
    ///   not to be asked.
    mutating func see(_ found: FileIdentity, now: Int64, age: Int64?, rules: Rules) {
        if identity == nil, let age, writing == .unknown { isOld = age >= Int64(rules.rest) }
        if let identity, identity != found {
            unchangedSince = now
            isOld = false
            if writing == .movedIn { writing = .unknown }
        }
        identity = found
    }

    /// An empty file is never due at once: what is to be in it may follow.
    func readiness(now: Int64, rules: Rules) -> Readiness {
        let isEmpty = (identity?.size ?? 0) == 0
        if isOld || writing == .movedIn && !isEmpty { return .due }
        let left = unchangedSince &+ Int64(rules.rest) &- now
        return left <= 0 ? .due : .wait(Int(clamping: left))
    }

    /// Whether to take a file that is due.
    ///
    /// - Parameter writers: what the system says of processes that have it open for writing, which is
    ///   worth more than the events; nil where it does not say.
    func isFree(ofWriters writers: Bool?, now: Int64) -> Bool {
        if let writers { return !writers }
        switch writing {
        case .open: return false
        case .created: return now &- unchangedSince >= Int64(Rules.withoutEvents)
        case .unknown, .closed, .movedIn: return true
        }
    }
}
