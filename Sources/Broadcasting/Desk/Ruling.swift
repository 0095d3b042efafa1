import Mail

/// What the desk decides about a draft.
public enum Ruling: Sendable, Equatable {
    /// It is a broadcast now, committed to disk.
    case accepted(BroadcastRecord)
    /// Nobody is mailed until a person releases it: why, and what else was found.
    /// - Parameters:
    ///   - hasNobody: nobody is left to mail, so that releasing it would only hold it again.
    ///   - wait: for what it will have to wait when it is released.
    ///   - withdrawal: what has become of a broadcast that it takes back.
    ///   - approval: how it stands with those who have to approve it.
    ///   - changes: of the lists since the last broadcasts to them.
    case held(
        reasons: [String], problems: [Problem], hasNobody: Bool = false, wait: Wait? = nil,
        withdrawal: WithdrawalEffect? = nil, approval: Approval? = nil, changes: [ListChange] = [])
    /// It is good, and goes later: it is decided on afresh then.
    case scheduled(Scheduled)
    /// It waits in `drafts/scheduled/` already, as it is.
    case waits
    /// Nobody is mailed: what is wrong, and what has become of a broadcast that it takes back.
    case rejected([Problem], withdrawal: WithdrawalEffect? = nil)
    /// This very file is a broadcast already: a crash came before it was taken out of its folder.
    case alreadyAccepted(id: String)
}

/// A draft that was found good, and does not go yet.
public struct Scheduled: Sendable, Equatable {
    public var wait: Wait
    /// Of its `Send-At`, be it ahead or not.
    var sendAt: Timestamp?
    /// Who would get it now.
    public var recipients: Int
    public var problems: [Problem]
    var linesDigest: String
    /// SHA-256 of the prepared line that it uses.
    var lineUsed: String?
    var approval: Approval?
    /// Reasons to hold it that a person has let pass.
    var letPass: [String]
    /// What has become of a broadcast that it takes back.
    var withdrawal: WithdrawalEffect?
}

/// The desk cannot decide now; nothing is lost, it is asked again.
public struct NotNow: Error, Sendable, Equatable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}
