import Broadcasting
import Glibc
import JSON

/// `status --watch`: what is being sent, as it goes, until it is interrupted.
struct WatchCommand: ~Copyable {
    private let workspace: Workspace
    private let signals: Signals
    /// Columns of the terminal; nil: not one, or nobody wants bars (https://no-color.org).
    private var width: Int? { Console.columns(of: 1) }

    init(_ workspace: Workspace) throws(Failure) {
        self.workspace = workspace
        signals = try Signals()
    }

    /// - Parameter json: each change is one line, the object of `status --json`.
    func run(json: Bool) throws(Failure) -> ExitCode {
        var progress = ProgressBoard()
        var painted = 0
        var last: [String] = []
        while true {
            let report = try StatusCommand(workspace).report(withLibrary: json)
            let width = json ? nil : width
            let moment = Clock.real.monotonic()
            let drafts = DraftLines(zone: workspace.zone)
            let waiting = [.held, .scheduled].map { drafts.lines(report["drafts"], in: $0) }
            let lines =
                json ? [report.text()] : progress.lines(report, waiting: waiting, width: width, at: moment)
            if let width {
                Console.repaint(lines, over: painted, width: width)
                painted = lines.count
            } else {
                for line in lines where !last.contains(line) { Console.result(line) }
                last = lines
            }
            if Console.hasLostReader || hasBeenInterrupted(within: width == nil ? 1_000 : 250) {
                return .done
            }
        }
    }

    private func hasBeenInterrupted(within milliseconds: Int32) -> Bool {
        var waited = pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)
        poll(&waited, 1, milliseconds)
        return signals.take() != nil
    }
}
