import Broadcasting
import JSON
import Mail

/// `report ID` for people.
struct ReportText {
    private let report: BroadcastReport
    private let zone: TimeZoneRules

    /// Groups and people that are named; `--json` and `--csv` name all.
    private static let shown = 20
    private static let named = 50

    init(_ report: BroadcastReport, zone: TimeZoneRules) {
        self.report = report
        self.zone = zone
    }

    /// - Throws: where a record cannot be read any more.
    func tell() throws {
        ReportText.lines(of: report.summary.json, zone: zone).forEach(ReportText.say)
        tell(report.lists, "By list:", all: true)
        tell(report.domains, "By domain:")
        if let organisations = report.organisations { tell(organisations, "By organisation:") }
        try tellPeople()
    }

    /// What a summary says.
    static func lines(of summary: JSON, zone: TimeZoneRules) -> [String] {
        let droppedAt = summary["droppedAt"]?.stringValue.flatMap(Timestamp.init(rfc3339:))
        let state = summary["state"]?.stringValue ?? "state not known"
        let reach = Standing.shares.map { share in
            "\(share) % "
                + (summary["reach"]?["\(share)"]?.numberValue.map { "after \(Elapsed($0))" } ?? "not reached")
        }
        return [
            ExerciseStamp.mark(
                summary["subject"]?.stringValue ?? "subject not known",
                isExercise: summary["exercise"]?.boolValue ?? false),
            "\(summary["id"]?.stringValue ?? "?"): \(state)"
                + (droppedAt.map { ", \(zone.inWords($0))" } ?? ""),
            "", "Reach: \(reach.joined(separator: ", "))", "Outcome: \(StatusText.counts(summary))",
        ]
    }

    private func tell(_ groups: [ReportGroup], _ title: String, all: Bool = false) {
        let shown = all ? groups : Array(groups.prefix(ReportText.shown))
        var table = TextTable([title, "recipients", "accepted", "missed", "suppressed", "95 % after"])
        for group in shown {
            table.add([
                ReportText.safe(
                    group.name.isEmpty ? "(none)" : group.name == "*" ? "(all others)" : group.name),
                "\(group.recipients)", "\(group.count(.accepted))", "\(group.missed)",
                "\(group.count(.suppressed))", group.reach[95].map { "\(Elapsed($0))" } ?? "-",
            ])
        }
        ReportText.say("")
        table.lines.map { String($0.dropFirst(2)) }.forEach(ReportText.say)
        let rest = groups.count - shown.count
        if rest > 0 { ReportText.say("… and \(rest) more: --json has them all") }
    }

    private func tellPeople() throws {
        var missed = 0
        try report.forEachRecipient { fate in
            guard fate.isMissed else { return }
            missed += 1
            if missed == 1 { ReportText.say("\nNot reached:") }
            guard missed <= ReportText.named else { return }
            let note = fate.maybeReceived ? " (may have it all the same)" : ""
            let state = fate.cameBack.first ?? fate.stateInWords
            ReportText.say(
                "  \(fate.recipient.address) (\(fate.recipient.list)): \(state): \(fate.why)\(note)")
        }
        if missed > ReportText.named {
            ReportText.say("… and \(missed - ReportText.named) more: --csv and --json name all \(missed)")
        }
        guard report.maybeDuplicates > 0 else { return }
        ReportText.say("\nMay have got it twice:")
        var told = 0
        try report.forEachRecipient { fate in
            guard fate.maybeDuplicate else { return }
            told += 1
            if told <= ReportText.named {
                ReportText.say("  \(fate.recipient.address) (\(fate.recipient.list))")
            }
        }
        if told > ReportText.named {
            ReportText.say("… and \(told - ReportText.named) more: --json names all \(told)")
        }
    }

    private static func say(_ line: String) { Console.result(safe(line)) }

    /// What would steer a terminal is a `?`.
    static func safe(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar -> Unicode.Scalar in
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            return isControl && scalar != "\n" ? "?" : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
