import Broadcasting
import Disk

/// `doctor`: whether what LineRelay needs is there: relays, folders, room, change events, the clock. Changes nothing.
struct DoctorCommand {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    func run() -> ExitCode {
        let start = ClockCheckup.Reading.now()
        let folders = workspace.configuration.folders
        let clock = ClockCheckup(zone: workspace.zone, broadcasts: folders.broadcasts)
        var all: [Finding] = []
        let checks: [() -> [Finding]] = [
            { [self.configuration, self.daemon] },
            FolderCheckup(folders: folders).findings,
            RoomCheckup(folders: folders).findings,
            { [self.changeEvents].compactMap(\.self) },
            RelayCheckup(relays: workspace.configuration.relays).findings,
            { clock.findings(from: start, to: .now()) },
        ]
        // Each is told as soon as it is known: a relay may take its time.
        for check in checks {
            let findings = check()
            findings.forEach { $0.tell() }
            all += findings
        }
        return Finding.verdict(all)
    }

    private var configuration: Finding {
        let count = workspace.warnings.count
        let warnings = count == 0 ? "" : ", with \(count == 1 ? "a warning" : "\(count) warnings")"
        let hint = count == 0 ? "" : ": 'linerelay check' shows what it is"
        return .well("configuration '\(workspace.configurationPath)': can be used\(warnings)\(hint)")
    }

    private var daemon: Finding {
        guard LockFile.isHeld(workspace.lockPath) else { return .well("daemon: does not run") }
        let pid = LockFile.holder(workspace.lockPath).map { "pid \($0)" } ?? "pid not known"
        return .well("daemon: runs (\(pid))")
    }

    /// Nil where there is no folder to ask about; that was said.
    private var changeEvents: Finding? {
        let folders = workspace.configuration.folders
        guard Permissions(folders.drafts) != nil else { return nil }
        let shown = folders.shown(folders.drafts)
        let slow = "a draft is taken 10 s after it was last changed"
        return switch ChangeEvents(of: folders.drafts) {
        case .told: .well("change events of \(shown): work")
        case .shared: .well("change events of \(shown): none, for other machines may write there, so \(slow)")
        case .missing(let why):
            .warning("change events of \(shown): none (\(why)), so \(slow)", "raise fs.inotify's limits")
        }
    }
}
