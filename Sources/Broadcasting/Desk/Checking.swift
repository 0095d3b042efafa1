import Disk
import Glibc
import Mail
import Mustache

/// Looks at everything a broadcast would need, and at drafts, without sending or moving anything.
public struct Checking {
    private let configuration: Configuration
    private let zone: TimeZoneRules
    private let clock: Clock

    public init(_ configuration: Configuration, zone: TimeZoneRules, clock: Clock) {
        self.configuration = configuration
        self.zone = zone
        self.clock = clock
    }

    /// Problems of every list, and the columns that each has.
    public func lists() -> (problems: [Problem], columns: [String]) {
        do throws(Problem) {
            let folder = try ListFolder(at: configuration.folders.lists)
            var problems = folder.problems
            var columns: Set<String> = []
            for name in folder.names {
                let (found, list) = check(name, in: folder)
                problems += found
                columns.formUnion(list?.columns ?? [])
            }
            return (problems, columns.sorted())
        } catch { return ([error], []) }
    }

    /// A bad line is an error here, so that whoever checks a list sees it; a broadcast skips it.
    private func check(_ name: Name, in folder: ListFolder) -> ([Problem], GatheredList?) {
        let own = Set(
            (folder.names + configuration.lists.keys).map { "\($0)@\(configuration.listDomain)".lowercased() }
        )
        do {
            let gathering = try Gathering.run(to: [name], folder: folder, own: own, keeping: 1_000) { _, _ in
            }
            guard let list = gathering.lists.first else { return ([], nil) }
            return ((list.notAList.map { [$0] } ?? []) + list.errors.kept + list.warnings.kept, list)
        } catch { return ([Problem(path: "lists/\(name)", "\(error)")], nil) }
    }

    /// Problems of every template: broken ones, and names that do not exist.
    public func templates(columns: [String]) -> [Problem] {
        let folder = TemplateFolder(configuration.folders.templates)
        guard let sample = Name("list") else { return [] }
        let view = MessageView(
            draft: Checking.sampleDraft, list: sample, settings: ListSettings(),
            configuration: configuration, broadcastID: "check")
        let lines = Name("lines") ?? sample
        let rendering = MessageRendering(view: view, template: lines, templates: folder, date: clock.now())
        let inUse = Set(configuration.lists.values.compactMap(\.template)).union([lines])
        var problems = rendering.problemsOfFolder(
            fields: MessageView.recipientFields(columns: columns), inUse: inUse)
        if folder.names().isEmpty {
            problems.append(Problem(path: "Templates", "there is no template: NAME.txt.mustache is missing"))
        }
        return problems.uniqued()
    }

    private static var sampleDraft: Draft {
        Draft(subject: Located("Subject", at: Position(line: 1, column: 1)), body: "Body")
    }

    /// Problems of one draft, as it would be found when dropped now.
    /// - Parameter shownAs: what problems call it.
    public func draft(_ bytes: [UInt8], shownAs path: String) -> [Problem] {
        let now = clock.now()
        let parsed = Draft.parse(bytes, path: path, zone: zone, now: now)
        guard let draft = parsed.draft else { return parsed.problems }
        do throws(Problem) {
            let plan = try Plan(draft, path: path, configuration: configuration, now: now)
            return parsed.problems + plan.problems + plan.missingFeatures(now: now)
        } catch { return parsed.problems + [error] }
    }
}
