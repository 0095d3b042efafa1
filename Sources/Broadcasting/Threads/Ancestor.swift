import JSON
import Mail

/// What a broadcast is to the one that its draft names.
public enum Relation: String, Sendable, CaseIterable {
    case updates, withdraws

    /// What a subject begins with, so that nobody takes the message for the first one.
    var mark: String {
        switch self {
        case .updates: "Updated:"
        case .withdraws: "Withdrawn:"
        }
    }

    /// The key in a draft.
    var key: String {
        switch self {
        case .updates: "Updates"
        case .withdraws: "Withdraws"
        }
    }
}

/// A broadcast further up in a thread: enough to name the message that each recipient got of it.
public struct Ancestor: Sendable, Equatable {
    public var id: String
    /// Right-hand side of its Message-IDs.
    public var messageDomain: String
    /// One message served many: its Message-ID is the list's.
    public var isShared: Bool

    public init(_ record: BroadcastRecord) {
        id = record.id
        messageDomain = record.messageDomain
        isShared = record.isShared
    }

    /// References may name only so many (RFC 5322 §3.6.4 sets no limit; servers do): the first, and the last ones.
    static let most = 10

    /// Those of a broadcast that follows this one, the oldest first.
    static func line(behind record: BroadcastRecord) -> [Ancestor] {
        let line = record.ancestors + [Ancestor(record)]
        return line.count <= most ? line : [line[0]] + line.suffix(most - 1)
    }

    var json: JSON {
        .object([
            .init("id", .string(id)), .init("messageDomain", .string(messageDomain)),
            .init("shared", .bool(isShared)),
        ])
    }

    init(_ json: JSON) throws(DamagedRecord) {
        id = try json.text("id")
        messageDomain = try json.text("messageDomain")
        isShared = json["shared"]?.boolValue ?? false
    }
}
