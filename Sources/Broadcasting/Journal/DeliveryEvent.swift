import JSON
import Mail

/// One line of `deliveries.jsonl`: what happened to one recipient, and when.
public struct DeliveryEvent: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        case accepted, attempting, deferred, unconfirmed, rejected, expired, suppressed, cancelled, reopened
        case bounced, complained, unsubscribed
    }

    public var at: Timestamp
    /// The recipient's place in `recipients.jsonl`, from 0; written as `recipient`.
    public var recipient: Int
    public var to: String
    public var kind: Kind
    /// 1 for the first; 0 where none was made.
    public var attempt: Int
    public var reply: Reply?
    public var relay: String?
    /// From MAIL to the deciding reply.
    public var milliseconds: Int?
    /// When a deferred recipient is tried again.
    public var next: Timestamp?
    public var maybeDuplicate = false
    /// Why, where no relay spoke.
    public var reason: String?

    public init(at: Timestamp, recipient: Int, to: String, kind: Kind, attempt: Int) {
        self.at = at
        self.recipient = recipient
        self.to = to
        self.kind = kind
        self.attempt = attempt
    }

    /// Appends the event as one line.
    /// - Parameter time: `at` in RFC 3339, where the caller has it already.
    public func write(into writer: inout JSONWriter, time: String? = nil) {
        writer.object { line in
            line.member("at", string: time ?? at.rfc3339)
            line.member("to", string: to)
            line.member("event", string: kind.rawValue)
            line.member("attempt", int: attempt)
            if let reply {
                line.member("code", int: reply.code)
                let status = reply.status?.description
                if let status { line.member("status", string: status) }
                line.member("reply", string: status, reply.text)
            }
            if let relay { line.member("relay", string: relay) }
            if let milliseconds { line.member("ms", int: milliseconds) }
            if let next { line.member("next", string: next.rfc3339) }
            if maybeDuplicate { line.member("maybeDuplicate", bool: true) }
            if let reason { line.member("reason", string: reason) }
            line.member("recipient", int: recipient)
        }
        writer.endLine()
    }

    /// - Parameter find: an address's place among the recipients, where the line does not tell it.
    /// - Throws: what is missing or wrong, in words.
    public init(
        _ line: UnsafeBufferPointer<UInt8>, find: (String) -> Int? = { _ in nil }
    ) throws(DamagedRecord) {
        let json: JSON
        do throws(JSONProblem) { json = try JSON.parse(line) } catch { throw DamagedRecord(error.message) }
        guard let at = json["at"]?.stringValue.flatMap(Timestamp.init(rfc3339:)) else {
            throw DamagedRecord("there is no time 'at'")
        }
        guard let to = json["to"]?.stringValue else { throw DamagedRecord("there is no address 'to'") }
        guard let kind = json["event"]?.stringValue.flatMap(Kind.init(rawValue:)) else {
            throw DamagedRecord("there is no event that this version knows")
        }
        guard let attempt = json["attempt"]?.integerValue else {
            throw DamagedRecord("there is no number 'attempt'")
        }
        guard let recipient = json["recipient"]?.integerValue.map(Int.init(clamping:)) ?? find(to) else {
            throw DamagedRecord("\(Quoted(to)) is none of the recipients")
        }
        self.init(at: at, recipient: recipient, to: to, kind: kind, attempt: Int(clamping: attempt))
        next = json["next"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
        maybeDuplicate = json["maybeDuplicate"]?.boolValue ?? false
        relay = json["relay"]?.stringValue
        reason = json["reason"]?.stringValue
        milliseconds = json["ms"]?.integerValue.map(Int.init(clamping:))
        reply = json["code"]?.integerValue.map {
            Reply(code: Int(clamping: $0), text: json["reply"]?.stringValue ?? "")
        }
    }
}

/// A record that cannot be read: what is wrong with it, in words.
public struct DamagedRecord: Error, Sendable, Equatable, CustomStringConvertible {
    public var what: String
    public var description: String { what }

    public init(_ what: String) { self.what = what }
}

extension Reply {
    /// The reply as the server wrote it behind its code.
    public var line: String { (status.map { "\($0) " } ?? "") + text }
}
