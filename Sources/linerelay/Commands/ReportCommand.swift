import Broadcasting
import Disk
import JSON
import Mail

/// `report [ID]`: whom one broadcast reached, how fast, and who was missed; or what all since a day come to.
struct ReportCommand {
    struct Request: Equatable {
        enum Form { case text, json, csv }

        var id: String?
        var since: String?
        var form = Form.text
        /// The file of a picture.
        var svg: String?
    }

    let workspace: Workspace
    private let request: Request

    init(_ workspace: Workspace, _ request: Request) {
        self.workspace = workspace
        self.request = request
    }

    func run() throws(Failure) -> ExitCode {
        if let id = request.id { return try tell(of: id) }
        return try tellOfAll()
    }

    /// Broadcasts in which the program itself failed: their records are not opened.
    private var untouchable: Set<String> { CrashLog.untouchable(by: workspace.crashesPath) }

    /// A problem of the records, on standard error; the workspace's own path left out.
    private func complain(_ problem: String) {
        Console.problem(shown(problem))
    }

    private func shown(_ text: String) -> String {
        text.replacing(workspace.configuration.folders.workspace + "/", with: "")
    }

    private func draw(_ svg: String) throws(Failure) {
        guard let path = request.svg else { return }
        if path == "-" { return Console.result(svg, lineEnd: "") }
        try NewFile(named: path).write(Array(svg.utf8), in: workspace)
    }

    private var isOnlyPicture: Bool { request.svg == "-" }
}

/// One broadcast.
extension ReportCommand {
    private func tell(of id: String) throws(Failure) -> ExitCode {
        let folder = try BroadcastCommand(workspace).find(id)
        guard !untouchable.contains(id) else {
            return tellLittle(of: folder, "the program failed in its work on it, and it is set aside")
        }
        let report: BroadcastReport
        do { report = try BroadcastReport(folder) } catch {
            if let error = error as? SystemError, error.isDenied { throw Failure(error) }
            return tellLittle(of: folder, "\(error)")
        }
        try draw(ReachChart(report).svg)
        if isOnlyPicture { return .done }
        do {
            switch request.form {
            case .text: try ReportText(report, zone: workspace.zone).tell()
            case .json: try ReportJSON.tell(report)
            case .csv: try ReportCSV.tell(report)
            }
        } catch {
            complain("\(error)")
            return .problems
        }
        return .done
    }

    /// What the last summary says, where the other records cannot be read.
    private func tellLittle(of folder: BroadcastFolder, _ problem: String) -> ExitCode {
        complain("\(folder.id): \(problem)")
        let summary = folder.summary()
        switch request.form {
        case .text:
            if let summary {
                ReportText.lines(of: summary, zone: workspace.zone).forEach { Console.result($0) }
            }
        case .json: ReportJSON.tell(summary, problem: shown(problem))
        case .csv: break
        }
        return .problems
    }
}

/// All since a day.
extension ReportCommand {
    private func tellOfAll() throws(Failure) -> ExitCode {
        let now = Clock.real.now()
        let period: ReportPeriod
        do throws(ReportPeriod.Fault) {
            period = try ReportPeriod(since: request.since, now: now, zone: workspace.zone)
        } catch { throw Failure(.usage, "--since: \(error)") }
        var overview = OverviewReport(request.form, period, until: now, isSilent: isOnlyPicture)
        try walk(period, into: &overview)
        overview.end()
        try draw(MonthsChart(overview.tallies, since: period.startInWords).svg)
        return overview.problems.isEmpty ? .done : .problems
    }

    private func walk(_ period: ReportPeriod, into overview: inout OverviewReport) throws(Failure) {
        let path = workspace.configuration.folders.broadcasts
        let isIdle = !LockFile.isHeld(workspace.lockPath)
        let shelf = BroadcastShelf(path, except: untouchable, isIdle: isIdle)
        var problems: [String] = []
        do {
            try shelf.forEach(since: period.start) { past, moment in
                overview.add(past, month: period.month(of: moment))
            } problem: { name, why in
                problems.append("\(path)/\(name): \(why)")
            }
        } catch let error as SystemError {
            guard error.isMissing else { throw Failure(error) }
        } catch { throw Failure(.cannotCreate, "\(error)") }
        for problem in problems {
            complain(problem)
            overview.problems.append(shown(problem))
        }
    }
}
