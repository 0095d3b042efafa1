import Broadcasting
import JSON

/// What there is to say of one list as a whole.
struct ListReport {
    private let list: GatheredList
    private let suppressedCount: Int
    private let title: String?

    /// - Parameter each: is given what becomes of every line, in the order of the file, and why an address is suppressed.
    /// - Throws: 75 where the list is being saved.
    init(
        _ name: Name, _ folder: ListFolder, _ workspace: Workspace, _ suppressed: Suppressed,
        each: (LineFate, Suppressions.Entry?) -> Void = { _, _ in }
    ) throws(Failure) {
        var count = 0
        do {
            let own = workspace.configuration.ownAddresses(folder.names)
            let gathering = try Gathering.run(
                to: [name], folder: folder, own: own,
                digests: workspace.configuration.digests(of: [name]), each: { _, _ in },
                telling: { fate, _ in
                    var entry: Suppressions.Entry?
                    if let subscriber = fate.mailed {
                        entry = suppressed.entry(for: subscriber.address, on: name)
                    }
                    if entry != nil { count += 1 }
                    each(fate, entry)
                })
            guard let list = gathering.lists.first else {
                throw Failure(.noSuchFile, "there is no list '\(name)'")
            }
            self.list = list
        } catch { throw (error as? Failure) ?? Failure(.tryLater, "\(error)") }
        suppressedCount = count
        title = ListReport.title(of: name, workspace)
    }

    static func title(of name: Name, _ workspace: Workspace) -> String? {
        workspace.configuration.lists[name]?.title
    }

    var isBroken: Bool { list.notAList != nil }
    var path: String { list.path }
    private var problems: [Problem] {
        (list.notAList.map { [$0] } ?? []) + list.errors.kept + list.warnings.kept
    }

    var members: [JSON.Member] {
        [.init("name", .string(list.name.text)), .init("title", title.map(JSON.string) ?? .null)] + facts
    }

    /// What is known when the list has been read.
    var facts: [JSON.Member] {
        [
            .init("subscribers", .integer(Int64(list.subscribers))),
            .init("suppressed", .integer(Int64(suppressedCount))),
            .init("badLines", .integer(Int64(list.errors.count))),
            .init("warnings", .integer(Int64(list.warnings.count))),
            .init("digest", .integer(Int64(list.digest))),
            .init("notMailed", .integer(Int64(notMailed))),
            .init("repeated", .integer(Int64(list.repeated))),
            .init("columns", .array(list.columns.map(JSON.string))),
            .init("usable", .bool(!isBroken)),
            .init("problems", .array(problems.map { .string("\($0)") })),
        ]
    }

    /// On the list, and set to no delivery, unsubscribed, or no member.
    private var notMailed: Int { list.summary?.passedOver.values.reduce(0, +) ?? 0 }

    private static let shownOfMany = 3

    /// `kent: 3 subscribers, 1 suppressed`.
    func tellSize() {
        var parts = [list.subscribers == 1 ? "1 subscriber" : "\(list.subscribers) subscribers"]
        if list.digest > 0 { parts.append("\(list.digest) of them with the digest") }
        if suppressedCount > 0 { parts.append("\(suppressedCount) suppressed") }
        if notMailed > 0 { parts.append("\(notMailed) not to be mailed") }
        if list.errors.count > 0 {
            parts.append(list.errors.count == 1 ? "1 bad line" : "\(list.errors.count) bad lines")
        }
        if list.repeated > 0 { parts.append("\(list.repeated) repeated") }
        Console.result("\(list.name): " + (isBroken ? "no list" : parts.joined(separator: ", ")))
    }

    /// The size, and the first problems beside it.
    func tell() {
        tellSize()
        let shown = Array(problems.prefix(ListReport.shownOfMany))
        for problem in shown { Console.plain("\(problem)") }
        let all = list.errors.count + list.warnings.count + (isBroken ? 1 : 0)
        guard all > shown.count else { return }
        Console.plain("… and \(all - shown.count) more: 'linerelay lists \(list.name)' shows them")
    }

    /// All that concerns the list, or lines that are mailed all the same; bad lines are told where the lines are.
    func tellProblems() {
        list.notAList.map { Console.plain("\($0)") }
        for problem in (isBroken ? list.errors.kept : []) + list.warnings.kept { Console.plain("\(problem)") }
        let rest = list.warnings.count - list.warnings.kept.count
        if rest > 0 { Console.plain("… and \(rest) more: 'linerelay check' shows them") }
    }
}
