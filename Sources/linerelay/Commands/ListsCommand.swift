import Broadcasting
import Disk
import JSON
import Mail

/// `lists`: the lists, their sizes, problems and suppressions.
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
        var names = folder.names
        if let wanted {
            names = names.filter { $0.text == wanted }
            guard !names.isEmpty else {
                let near = Suggestion.nearest(to: wanted, among: folder.names.map(\.text))
                let hint = near.map { "; did you mean '\($0)'?" } ?? ""
                throw Failure(.noSuchFile, "there is no list '\(wanted)'\(hint)")
            }
        }
        let suppressed: Suppressed
        do { suppressed = try workspace.suppressions.load() } catch { throw Failure(.badInput, "\(error)") }
        var found: [ListReport] = []
        for name in names { found.append(try ListReport(name, folder, workspace, suppressed)) }
        if json {
            Console.result(JSON.array(found.map(\.json)).text(pretty: true))
        } else {
            for report in found { report.tell(inFull: wanted != nil) }
        }
        for problem in folder.problems where wanted == nil { Console.plain("\(problem)") }
        return found.contains { $0.isBroken } ? .problems : .done
    }
}

/// What there is to say of one list.
struct ListReport {
    private let list: GatheredList
    private let suppressedCount: Int
    private let title: String?

    init(_ name: Name, _ folder: ListFolder, _ workspace: Workspace, _ suppressed: Suppressed) throws(Failure)
    {
        var count = 0
        do {
            let own = workspace.configuration.ownAddresses(folder.names)
            let gathering = try Gathering.run(to: [name], folder: folder, own: own) { list, subscriber in
                if suppressed.entry(for: subscriber.address, on: list) != nil { count += 1 }
            }
            guard let list = gathering.lists.first else {
                throw Failure(.noSuchFile, "there is no list '\(name)'")
            }
            self.list = list
        } catch { throw (error as? Failure) ?? Failure(.tryLater, "\(error)") }
        suppressedCount = count
        title = workspace.configuration.lists[name]?.title
    }

    var isBroken: Bool { list.notAList != nil }
    private var problems: [Problem] {
        (list.notAList.map { [$0] } ?? []) + list.errors.kept + list.warnings.kept
    }

    var json: JSON {
        .object([
            .init("name", .string(list.name.text)),
            .init("title", title.map(JSON.string) ?? .null),
            .init("subscribers", .integer(Int64(list.subscribers))),
            .init("suppressed", .integer(Int64(suppressedCount))),
            .init("badLines", .integer(Int64(list.errors.count))),
            .init("warnings", .integer(Int64(list.warnings.count))),
            .init("notMailed", .integer(Int64(notMailed))),
            .init("repeated", .integer(Int64(list.repeated))),
            .init("columns", .array(list.columns.map(JSON.string))),
            .init("usable", .bool(!isBroken)),
            .init("problems", .array(problems.map { .string("\($0)") })),
        ])
    }

    /// On the list, and set to no delivery, unsubscribed, or no member.
    private var notMailed: Int { list.summary?.passedOver.values.reduce(0, +) ?? 0 }

    private static let shownOfMany = 3

    func tell(inFull: Bool) {
        var parts = [list.subscribers == 1 ? "1 subscriber" : "\(list.subscribers) subscribers"]
        if suppressedCount > 0 { parts.append("\(suppressedCount) suppressed") }
        if notMailed > 0 { parts.append("\(notMailed) not to be mailed") }
        if list.errors.count > 0 {
            parts.append(list.errors.count == 1 ? "1 bad line" : "\(list.errors.count) bad lines")
        }
        if list.repeated > 0 { parts.append("\(list.repeated) repeated") }
        Console.result("\(list.name): " + (isBroken ? "no list" : parts.joined(separator: ", ")))
        let shown = inFull ? problems : Array(problems.prefix(ListReport.shownOfMany))
        for problem in shown { Console.plain("\(problem)") }
        let all = list.errors.count + list.warnings.count + (isBroken ? 1 : 0)
        guard all > shown.count else { return }
        let command = inFull ? "check" : "lists \(list.name)"
        Console.plain("… and \(all - shown.count) more: 'linerelay \(command)' shows them")
    }
}
