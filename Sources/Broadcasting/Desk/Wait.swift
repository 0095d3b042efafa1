import Mail

/// Until when an accepted draft does not go yet, and why.
public struct Wait: Sendable, Equatable {
    /// What its `Send-At` asks for, where that lies ahead.
    public let sendAt: WrittenTime?
    /// Milliseconds for which it can be called back (`coolingTime`); 0: none.
    public let coolingTime: Int
    /// When it was found good.
    public let since: Timestamp

    /// Nil where nothing keeps it from going now.
    init?(sendAt: WrittenTime?, coolingTime: Int, since: Timestamp) {
        self.sendAt = sendAt.flatMap { $0.moment > since ? $0 : nil }
        self.coolingTime = coolingTime
        self.since = since
        if self.sendAt == nil, coolingTime == 0 { return nil }
    }

    /// When it has cooled.
    var cooled: Timestamp { since.adding(milliseconds: Int64(coolingTime)) }

    /// When it goes: the later of the two.
    public var until: Timestamp { max(sendAt?.moment ?? since, cooled) }

    /// How long it waits once nothing else holds it.
    func inWords(_ zone: TimeZoneRules) -> String {
        sendAt == nil ? "for \(TimeSpan(milliseconds: Int64(coolingTime)))" : "until \(zone.inWords(until))"
    }
}

extension Plan {
    /// Until when it would have to wait, were it found good now.
    public func wait(from now: Timestamp) -> Wait? {
        Wait(sendAt: draft.sendAt?.value, coolingTime: configuration.coolingTime(of: to), since: now)
    }

    /// Lines that would be no longer valid when they go. (What `Send-At` alone makes of that is found in the draft.)
    func expiry(before wait: Wait?) -> Problem? {
        guard let wait, let expires = draft.expires, expires.value.moment <= wait.until else { return nil }
        return Problem(
            path: path, at: expires.position,
            "'Expires' (\(expires.value.text)) comes before the draft goes, for each one waits "
                + "\(TimeSpan(milliseconds: Int64(wait.coolingTime))) first (coolingTime): nobody would be mailed;"
                + " write a later time")
    }
}
