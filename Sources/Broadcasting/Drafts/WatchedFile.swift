import Mail

/// One file in the drafts folder that somebody means to be sent.
struct WatchedFile {
    let disposition: DraftFileName.Disposition
    var settling: Settling
    /// The state in which it was handed out: not again before it has changed.
    var handedOut: FileIdentity?
    private(set) var blocked: (reason: String, since: Timestamp)?
    private let firstSeen: Int64

    /// Nil where the name says that it is nothing of ours.
    init?(_ name: FolderName, now: Int64) {
        disposition = DraftFileName.disposition(of: name.text)
        if case .ignored = disposition { return nil }
        settling = Settling(now: now)
        firstSeen = now
    }

    /// Keeps the moment of the first reason when the reason changes.
    mutating func block(_ reason: String, at wall: Timestamp) {
        blocked = (reason, blocked?.since ?? wall)
    }

    mutating func unblock() { blocked = nil }

    /// Milliseconds; long enough that somebody may wonder why the draft is not taken.
    func hasWaitedLong(now: Int64) -> Bool { now &- firstSeen > Int64(Settling.Rules.withoutEvents) }
}
