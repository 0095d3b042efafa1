import Broadcasting
import JSON
import Mail

/// `report` without an id: every broadcast as it is read, then what they come to by month and by topic.
struct OverviewReport {
    private(set) var tallies = BroadcastTallies()
    /// What lies among the broadcasts, and nothing can be told of.
    var problems: [String] = []
    private let form: ReportCommand.Request.Form
    private let period: ReportPeriod
    private let isSilent: Bool
    private var writer = JSONWriter(pretty: true)
    private var table = CSVText()

    private static let header =
        [
            "id", "month", "dropped_at", "subject", "topics", "lists", "stance", "priority", "state",
            "recipients",
        ]
        + Summary.outcomes.map(\.name) + Standing.shares.map { "seconds_to_\($0)_percent" } + ["exercise"]

    /// - Parameter isSilent: nothing is written: standard output is for the picture.
    init(_ form: ReportCommand.Request.Form, _ period: ReportPeriod, until: Timestamp, isSilent: Bool) {
        self.form = form
        self.period = period
        self.isSilent = isSilent
        guard !isSilent else { return }
        switch form {
        case .text: break
        case .csv: table.row(OverviewReport.header.map { .text($0) })
        case .json:
            writer.beginObject()
            writer.member("since", string: period.start.rfc3339)
            writer.member("until", string: until.rfc3339)
            writer.name("broadcasts")
            writer.beginArray()
        }
    }

    mutating func add(_ past: PastBroadcast, month: String) {
        tallies.add(past, month: month)
        guard !isSilent else { return }
        switch form {
        case .text:
            let counts = ReportText.safe(OverviewReport.counts(past))
            let speed = past.reach[95].map { "; 95 % after \(Elapsed($0))" } ?? ""
            let mark = past.isExercise ? "exercise, " : ""
            Console.result("\(past.id)  \(mark)\(past.state): \(counts)\(speed)")
        case .csv:
            table.row(row(past, month))
            if table.count > ReportJSON.chunk { Console.result(octets: table.take()) }
        case .json:
            writer.value(json(past, month))
            if writer.bytes.count > ReportJSON.chunk { Console.result(octets: writer.takeBytes()) }
        }
    }

    mutating func end() {
        guard !isSilent else { return }
        switch form {
        case .text: tellTallies()
        case .csv: Console.result(octets: table.take())
        case .json:
            writer.endArray()
            writer.member("months", json: .array(tallies.months.map(json)))
            writer.member("topics", json: .array(tallies.topics.map(json)))
            writer.member("total", json: json(tallies.total))
            writer.member("exercises", json: json(tallies.exercises))
            writer.member("problems", json: .array(problems.map(JSON.string)))
            writer.endObject()
            writer.endLine()
            Console.result(octets: writer.takeBytes())
        }
    }

    private static func counts(_ past: PastBroadcast) -> String {
        StatusText.counts(
            .object(
                [.init("recipients", .integer(Int64(past.recipients)))] + ReportJSON.counts(past.count)))
    }

    // MARK: For people

    private func tellTallies() {
        let total = tallies.total
        let drills = tallies.exercises
        if total.broadcasts + drills.broadcasts > 0 { Console.result("") }
        Console.result(
            "Since \(period.startInWords): \(Counted(total.broadcasts, "broadcast"))"
                + (drills.broadcasts > 0 ? ", and \(Counted(drills.broadcasts, "exercise"))" : ""))
        if total.broadcasts > 0 {
            let months = tallies.months.map { ($0.name ?? "", $0) }
            let topics = tallies.topics.map { ($0.name ?? "(no topic)", $0) }
            tell(months, "By month:")
            tell(topics + [("(all)", total)], "By topic:")
        }
        if drills.broadcasts > 0 { tell([("(all)", drills)], "Exercises, not counted above:") }
    }

    private func tell(_ all: [(name: String, tally: BroadcastTally)], _ title: String) {
        var table = TextTable([
            title, "broadcasts", "recipients", "accepted", "missed", "suppressed", "95 % after",
        ])
        for (name, tally) in all {
            let missed = tally.recipients - tally.count(.accepted) - tally.count(.suppressed)
            table.add([
                ReportText.safe(name), "\(tally.broadcasts)",
                "\(tally.recipients)", "\(tally.count(.accepted))", "\(missed)",
                "\(tally.count(.suppressed))", tally.median(95).map { "\(Elapsed($0))" } ?? "-",
            ])
        }
        Console.result("")
        for line in table.lines { Console.result(String(line.dropFirst(2))) }
    }

    // MARK: For programs

    private func row(_ past: PastBroadcast, _ month: String) -> [CSVText.Cell] {
        let words = [
            past.id, month, past.droppedAt.rfc3339, past.subject, (past.topics ?? []).joined(separator: "; "),
            past.lists.joined(separator: "; "), past.stance, past.priority, past.state,
        ]
        return words.map { .text($0) } + [.count(past.recipients)]
            + Summary.outcomes.map { .count(past.count($0.state)) }
            + Standing.shares.map { .seconds(past.reach[$0]) } + [.text(past.isExercise ? "yes" : "")]
    }

    private func json(_ past: PastBroadcast, _ month: String) -> JSON {
        .object(
            [
                .init("id", .string(past.id)), .init("month", .string(month)),
                .init("subject", .string(past.subject)),
                .init("topics", .array((past.topics ?? []).map(JSON.string))),
                .init("lists", .array(past.lists.map(JSON.string))),
                .init("stance", .string(past.stance)), .init("priority", .string(past.priority)),
                .init("state", .string(past.state)), .init("droppedAt", .string(past.droppedAt.rfc3339)),
                .init("recipients", .integer(Int64(past.recipients))),
                .init("exercise", .bool(past.isExercise)),
            ] + ReportJSON.counts(past.count) + [.init("reach", ReportJSON.reach { past.reach[$0] })])
    }

    private func json(_ tally: BroadcastTally) -> JSON {
        .object(
            [
                .init("name", tally.name.map(JSON.string) ?? .null),
                .init("broadcasts", .integer(Int64(tally.broadcasts))),
                .init("recipients", .integer(Int64(tally.recipients))),
            ] + ReportJSON.counts(tally.count)
                + [.init("medianReach", ReportJSON.reach { tally.median($0) })])
    }
}
