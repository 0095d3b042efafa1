import Mail

/// What becomes of one line of a list under To, and of whoever is on it.
public enum LineFate: Sendable, Equatable {
    /// Given to the caller.
    case recipient(Subscriber)
    /// The address is on an earlier line of this list.
    case repeats(Subscriber, line: Int)
    /// On a list before this one.
    case onEarlierList(Subscriber)
    /// On a list under Except.
    case excluded(Subscriber)
    case passedOver(EmailAddress, PassedOver, line: Int)
    /// Skipped: why, and where.
    case bad(Problem)
}
