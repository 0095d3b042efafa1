/// What several broadcasts come to.
public struct BroadcastTally: Sendable {
    /// Of a month or a topic; nil for broadcasts without a topic, and for all together.
    public let name: String?
    public private(set) var broadcasts = 0
    public private(set) var recipients = 0
    public private(set) var counts: [Standing.State: Int] = [:]
    private var reach: [Int: [Double]] = [:]

    public init(_ name: String? = nil) { self.name = name }

    mutating func add(_ past: PastBroadcast) {
        broadcasts += 1
        recipients += past.recipients
        counts.merge(past.counts) { $0 + $1 }
        for (share, seconds) in past.reach { reach[share, default: []].append(seconds) }
    }

    public func count(_ state: Standing.State) -> Int { counts[state] ?? 0 }

    /// Seconds within which half of the broadcasts that reached that share had reached it; nil where none has.
    public func median(_ share: Int) -> Double? {
        guard let times = reach[share]?.sorted(), !times.isEmpty else { return nil }
        let middle = times.count / 2
        return times.count % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2
    }
}

/// Broadcasts by month, by topic, and all together; exercises apart, for nothing in them was real.
public struct BroadcastTallies: Sendable {
    private var byMonth: [String: BroadcastTally] = [:]
    private var byTopic: [String: BroadcastTally] = [:]
    private var withoutTopic = BroadcastTally()
    public private(set) var total = BroadcastTally()
    public private(set) var exercises = BroadcastTally()

    public init() {}

    /// - Parameter month: `2026-11`.
    public mutating func add(_ past: PastBroadcast, month: String) {
        guard !past.isExercise else { return exercises.add(past) }
        total.add(past)
        byMonth[month, default: BroadcastTally(month)].add(past)
        let topics = Set(past.topics ?? [])
        for topic in topics { byTopic[topic, default: BroadcastTally(topic)].add(past) }
        if topics.isEmpty { withoutTopic.add(past) }
    }

    /// The earliest first.
    public var months: [BroadcastTally] { byMonth.sorted { $0.key < $1.key }.map(\.value) }

    /// By name, and those without a topic last; a broadcast with several counts with each.
    public var topics: [BroadcastTally] {
        byTopic.sorted { $0.key < $1.key }.map(\.value) + (withoutTopic.broadcasts > 0 ? [withoutTopic] : [])
    }
}
