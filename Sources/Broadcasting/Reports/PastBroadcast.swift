import JSON
import Mail

/// What a summary tells of one broadcast, for a report of many.
public struct PastBroadcast: Sendable, Equatable {
    public let id: String
    public let subject: String
    public let lists: [String]
    public let stance: String
    public let priority: String
    public let state: String
    public let recipients: Int
    public let counts: [Standing.State: Int]
    /// Nil where the summary is older than this member.
    public internal(set) var topics: [String]?
    /// It was a drill.
    public let isExercise: Bool
    public let droppedAt: Timestamp
    /// Seconds until that share was reached; share in percent.
    public let reach: [Int: Double]

    /// No broadcast of ours has more: such a number is damage.
    private static let most = 1 << 40

    /// Nil where the summary does not say what a summary says.
    public init?(_ summary: JSON) {
        guard let id = summary["id"]?.stringValue, let subject = summary["subject"]?.stringValue,
            let state = summary["state"]?.stringValue, Summary.State(rawValue: state) != nil,
            let recipients = summary["recipients"]?.integerValue.map({ Int($0) }),
            (0...PastBroadcast.most).contains(recipients),
            let droppedAt = summary["droppedAt"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
        else { return nil }
        var counts: [Standing.State: Int] = [:]
        for (name, outcome) in Summary.outcomes {
            guard let count = summary[name]?.integerValue, (0...recipients).contains(Int(count)) else {
                return nil
            }
            counts[outcome] = Int(count)
        }
        guard counts.values.reduce(0, +) == recipients else { return nil }
        self.id = id
        self.subject = subject
        self.state = state
        self.recipients = recipients
        self.droppedAt = droppedAt
        self.counts = counts
        lists = summary.texts("lists")
        stance = summary["stance"]?.stringValue ?? ""
        priority = summary["priority"]?.stringValue ?? ""
        isExercise = summary["exercise"]?.boolValue ?? false
        topics = summary["topics"]?.arrayValue.map { $0.compactMap(\.stringValue) }
        var reach: [Int: Double] = [:]
        for share in Standing.shares { reach[share] = summary["reach"]?["\(share)"]?.numberValue }
        self.reach = reach
    }

    public func count(_ state: Standing.State) -> Int { counts[state] ?? 0 }
}
