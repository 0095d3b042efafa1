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
        if isEmpty { return nil }
        let key = address.comparisonKey
        return everywhere[key] ?? onLists[key]?[list]
    }

    /// Whatever is suppressed for this address: through any list, or through these.
    public func entries(for address: EmailAddress) -> [Suppressions.Entry] {
        let key = address.comparisonKey
        let ofLists = (onLists[key] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
        return [everywhere[key]].compactMap(\.self) + ofLists
    }

    /// How many addresses are suppressed through lists that are none of these: of one that was renamed, perhaps.
    func counts(besides known: Set<Name>) -> [(list: Name, addresses: Int)] {
        var counts: [Name: Int] = [:]
        for lists in onLists.values {
            for name in lists.keys where !known.contains(name) { counts[name, default: 0] += 1 }
        }
        return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    public var isEmpty: Bool { everywhere.isEmpty && onLists.isEmpty }

    public var count: Int { everywhere.count + onLists.count }
}
