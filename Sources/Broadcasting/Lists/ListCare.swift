import Mail

/// How sure one who reads a list wants to be that nobody is writing to it.
public enum ListCare: Sendable, Equatable {
    /// Not at all: it may be read however fresh it is.
    case none
    /// It has not changed in the 100 ms before this: who saves in several steps is done.
    case untouched(at: Timestamp)
    /// For a list that is saved again and again: nobody has it open for writing now. Where the system does not say
    /// (another user's file, a network file system), as `untouched`.
    case closed(at: Timestamp)
    /// For mail that nobody waits for: it has not changed in the ten seconds before this, and nobody has it open for
    /// writing. Whoever edits it may not be done.
    case rested(at: Timestamp)
}
