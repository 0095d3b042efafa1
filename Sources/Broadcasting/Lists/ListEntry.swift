import Mail

/// What the reader of a list finds, in the order of its lines.
public enum ListEntry: Sendable, Equatable {
    /// To be mailed.
    case subscriber(Subscriber)
    /// On the list, and not to be mailed.
    case passedOver(EmailAddress, PassedOver, line: Int)
    /// Severity `error`: a bad line, skipped. Severity `warning`: worth a look, nothing was skipped.
    case problem(Problem)
}

/// Why an address that is on a list is not mailed.
public enum PassedOver: String, Sendable, CaseIterable {
    case deliveryNone = "set to no delivery"
    case unsubscribed = "unsubscribed"
    case notMember = "not a member of the Google group"
    case bouncing = "bouncing in the Google group"
}

/// What a list holds, counted while it is read.
public struct ListSummary: Sendable, Equatable {
    /// As shown to people: `lists/kent.txt`.
    public var path: String
    /// Lines with an address to be mailed, repeated ones included.
    public var usable = 0
    /// Lines that are skipped because something is wrong with them.
    public var bad = 0
    /// How many of the usable are set to digest.
    public var digest = 0
    public var passedOver: [PassedOver: Int] = [:]

    public init(path: String) { self.path = path }

    /// Lines that were meant as a subscriber.
    public var lines: Int { usable + bad + passedOver.values.reduce(0, +) }
}

/// The file is no list at all, so none of its lines is used.
public struct NotAList: Error, Sendable, Equatable, CustomStringConvertible {
    public var problem: Problem

    public init(path: String, at position: Position? = nil, _ message: String) {
        problem = Problem(path: path, at: position, message)
    }

    public var description: String { problem.description }
}
