import Mail

/// What the configuration says about one list.
public struct ListSettings: Sendable, Equatable {
    public var title: String?
    public var description: String?
    public var from: Mailbox?
    public var replyTo: Mailbox?
    public var subjectPrefix: String?
    public var template: Name?
    /// How many people must approve a draft to it.
    public var approvals: Int = 0
    /// Milliseconds; nil: as for every list.
    public var coolingTime: Int?
    /// When its digests go; nil: as for every list.
    public var digestAt: DayTime?
    /// Who is new on it gets the lines that still hold.
    public var catchUp: Bool = false
    /// An exercise may go to it, beside what is real.
    public var isForExercises: Bool = false
    public var footer: String?

    public init() {}
}
