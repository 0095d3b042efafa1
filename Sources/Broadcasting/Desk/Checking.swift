import Disk
import Glibc
import Mail
import Mustache

/// Looks at everything a broadcast would need, and at drafts, without sending or moving anything.
public final class Checking {
    let configuration: Configuration
    let zone: TimeZoneRules
    private let clock: Clock
    private let templateFolder: TemplateFolder
    /// What has been read of the headers of lists.
    private var columns: [Name: [String]] = [:]
    /// Nil until it was asked for.
    private var suppressed: Suppressed?

    public init(_ configuration: Configuration, zone: TimeZoneRules, clock: Clock) {
        self.configuration = configuration
        self.zone = zone
        self.clock = clock
        templateFolder = TemplateFolder(of: configuration.folders)
    }

    // MARK: Lists

    private func listFolder() throws(Problem) -> ListFolder {
        let folders = configuration.folders
        return try ListFolder(at: folders.lists, shownAs: folders.shown(folders.lists))
    }

    /// Every list. A bad line is an error here, so that whoever checks a list sees it; a broadcast skips it.
    public func lists(_ tell: (Problem) -> Void) {
        do throws(Problem) {
            let folder = try listFolder()
            folder.problems.forEach(tell)
            for name in folder.names {
                check(name, in: folder) { if !folder.problems.contains($0) { tell($0) } }
            }
            orphans(folder.names, tell)
        } catch { tell(error) }
    }

    /// One list, wherever its file lies.
    /// - Parameter folder: where it lies.
    public func list(_ file: String, in folder: String, _ tell: (Problem) -> Void) {
        switch ListFileName(file) {
        case .list(let name, _):
            do throws(Problem) { check(name, in: try ListFolder(at: folder), tell) } catch { tell(error) }
        case .strange(let why): tell(Problem(path: file, why))
        case .ignored: tell(Problem(path: file, "is not read as a list: its name has to end in .txt or .csv"))
        }
    }

    /// Nothing is kept of a million bad lines: each is told when it is met.
    private func check(_ name: Name, in folder: ListFolder, _ tell: (Problem) -> Void) {
        do {
            let own = configuration.ownAddresses(((try? listFolder()) ?? folder).names)
            let suppressed = suppressed(tell)
            let gathering = try Gathering.run(
                to: [name], folder: folder, own: own, digests: configuration.digests(of: [name]), keeping: 0,
                each: { _, _ in }, noting: tell
            ) { fate, list in
                guard let subscriber = fate.mailed else { return }
                let entry = suppressed.entry(for: subscriber.address, on: name)
                if let entry { tell(entry.warning(at: subscriber.line, of: list.path)) }
            }
            gathering.lists.first?.notAList.map(tell)
            columns[name] = gathering.lists.first?.columns
        } catch { tell(Problem(path: "lists/\(name)", "\(error)")) }
    }

    /// Those of a draft's readers, however fresh their lists are: a check sends nothing.
    /// - Throws: where a list cannot be read now.
    private func columns(of plan: Plan) throws -> [String] {
        if let withdrawn = plan.earlier?.withdrawn { return withdrawn.fields }
        let folder = try listFolder()
        for list in plan.to where columns[list] == nil {
            columns[list] = try folder.currentColumns(of: list)
        }
        return columns(of: plan.to, in: folder)
    }

    /// Who must not be mailed. What stands in the way of knowing is told once.
    private func suppressed(_ tell: (Problem) -> Void) -> Suppressed {
        if let suppressed { return suppressed }
        var found = Suppressed()
        let suppressions = Suppressions(of: configuration.folders)
        do { found = try suppressions.loadChecked() } catch let error as SystemError {
            let path = configuration.folders.shown(suppressions.path)
            tell(
                Problem(
                    .warning, path: path, "cannot be read (\(error.reason)): who is suppressed is not known"))
        } catch { (error as? Problem).map(tell) }
        suppressed = found
        return found
    }

    /// Suppressions of lists that are not there: of one that was renamed, they would be forgotten.
    private func orphans(_ names: [Name], _ tell: (Problem) -> Void) {
        let known = Set(names + configuration.lists.keys)
        let path = Suppressions(of: configuration.folders).path
        for (list, addresses) in suppressed(tell).counts(besides: known) {
            let who = addresses == 1 ? "1 address is" : "\(addresses) addresses are"
            tell(
                Problem(
                    .warning, path: configuration.folders.shown(path),
                    "\(who) suppressed on the list '\(list)', which is not there: where it has another name now, "
                        + "suppress them there too, for they would be mailed"))
        }
    }

    private func columns(of lists: [Name], in folder: ListFolder) -> [String] {
        var all: Set<String> = []
        for list in lists {
            let found = columns[list] ?? folder.columns(of: list)
            columns[list] = found
            all.formUnion(found)
        }
        return all.sorted()
    }

    // MARK: Templates

    /// Every template: broken ones, and names that do not exist in any list.
    public func templates() -> [Problem] {
        guard let sample = Name("list") else { return [] }
        let lines = Name("lines") ?? sample
        let view = MessageView(
            draft: Checking.sampleDraft, list: sample, settings: ListSettings(),
            configuration: configuration, broadcastID: "check")
        let rendering = MessageRendering(
            view: view, template: lines, templates: templateFolder, date: clock.now())
        let known = (try? listFolder()).map { columns(of: $0.names, in: $0) } ?? []
        let inUse = Set(configuration.lists.values.compactMap(\.template)).union(
            [lines] + (configuration.asksForBundles ? [Preparation.bundleTemplate] : []))
        var problems = bundleTemplate
        problems += rendering.problemsOfFolder(
            fields: MessageView.recipientFields(columns: known), inUse: inUse)
        problems += personalParts(lines)
        if templateFolder.names().isEmpty {
            let folder = configuration.folders.shown(configuration.folders.templates)
            problems.append(Problem(path: folder, "there is no template: NAME.txt.mustache is missing"))
        }
        return problems.uniqued()
    }

    /// Where digests are wanted, and there is no template for them.
    private var bundleTemplate: [Problem] {
        let name = Preparation.bundleTemplate
        guard configuration.asksForBundles, !templateFolder.names().contains(name) else { return [] }
        return [
            Problem(
                path: templateFolder.shown(name, .text),
                "there is no template '\(name)', which 'digestAt' and 'catchUp' need: 'linerelay init' makes one"
            )
        ]
    }

    /// Of the templates that lists use, where one message has to do for many recipients.
    private func personalParts(_ standard: Name) -> [Problem] {
        guard configuration.sharingRelay != nil, let folder = try? listFolder() else { return [] }
        let known = Set(templateFolder.names())
        return folder.names.flatMap { list in
            let settings = configuration.lists[list] ?? ListSettings()
            let template = settings.template ?? standard
            guard known.contains(template) else { return [Problem]() }
            let view = MessageView(
                draft: Checking.sampleDraft, list: list, settings: settings, configuration: configuration,
                broadcastID: "check")
            let rendering = MessageRendering(
                view: view, template: template, templates: templateFolder, date: clock.now())
            do throws(Problems) {
                _ = try rendering.form(
                    fields: MessageView.recipientFields(columns: columns(of: [list], in: folder)))
                return []
            } catch { return error.all }
        }
    }

    private static var sampleDraft: Draft {
        Draft(subject: Located("Subject", at: Position(line: 1, column: 1)), body: "Body")
    }

    // MARK: The configuration and drafts

    /// What the configuration names and nobody finds.
    public func names() -> [Problem] {
        let places = configuration.places
        var problems: [Problem] = []
        let known = (try? listFolder())?.names.map(\.text) ?? []
        for (index, name) in configuration.defaultLists.enumerated() where !known.contains(name.text) {
            let hint = Suggestion.question(name.text, among: known)
            problems.append(places.problem("defaultLists[\(index)]", "there is no list '\(name)'\(hint)"))
        }
        let there = templateFolder.names()
        for (list, settings) in configuration.lists.sorted(by: { $0.key < $1.key }) {
            guard let name = settings.template, !there.contains(name) else { continue }
            let hint = Suggestion.question(name.text, among: there.map(\.text))
            problems.append(places.problem("lists.\(list).template", "there is no template '\(name)'\(hint)"))
        }
        return problems
    }

    /// Problems of one draft, as it would be found when dropped now.
    /// - Parameter shownAs: what problems call it.
    public func draft(_ bytes: [UInt8], shownAs path: String) -> [Problem] {
        problems(path) { now in try Plan.read(bytes, path: path, configuration, zone: zone, now: now) }
    }

    func problems(
        _ path: String, _ read: (Timestamp) throws -> (plan: Plan, warnings: [Problem])
    ) -> [Problem] {
        let now = clock.now()
        do {
            let (plan, warnings) = try read(now)
            let fields = MessageView.recipientFields(columns: try columns(of: plan))
            do throws(Problems) {
                let forms = try plan.forms(
                    broadcast: "check", fields: fields, templates: templateFolder, date: now)
                return warnings + weight(of: plan, forms)
            } catch { return warnings + error.all }
        } catch let found as Problems {
            return found.all
        } catch let fault as LibraryFault {
            return [Problem(path: path, fault.description)]
        } catch { return [Problem(path: path, "cannot be looked at now: \(error)")] }
    }

    /// What attachments come to: in one message, and for everybody.
    private func weight(of plan: Plan, _ forms: [Name: MessageForm]) -> [Problem] {
        guard let attached = AttachedFiles(plan.attachments, boundary: "check") else { return [] }
        let largest = forms.values.map(\.leastSize).max() ?? 0
        guard largest + attached.size <= MessageRendering.sizeLimit else {
            let why = MessageRendering.tooLong(largest + attached.size, attached: attached.size)
            return [Problem(path: plan.path, why)]
        }
        let gathering = try? Gathering.run(
            to: plan.to, except: plan.except, folder: plan.lists, own: plan.ownAddresses, keeping: 0,
            each: { _, _ in })
        guard var heavy = plan.tooHeavy(attached, recipients: gathering?.recipients ?? 0) else { return [] }
        heavy.message = "it would be held: \(heavy.message)"
        return [heavy]
    }
}
