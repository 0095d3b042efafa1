import Broadcasting
import Disk
import Glibc
import JSON
import Mail

/// `status`: what is being sent, and what waits.
struct StatusCommand {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    func run(json: Bool) throws(Failure) -> ExitCode {
        let report = try report()
        if json { Console.result(report.text(pretty: true)) } else { tell(report) }
        return .done
    }

    /// - Throws: `77` where the workspace may not be looked at: nothing would look like all is well.
    /// - Parameter withLibrary: prepared lines are looked at, each of which is rendered for that.
    func report(withLibrary: Bool = true) throws(Failure) -> JSON {
        _ = try Workspace.names(in: workspace.configuration.folders.state)
        let status = readStatus()
        let lines = withLibrary ? LibraryCommand(workspace).open : []
        let isRunning = LockFile.isHeld(workspace.lockPath)
        let pid = isRunning ? LockFile.holder(workspace.lockPath).map { JSON.integer(Int64($0)) } : nil
        return .object([
            .init(
                "daemon",
                .object([
                    .init("running", .bool(isRunning)), .init("pid", pid ?? .null),
                    .init("startedAt", isRunning ? status?["startedAt"] ?? .null : .null),
                    .init("relay", isRunning ? status?["relay"] ?? .null : .null),
                    .init("relays", isRunning ? status?["relays"] ?? .null : .null),
                ])),
            .init("broadcasts", .array(try broadcasts())),
            .init("drafts", .object(try waiting())),
            .init("library", .object(lines.map { .init($0.file, .string($0.why)) })),
            .init("leftAlone", isRunning ? status?["leftAlone"] ?? .object([]) : .object([])),
            .init("problems", isRunning ? status?["problems"] ?? .array([]) : .array([])),
        ])
    }

    private func readStatus() -> JSON? {
        guard let bytes = try? File.contents(of: workspace.statusPath) else { return nil }
        return try? JSON.parse(bytes)
    }

    /// All that are not finished, and the last ten that are; the newest last.
    private func broadcasts() throws(Failure) -> [JSON] {
        let folder = workspace.configuration.folders.broadcasts
        let names = try Workspace.names(in: folder)
        var finished = 0
        var found: [JSON] = []
        for name in names.reversed() {
            guard let summary = BroadcastFolder("\(folder)/\(name)").derivedSummary() else { continue }
            let state = summary["state"]?.stringValue
            let isFinished = state == "sent" || state == "cancelled"
            if isFinished { finished += 1 }
            if !isFinished || finished <= 10 { found.append(summary) }
        }
        return found.reversed()
    }

    private func waiting() throws(Failure) -> [JSON.Member] {
        let desk = DraftDesk(drafts: workspace.configuration.folders.drafts)
        var members: [JSON.Member] = []
        var scheduled: [String] = []
        var approvals: [JSON.Member] = []
        for place in [DraftDesk.Place.held, .scheduled, .rejected] {
            let names = try Workspace.names(in: desk.path(place)).filter { !$0.hasSuffix(".why.txt") }
            members.append(.init(place.rawValue, .array(names.map(JSON.string))))
            if place == .scheduled { scheduled = names }
            if place == .held { approvals = names.compactMap { self.approvals(of: $0, desk) } }
        }
        let times = ScheduledTimes(
            of: workspace.configuration, zone: workspace.zone, now: Clock.real.now())
        let sendAt = scheduled.map { name in
            JSON.Member(name, times.time(of: name).map { .string($0.rfc3339) } ?? .null)
        }
        return members + [.init("sendAt", .object(sendAt)), .init("approvals", .object(approvals))]
    }

    /// Of a held draft that waits for them.
    private func approvals(of name: String, _ desk: DraftDesk) -> JSON.Member? {
        ApprovalLog(of: workspace.configuration.folders).asked(of: name, on: desk).map { asked in
            let by = asked.by.map { JSON.string($0.name) }
            return .init(
                name, .object([.init("needed", .integer(Int64(asked.needed))), .init("by", .array(by))]))
        }
    }

    private func tell(_ report: JSON) {
        let daemon = report["daemon"]
        if daemon?["running"]?.boolValue == true {
            let pid = daemon?["pid"]?.integerValue.map { "pid \($0)" } ?? "pid not known"
            Console.result("The daemon runs (\(pid)); relay: \(daemon?["relay"]?.stringValue ?? "not known")")
        } else {
            Console.result("The daemon does not run.")
        }
        let relays = daemon?["relays"]?.objectValue ?? []
        for relay in relays where relays.count > 1 {
            Console.result("  \(relay.name): \(relay.value.stringValue ?? "not known")")
        }
        for broadcast in report["broadcasts"]?.arrayValue ?? [] {
            let id = broadcast["id"]?.stringValue ?? "?"
            let state = broadcast["state"]?.stringValue ?? "?"
            let mark = broadcast["exercise"]?.boolValue == true ? "exercise, " : ""
            Console.result("\(id)  \(mark)\(state): \(StatusText.counts(broadcast))")
            // Why it is paused stands behind what the lists had to say.
            if state == "paused", let why = broadcast["problems"]?.arrayValue?.last?.stringValue {
                let workspace = workspace.configuration.folders.workspace
                Console.result("  \(why.replacing(workspace + "/", with: ""))")
            }
        }
        DraftLines(zone: workspace.zone).lines(report["drafts"]).forEach { Console.result($0) }
        for line in report["library"]?.objectValue ?? [] {
            Console.result("library: \(line.name): \(line.value.stringValue ?? "")")
        }
        for (name, why) in (report["leftAlone"]?.objectValue ?? []).map({
            ($0.name, $0.value.stringValue ?? "")
        }) {
            Console.result("left alone: \(name): \(why)")
        }
        for problem in report["problems"]?.arrayValue?.compactMap(\.stringValue) ?? [] {
            Console.result("problem: \(problem)")
        }
    }
}
