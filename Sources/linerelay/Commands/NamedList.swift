import Broadcasting
import JSON
import Mail

/// `lists NAME`: who would get the next message, and why the others would not.
struct NamedList {
    private let name: Name
    private let folder: ListFolder
    private let workspace: Workspace
    private let suppressed: Suppressed

    /// Lines that are not mailed and named for people; `--json` names all.
    private static let shown = 1_000

    init(_ name: Name, _ folder: ListFolder, _ workspace: Workspace, _ suppressed: Suppressed) {
        self.name = name
        self.folder = folder
        self.workspace = workspace
        self.suppressed = suppressed
    }

    private func read(_ each: (ListedLine) -> Void) throws(Failure) -> ListReport {
        try ListReport(name, folder, workspace, suppressed) { fate, entry in
            if let line = ListedLine(fate, entry) { each(line) }
        }
    }

    /// Read twice, so that of a million nobody is kept in memory: for the numbers, and for who is mailed.
    func tell() throws(Failure) -> ListReport {
        var left: [ListedLine] = []
        var count = 0
        let report = try read { line in
            guard !line.isMailed else { return }
            count += 1
            if count <= NamedList.shown { left.append(line) }
        }
        report.tellSize()
        report.tellProblems()
        guard !report.isBroken else { return report }
        Console.result("\nGet the next message:")
        var text = ""
        _ = try read { line in
            guard line.isMailed else { return }
            text += "  \(line.who)\n"
            if text.utf8.count > ReportJSON.chunk {
                Console.result(text, lineEnd: "")
                text = ""
            }
        }
        Console.result(text.isEmpty ? "" : String(text.dropLast()))
        guard !left.isEmpty else { return report }
        Console.result("\nDo not get it:")
        for line in left { Console.result("  \(report.path):\(line.place): \(line.who): \(line.says ?? "")") }
        if count > left.count { Console.result("… and \(count - left.count) more: --json names all") }
        return report
    }

    func tellJSON() throws(Failure) -> ListReport {
        var writer = JSONWriter(pretty: true)
        writer.beginArray()
        writer.beginObject()
        writer.member("name", string: name.text)
        writer.member("title", json: ListReport.title(of: name, workspace).map(JSON.string) ?? .null)
        writer.name("lines")
        writer.beginArray()
        let report = try read { line in
            writer.value(line.json)
            if writer.bytes.count > ReportJSON.chunk { Console.result(octets: writer.takeBytes()) }
        }
        writer.endArray()
        for member in report.facts {
            writer.name(member.name)
            writer.value(member.value)
        }
        writer.endObject()
        writer.endArray()
        writer.endLine()
        Console.result(octets: writer.takeBytes())
        return report
    }
}

/// One line of a list, as it is told.
struct ListedLine {
    private(set) var line = 0
    private var column: Int?
    private var address: String?
    private var name: String?
    private var reason: String?
    private(set) var says: String?
    private var since: Timestamp?
    private var isInDigest = false

    /// Nil where no other list is asked for, and the line speaks of one.
    init?(_ fate: LineFate, _ suppressed: Suppressions.Entry?) {
        switch fate {
        case .recipient(let subscriber), .digest(let subscriber):
            take(subscriber)
            if case .digest = fate { isInDigest = true }
            guard let suppressed else { return }
            (reason, says, since) = ("suppressed", suppressed.inWords, suppressed.at)
        case .repeats(let subscriber, let first):
            take(subscriber)
            (reason, says) = ("repeated", "is on line \(first) too")
        case .passedOver(let address, let why, let line):
            self.line = line
            self.address = address.description
            (reason, says) = (ListedLine.words[why], why.rawValue)
        case .bad(let problem):
            line = problem.position?.line ?? 1
            column = problem.position?.column
            (reason, says) = ("bad", problem.message)
        case .onEarlierList, .excluded: return nil
        }
    }

    private static let words: [PassedOver: String] = [
        .deliveryNone: "none", .unsubscribed: "unsubscribed", .notMember: "notMember", .bouncing: "bouncing",
    ]

    private mutating func take(_ subscriber: Subscriber) {
        line = subscriber.line
        address = subscriber.address.description
        name = subscriber.name
    }

    var isMailed: Bool { reason == nil }
    var place: String { "\(line)" + (column.map { ":\($0)" } ?? "") }

    /// `Ann Day <ann@hub.example>`.
    var who: String {
        guard let address else { return "bad line" }
        let who = name.flatMap { $0.isEmpty ? nil : "\($0) <\(address)>" } ?? address
        return isInDigest && isMailed ? who + ", with the digest" : who
    }

    var json: JSON {
        .object([
            .init("line", .integer(Int64(line))), .init("address", address.map(JSON.string) ?? .null),
            .init("name", name.map(JSON.string) ?? .null), .init("mailed", .bool(isMailed)),
            .init("digest", .bool(isInDigest)),
            .init("reason", reason.map(JSON.string) ?? .null), .init("says", says.map(JSON.string) ?? .null),
            .init("since", since.map { .string($0.rfc3339) } ?? .null),
        ])
    }
}
