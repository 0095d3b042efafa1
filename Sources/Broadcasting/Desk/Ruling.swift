/// What the desk decides about a draft.
public enum Ruling: Sendable, Equatable {
    /// It is a broadcast now, committed to disk.
    case accepted(BroadcastRecord)
    /// Nobody is mailed until a person releases it: why, and what else was found.
    /// - Parameters:
    ///   - hasNobody: nobody is left to mail, so that releasing it would only hold it again.
    ///   - withdrawal: what has become of a broadcast that it takes back.
    case held(
        reasons: [String], problems: [Problem], hasNobody: Bool = false, withdrawal: WithdrawalEffect? = nil)
    /// Nobody is mailed: what is wrong, and what has become of a broadcast that it takes back.
    case rejected([Problem], withdrawal: WithdrawalEffect? = nil)
    /// This very file is a broadcast already: a crash came before it was taken out of its folder.
    case alreadyAccepted(id: String)
}

/// The desk cannot decide now; nothing is lost, it is asked again.
public struct NotNow: Error, Sendable, Equatable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) { self.description = description }
}
