import Mail

/// Recipients of one broadcast who share something: how they stand, and when each share of them was reached.
public struct ReportGroup: Sendable, Equatable {
    /// Empty for those who have nothing there: no organisation, say.
    public var name: String
    public var recipients = 0
    public var counts: [Standing.State: Int] = [:]
    /// Seconds from `droppedAt`, as in a summary; share in percent.
    public var reach: [Int: Double] = [:]

    /// All the others, where there are more groups than are kept apart.
    public static let others = "*"

    public func count(_ state: Standing.State) -> Int { counts[state] ?? 0 }

    /// Whoever has not got it, the suppressed left out.
    public var missed: Int { recipients - count(.accepted) - count(.suppressed) }
}

/// Puts recipients into groups while they are read, and follows the log: six octets and less for each of a million.
struct GroupTally {
    /// More groups than these are not kept apart.
    static let most = 10_000

    private var names: [String] = []
    private var numbers: [String: UInt16] = [:]
    /// The group of each recipient.
    private var group: [UInt16] = []
    /// Of each group: those not suppressed at acceptance, and those accepted so far.
    private var addressed: [Int] = []
    private var accepted: [Int] = []
    private var reachedAt: [[Int: Timestamp]] = []

    /// - Parameter names: of groups that are there in any case, in this order.
    init(_ names: [String] = []) {
        for name in names { _ = number(of: name) }
    }

    /// The next recipient.
    mutating func add(_ name: String, isSuppressed: Bool) {
        let number = number(of: name)
        group.append(number)
        if !isSuppressed { addressed[Int(number)] += 1 }
    }

    private mutating func number(of name: String) -> UInt16 {
        if let known = numbers[name] { return known }
        let name = names.count < GroupTally.most ? name : ReportGroup.others
        if let known = numbers[name] { return known }
        let number = UInt16(names.count)
        numbers[name] = number
        names.append(name)
        addressed.append(0)
        accepted.append(0)
        reachedAt.append([:])
        return number
    }

    /// One more of them was reached.
    mutating func accept(_ recipient: Int, at moment: Timestamp) {
        let number = Int(group[recipient])
        accepted[number] += 1
        guard reachedAt[number].count < Standing.shares.count else { return }
        for share in Standing.shares
        where reachedAt[number][share] == nil && accepted[number] * 100 >= addressed[number] * share {
            reachedAt[number][share] = moment
        }
    }

    /// Every group that has a recipient.
    func groups(_ standing: Standing, since droppedAt: Timestamp) -> [ReportGroup] {
        var groups = names.map { ReportGroup(name: $0) }
        for (recipient, number) in group.enumerated() {
            groups[Int(number)].recipients += 1
            groups[Int(number)].counts[standing.states[recipient], default: 0] += 1
        }
        for number in groups.indices {
            groups[number].reach = reachedAt[number].mapValues { $0.seconds(since: droppedAt) }
        }
        return groups.filter { $0.recipients > 0 }
    }
}

extension Timestamp {
    /// A clock that was set back in between makes no negative times.
    func seconds(since earlier: Timestamp) -> Double {
        Double(max(0, milliseconds - earlier.milliseconds)) / 1000
    }
}

extension [ReportGroup] {
    /// The largest first; all the others together last.
    func largestFirst() -> [ReportGroup] {
        sorted { left, right in
            let isOthers = (left.name == ReportGroup.others, right.name == ReportGroup.others)
            if isOthers.0 != isOthers.1 { return isOthers.1 }
            return left.recipients == right.recipients
                ? left.name < right.name : left.recipients > right.recipients
        }
    }
}
