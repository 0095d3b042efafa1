/// One list of a draft: whom the draft reaches through it, and who on it is left out, and why.
public struct RehearsedList: Sendable, Equatable {
    public let name: Name
    /// Under Except: all who are on it are left out.
    public let isExcept: Bool
    public let mailed: Int
    public let suppressed: Int
    /// Subscribers who get it with the next digest.
    public let digest: Int
    /// Subscribers who belong to a list before it.
    public let onEarlierList: Int
    /// Subscribers who are on a list under Except.
    public let excluded: Int
    /// Lines set to no delivery, unsubscribed, or no member.
    public let notMailed: Int
    public let repeated: Int
    public let badLines: Int
    /// Messages, where several recipients may share one.
    public let messages: Int
    /// Of all its messages together, and of the largest.
    public let octets: Int
    public let largest: Int

    init(
        _ list: GatheredList, _ share: RehearsalWalk.Share?, _ record: BroadcastRecord,
        _ configuration: Configuration
    ) {
        name = list.name
        isExcept = list.part == .except
        let share = share ?? RehearsalWalk.Share()
        mailed = share.mailed
        suppressed = share.suppressed
        // What is withdrawn goes to people of another day, and not to a list as it is now.
        let isRead = !isExcept && list.summary != nil
        onEarlierList = isRead ? list.subscribers - list.recipients - list.excluded - list.digest : 0
        digest = list.digest
        excluded = list.excluded
        notMailed = isExcept ? 0 : list.summary?.passedOver.values.reduce(0, +) ?? 0
        repeated = list.repeated
        badLines = list.errors.count
        largest = share.largest
        let sharing = record.isShared ? configuration.sharingRelay?.recipientsPerMessage ?? 1 : 1
        messages = (share.mailed + sharing - 1) / sharing
        octets = record.isShared ? messages * largest : share.octets
    }
}
