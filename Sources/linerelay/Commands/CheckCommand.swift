import Broadcasting
import Disk
import Glibc
import SMTP

/// `check [FILE…]`: a line a problem, nothing else, and nothing is sent.
struct CheckCommand {
    private let configurationPath: String

    init(_ given: String?) throws(Failure) { configurationPath = try Workspace.find(given) }

    /// Without files: the configuration, every list, every template, the library, and the drafts that wait. With files:
    /// the configuration, and each of them as what it is.
    func run(_ files: [String]) throws(Failure) -> ExitCode {
        let reading = try Workspace.read(configurationPath)
        var report = CheckReport()
        reading.problems.forEach { report.tellOnce($0) }
        guard let configuration = reading.configuration,
            let zone = TimeZoneRules(identifier: configuration.timezone)
        else { return .configuration }
        configuration.houseStyle.problems.forEach { report.tellOnce($0) }
        let checking = Checking(configuration, zone: zone, clock: .real)
        if files.isEmpty {
            RelayFiles.problems(of: configuration).forEach { report.tell($0.problem) }
            checking.names().forEach { report.tellOnce($0) }
            checking.lists { report.tell($0) }
            checking.templates().forEach { report.tellOnce($0) }
            checking.library().forEach { report.tellOnce($0) }
            let drafts = configuration.folders.drafts
            for folder in [drafts, DraftDesk(drafts: drafts).path(.scheduled)] {
                check(folder: folder, configuration, checking, &report)
            }
        }
        for file in files { check(file, configuration, checking, &report) }
        return report.verdict
    }

    /// The drafts in a folder, as the daemon would find them.
    private func check(
        folder: String, _ configuration: Configuration, _ checking: Checking, _ report: inout CheckReport
    ) {
        let shown = configuration.folders.shown(folder)
        do throws(SystemError) {
            for name in try Folder.names(in: folder) {
                let draft = CheckedDraft(
                    path: folder + "/" + name, shownAs: shown + "/" + DraftFileName.shown(name))
                draft.problems(checking, isNamed: false).forEach { report.tellOnce($0) }
            }
        } catch {
            if !error.isMissing { report.tell(Problem(path: shown, "cannot be listed: \(error.reason)")) }
        }
    }

    private func check(
        _ file: String, _ configuration: Configuration, _ checking: Checking, _ report: inout CheckReport
    ) {
        let path = Workspace.resolved(file)
        guard access(path, R_OK) == 0 else { return report.miss(file, errno) }
        let houseStyle = Workspace.resolved(configuration.folders.workspace + "/" + HouseStyleFile.name)
        if path == Workspace.resolved(configurationPath) || path == houseStyle { return }
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        let (folder, name) = (String(path[..<slash]), String(path[path.index(after: slash)...]))
        let listFolder = Workspace.resolved(configuration.folders.lists)
        if name.hasSuffix(".mustache"), folder == Workspace.resolved(configuration.folders.templates) {
            for problem in checking.templates() where problem.path.hasSuffix("/" + name) {
                report.tell(problem, in: file)
            }
        } else if folder == Workspace.resolved(configuration.folders.library) {
            checking.line(name).forEach { report.tellOnce($0) }
        } else if folder == listFolder || name.lowercased().hasSuffix(".csv") {
            checking.list(name, in: folder) { report.tell($0, in: file) }
        } else {
            let draft = CheckedDraft(path: path, shownAs: DraftFileName.shown(file))
            draft.problems(checking, isNamed: true).forEach { report.tellOnce($0) }
        }
    }
}
