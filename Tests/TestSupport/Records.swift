import Foundation

/// A broadcast's folder, read as a stranger's script would read it: by the documented names alone.
public struct BroadcastFolder: Sendable {
    public let path: String

    public var id: String { URL(fileURLWithPath: path).lastPathComponent }

    public func summary() throws -> SummaryRecord {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(path)/summary.json"))
        return try JSONDecoder().decode(SummaryRecord.self, from: data)
    }

    /// The delivery log's complete lines, in order.
    public func events() throws -> [EventRecord] {
        guard let data = fileOctets("\(path)/deliveries.jsonl").map({ Data($0) }) else { return [] }
        let decoder = JSONDecoder()
        return try data.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map {
            try decoder.decode(EventRecord.self, from: $0)
        }
    }

    public func events(for recipient: String) throws -> [EventRecord] {
        try events().filter { $0.to == recipient }
    }
}

/// `summary.json`.
public struct SummaryRecord: Decodable, Sendable {
    public var id: String
    public var subject: String
    public var lists: [String]
    public var state: String
    public var recipients: Int
    public var accepted: Int
    public var deferred: Int
    public var rejected: Int
    public var expired: Int
    public var suppressed: Int
    public var cancelled: Int
    public var pending: Int
    public var droppedAt: String
    public var firstAcceptedAt: String?
    public var lastAcceptedAt: String?

    /// Each recipient counts once.
    public var total: Int { accepted + deferred + rejected + expired + suppressed + cancelled + pending }

    /// Seconds from the moment the draft was complete to the first and the last acceptance.
    public var secondsToFirst: Double? { seconds(to: firstAcceptedAt) }
    public var secondsToLast: Double? { seconds(to: lastAcceptedAt) }

    private func seconds(to end: String?) -> Double? {
        let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        guard let end, let from = try? format.parse(droppedAt), let to = try? format.parse(end) else {
            return nil
        }
        return to.timeIntervalSince(from)
    }
}

/// One line of `deliveries.jsonl`.
public struct EventRecord: Decodable, Sendable {
    public var at: String
    public var to: String
    public var event: String
    public var attempt: Int
    public var maybeDuplicate: Bool?
    public var code: Int?
    public var status: String?
    public var reply: String?
    public var relay: String?
    public var next: String?

    public var isFinal: Bool {
        ["accepted", "rejected", "expired", "suppressed", "cancelled"].contains(event)
    }
}
