import JSON
import Mail

/// `summary.json`: totals and reach of one broadcast, derived from its record and its log.
public struct Summary: Sendable, Equatable {
    public enum State: String, Sendable { case sending, paused, sent, cancelled }

    public var record: BroadcastRecord
    public var state: State
    public var counts: [Standing.State: Int]
    public var firstAcceptedAt: Timestamp?
    public var lastAcceptedAt: Timestamp?
    /// Seconds from `droppedAt` until that share of those not suppressed was accepted; share in percent.
    public var reach: [Int: Double]
    public var problems: [String]

    /// - Parameter problems: what to tell beside the record's own, for instance why it is paused.
    public init(_ record: BroadcastRecord, _ standing: Standing, paused: Bool, problems: [String] = []) {
        self.record = record
        counts = [:]
        for state in Standing.State.allCases { counts[state] = standing.count(state) }
        firstAcceptedAt = standing.firstAcceptedAt
        lastAcceptedAt = standing.lastAcceptedAt
        reach = standing.reachedAt.mapValues { $0.seconds(since: record.droppedAt) }
        self.problems = record.problems + problems
        let cancelled = standing.isComplete && standing.count(.cancelled) > 0
        state = cancelled ? .cancelled : standing.isComplete ? .sent : paused ? .paused : .sending
    }

    /// Somebody was not reached, and not because they are suppressed.
    public var isShortOfSomebody: Bool {
        (counts[.accepted] ?? 0) + (counts[.suppressed] ?? 0) < record.recipients
    }

    /// The names of its members, in their order.
    static let names = [
        "id", "subject", "lists", "stance", "priority", "state", "recipients", "accepted",
        "deferred", "rejected", "expired", "suppressed", "cancelled", "pending", "droppedAt",
        "firstAcceptedAt", "lastAcceptedAt", "reach", "problems", "topics", "exercise", "digest",
    ]

    /// The states of recipients, as they are named and in the order in which they are told.
    public static let outcomes: [(name: String, state: Standing.State)] = [
        ("accepted", .accepted), ("deferred", .deferred), ("rejected", .rejected), ("expired", .expired),
        ("suppressed", .suppressed), ("cancelled", .cancelled), ("pending", .pending),
    ]

    public var json: JSON {
        var members: [JSON.Member] = [
            .init("id", .string(record.id)),
            .init("subject", .string(record.subject)),
            .init("lists", .array(record.lists.map { .string($0.name.text) })),
            .init("stance", .string(record.stance.rawValue)),
            .init("priority", .string(record.priority.rawValue)),
            .init("state", .string(state.rawValue)),
            .init("recipients", .integer(Int64(record.recipients))),
        ]
        members += Summary.outcomes.map { .init($0.name, .integer(Int64(counts[$0.state] ?? 0))) }
        members += [
            .init("droppedAt", .string(record.droppedAt.rfc3339)),
            .init("firstAcceptedAt", firstAcceptedAt.map { .string($0.rfc3339) } ?? .null),
            .init("lastAcceptedAt", lastAcceptedAt.map { .string($0.rfc3339) } ?? .null),
            .init(
                "reach", .object(Standing.shares.map { .init("\($0)", reach[$0].map(JSON.number) ?? .null) })),
            .init("problems", .array(problems.map(JSON.string))),
            .init("topics", .array(record.topics.map(JSON.string))),
            .init("exercise", .bool(record.isExercise)),
            .init("digest", .integer(Int64(record.digest))),
        ]
        return .object(members)
    }
}
