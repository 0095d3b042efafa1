import Mail

/// What becomes of one line of a list under To, and of whoever is on it.
public enum LineFate: Sendable, Equatable {
    /// Given to the caller.
    case recipient(Subscriber)
    /// Not given to the caller: gets it with the next digest.
    case digest(Subscriber)
    /// The address is on an earlier line of this list.
    case repeats(Subscriber, line: Int)
    /// On a list before this one.
    case onEarlierList(Subscriber)
    /// On a list under Except.
    case excluded(Subscriber)
    case passedOver(EmailAddress, PassedOver, line: Int)
    /// Skipped: why, and where.
    case bad(Problem)

    /// Who gets a message, now or with the next digest.
    public var mailed: Subscriber? {
        switch self {
        case .recipient(let subscriber), .digest(let subscriber): subscriber
        default: nil
        }
    }
}
