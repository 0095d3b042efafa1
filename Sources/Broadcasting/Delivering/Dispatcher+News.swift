import Mail

extension Dispatcher {
    /// What the rest of the program is told.
    public enum News: Sendable, Equatable {
        case finished(Summary)
        case paused(id: String, reason: String)
        /// So much of a broadcast's log is on disk.
        case written(id: String, octets: Int)
        /// A broadcast that cannot be read: it is left alone, with the place of the damage.
        case damaged(id: String, problem: String)
        /// Nothing leaves until there is room again.
        case outOfRoom(String)
        case roomAgain
        /// Addresses that are dead could not be written to the suppressions; tried again.
        case notSuppressed(String)
        case suppressedAgain
        /// Another try was asked for, and the log has it.
        case reopened(Summary)
        /// Another try was asked for and has to wait.
        case notReopened(id: String, problem: String)
        /// A broadcast that was paused goes on.
        case resumed(id: String)
        /// The disk cannot be trusted any more: the daemon has to end.
        case mustStop(String)
        case relay(String, RelayState)
        /// This relay is used from now on.
        case uses(relay: String)
    }

    /// What the rest of the program wants of it.
    public enum Order: Sendable {
        /// An accepted broadcast is to be delivered.
        case deliver(BroadcastFolder)
        /// The configuration has changed.
        case settings([RelaySettings], RetrySettings)
    }
}
