import Broadcasting
import Mail

/// `report ID --csv`: a row a recipient, whatever became of them.
enum ReportCSV {
    private static let header = [
        "address", "name", "organisation", "list", "state", "why", "last_event_at", "attempts", "relay",
        "maybe_duplicate", "maybe_received", "came_back", "exercise",
    ]

    static func tell(_ report: BroadcastReport) throws {
        var table = CSVText()
        table.row(header.map { .text($0) })
        try report.forEachRecipient { fate in
            table.row(row(fate) + [yes(report.record.isExercise)])
            if table.count > ReportJSON.chunk { Console.result(octets: table.take()) }
        }
        Console.result(octets: table.take())
    }

    private static func row(_ fate: RecipientFate) -> [CSVText.Cell] {
        let recipient = fate.recipient
        let isThere = fate.state == .accepted && !fate.isMissed
        return [
            .text(recipient.address.description), .text(recipient.name), .text(recipient.organisation ?? ""),
            .text(recipient.list.text), .text(fate.stateInWords), .text(isThere ? "" : fate.why),
            .text(fate.lastEvent?.at.rfc3339 ?? ""), .count(fate.lastEvent?.attempt ?? 0),
            .text(fate.lastEvent?.relay ?? ""), yes(fate.maybeDuplicate), yes(fate.maybeReceived),
            .text(fate.cameBack.joined(separator: " ")),
        ]
    }

    private static func yes(_ isSo: Bool) -> CSVText.Cell { .text(isSo ? "yes" : "") }
}
