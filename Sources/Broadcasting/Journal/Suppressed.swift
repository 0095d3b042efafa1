import Mail

/// Who is suppressed, by comparison key.
public struct Suppressed: Sendable, Equatable {
    private var everywhere: [String: Suppressions.Entry] = [:]
    private var onLists: [String: [Name: Suppressions.Entry]] = [:]

    public init() {}

    public mutating func apply(_ entry: Suppressions.Entry) {
        let key = entry.address.comparisonKey
        switch (entry.isSuppressed, entry.list) {
        case (true, nil): everywhere[key] = entry
        case (true, let list?): onLists[key, default: [:]][list] = entry
        case (false, nil):
            everywhere[key] = nil
            onLists[key] = nil
        case (false, let list?): onLists[key]?[list] = nil
        }
    }

    /// Why this address must not be mailed through this list; nil where it may be.
    public func entry(for address: EmailAddress, on list: Name) -> Suppressions.Entry? {
        if everywhere.isEmpty, onLists.isEmpty { return nil }
        let key = address.comparisonKey
        return everywhere[key] ?? onLists[key]?[list]
    }

    /// Whether there is anything to take back for this address.
    public func contains(_ address: EmailAddress) -> Bool {
        let key = address.comparisonKey
        return everywhere[key] != nil || onLists[key]?.isEmpty == false
    }

    public var count: Int { everywhere.count + onLists.count }
}
