import Broadcasting
import JSON
import Mail

/// `report ID --json`: one object, written as it is read, however many were missed.
enum ReportJSON {
    /// So many octets are put together before they are written.
    static let chunk = 1 << 16

    static func tell(_ report: BroadcastReport) throws {
        var writer = JSONWriter(pretty: true)
        writer.beginObject()
        writer.member("broadcast", json: report.summary.json)
        writer.member("complete", bool: true)
        writer.member("lists", json: .array(report.lists.map(json)))
        writer.member("domains", json: .array(report.domains.map(json)))
        writer.member("organisations", json: report.organisations.map { .array($0.map(json)) } ?? .null)
        writer.name("missed")
        writer.beginArray()
        try report.forEachRecipient { fate in
            guard fate.isMissed else { return }
            writer.value(missed(fate))
            if writer.bytes.count > chunk { Console.result(octets: writer.takeBytes()) }
        }
        writer.endArray()
        writer.name("maybeDuplicates")
        writer.beginArray()
        if report.maybeDuplicates > 0 {
            try report.forEachRecipient { fate in
                guard fate.maybeDuplicate else { return }
                writer.value(person(fate, []))
                if writer.bytes.count > chunk { Console.result(octets: writer.takeBytes()) }
            }
        }
        writer.endArray()
        writer.member("problems", json: .array([]))
        writer.endObject()
        writer.endLine()
        Console.result(octets: writer.takeBytes())
    }

    /// Where the records cannot be read.
    static func tell(_ summary: JSON?, problem: String) {
        let unknown = ["lists", "domains", "organisations", "missed", "maybeDuplicates"]
        let members: [JSON.Member] =
            [.init("broadcast", summary ?? .null), .init("complete", .bool(false))]
            + unknown.map { .init($0, .null) } + [.init("problems", .array([.string(problem)]))]
        Console.result(JSON.object(members).text(pretty: true))
    }

    private static func json(_ group: ReportGroup) -> JSON {
        .object(
            [.init("name", .string(group.name)), .init("recipients", .integer(Int64(group.recipients)))]
                + counts(group.count) + [.init("reach", reach { group.reach[$0] })])
    }

    /// Each outcome with its number.
    static func counts(_ count: (Standing.State) -> Int) -> [JSON.Member] {
        Summary.outcomes.map { .init($0.name, .integer(Int64(count($0.state)))) }
    }

    /// Seconds for each share; null where it was not reached.
    static func reach(_ seconds: (Int) -> Double?) -> JSON {
        .object(Standing.shares.map { .init("\($0)", seconds($0).map(JSON.number) ?? .null) })
    }

    private static func missed(_ fate: RecipientFate) -> JSON {
        person(
            fate,
            [
                .init("why", .string(fate.why)),
                .init("lastEvent", fate.lastEvent.map(json) ?? .null),
                .init("maybeReceived", .bool(fate.maybeReceived)),
                .init("cameBack", .array(fate.cameBack.map(JSON.string))),
            ])
    }

    private static func person(_ fate: RecipientFate, _ more: [JSON.Member]) -> JSON {
        .object(
            [
                .init("address", .string(fate.recipient.address.description)),
                .init("name", .string(fate.recipient.name)),
                .init("list", .string(fate.recipient.list.text)),
                .init("state", .string(fate.stateInWords)),
            ] + more)
    }

    private static func json(_ event: DeliveryEvent) -> JSON {
        let optional: [(String, JSON?)] = [
            ("code", event.reply.map { .integer(Int64($0.code)) }),
            ("reply", event.reply.map { .string($0.line) }),
            ("relay", event.relay.map(JSON.string)), ("reason", event.reason.map(JSON.string)),
        ]
        return .object(
            [
                .init("at", .string(event.at.rfc3339)), .init("event", .string(event.kind.rawValue)),
                .init("attempt", .integer(Int64(event.attempt))),
            ] + optional.map { .init($0.0, $0.1 ?? .null) })
    }
}

extension RecipientFate {
    /// As summaries name it.
    var stateInWords: String { Summary.outcomes.first { $0.state == state }?.name ?? "" }
}
