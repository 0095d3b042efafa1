import Broadcasting
import Disk
import JSON
import Mail

/// `lists [NAME]`: the lists, their sizes, problems and suppressions; of one, who would be mailed and who not.
struct ListsCommand {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    func run(_ wanted: String?, json: Bool) throws(Failure) -> ExitCode {
        let folder: ListFolder
        let folders = workspace.configuration.folders
        for folder in [folders.lists, folders.state] { _ = try Workspace.names(in: folder) }
        do throws(Problem) {
            folder = try ListFolder(at: folders.lists, shownAs: folders.shown(folders.lists))
        } catch { throw Failure(.noSuchFile, "\(error)") }
        let suppressed: Suppressed
        do { suppressed = try workspace.suppressions.load() } catch { throw Failure(.badInput, "\(error)") }
        if let wanted {
            guard let name = folder.names.first(where: { $0.text == wanted }) else {
                let near = Suggestion.nearest(to: wanted, among: folder.names.map(\.text))
                let hint = near.map { "; did you mean '\($0)'?" } ?? ""
                throw Failure(.noSuchFile, "there is no list '\(wanted)'\(hint)")
            }
            let list = NamedList(name, folder, workspace, suppressed)
            let report = json ? try list.tellJSON() : try list.tell()
            return report.isBroken ? .problems : .done
        }
        var found: [ListReport] = []
        for name in folder.names { found.append(try ListReport(name, folder, workspace, suppressed)) }
        if json {
            Console.result(JSON.array(found.map { .object($0.members) }).text(pretty: true))
        } else {
            found.forEach { $0.tell() }
        }
        for problem in folder.problems { Console.plain("\(problem)") }
        return found.contains { $0.isBroken } ? .problems : .done
    }
}
