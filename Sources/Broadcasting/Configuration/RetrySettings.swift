/// When a deferred recipient is tried again; milliseconds.
public struct RetrySettings: Sendable, Equatable {
    public var firstDelay: Int = 300_000
    public var maxDelay: Int = 3_600_000
    public var giveUpAfter: Int = 172_800_000

    public init() {}
}
