import Disk
import Mail

/// What a draft asks for, with the configuration's defaults filled in: lists, settings, templates.
public struct Plan {
    public let draft: Draft
    public let path: String
    public let configuration: Configuration
    public let to: [Name]
    public let except: [Name]
    /// What it updates or withdraws.
    public private(set) var earlier: Earlier?
    /// Lists and templates that are not there, no lists at all.
    public private(set) var problems: [Problem] = []
    /// Templates, attachments or the earlier broadcast could not be looked at: what is said of them is not to be believed.
    public private(set) var trouble: (any Error)?
    /// The files that go with it.
    public private(set) var attachments: [Attachment] = []

    /// The template for what updates or withdraws something, where nobody asks for another.
    private static let correction = Name("correction")!
    /// It says by itself what an update changes, and that it is withdrawn; as lines to use, a request would be misread.
    private static let mediaRequest = Name("media-request")!
    private var hasCorrection = false

    /// The lists folder as it is now.
    public let lists: ListFolder

    /// - Throws: the lists folder cannot be read.
    /// - Parameter isTired: the lists were being saved at each look for so long that one is enough.
    public init(
        _ draft: Draft, path: String, configuration: Configuration, now: Timestamp, isTired: Bool = false
    ) throws(Problem) {
        self.draft = draft
        self.path = path
        self.configuration = configuration
        let folders = configuration.folders
        lists = try ListFolder(
            at: folders.lists, shownAs: folders.shown(folders.lists),
            care: isTired ? .closed(at: now) : .untouched(at: now))
        do {
            earlier = try Earlier.find(
                draft, path: path, in: folders.broadcasts, timezone: configuration.timezone)
        } catch let problem as Problem {
            problems.append(problem)
        } catch { trouble = error }
        let named = draft.to.isEmpty ? configuration.defaultLists : draft.to.map(\.value)
        // Whoever was sent it has to hear that it is withdrawn, through the list they got it by.
        to = earlier?.withdrawn?.lists.map(\.name) ?? named
        except = draft.except.map(\.value)
        if to.isEmpty {
            problems.append(
                Problem(
                    path: path, at: draft.subject.position,
                    "there is no 'To:' key: say which lists this goes to, for instance 'To: \(example)'"))
        }
        findLists()
        problems += problemsOfExercise
        findTemplates()
        compareWithHouseStyle()
        if let withdrawn = earlier?.withdrawn { warn(of: withdrawn) }
        readAttachments(now: now)
    }

    /// Lists in a withdrawal say nothing; and a second one takes nothing back of the first.
    private mutating func warn(of withdrawn: BroadcastRecord) {
        if withdrawn.relation == .withdraws {
            problems.append(
                Problem(
                    .warning, path: path, at: draft.withdraws?.position,
                    "broadcast \(withdrawn.id) is a withdrawal itself: readers are told once more to stop using the "
                        + "lines; to bring those back, send them with 'Updates: \(withdrawn.id)'"))
        }
        for located in draft.except + draft.to
        where draft.except.contains(located) || !to.contains(located.value) {
            problems.append(
                Problem(
                    .warning, path: path, at: located.position,
                    "a withdrawal goes to everybody who was sent the broadcast, and to nobody else: '\(located.value)' is not heeded"
                ))
        }
    }

    public func settings(of list: Name) -> ListSettings { configuration.lists[list] ?? ListSettings() }

    public func template(for list: Name) -> Name {
        if let asked = draft.template?.value { return asked }
        let usual = settings(of: list).template ?? Name("lines")!
        // One message for many has no personal parts, and this one has.
        guard earlier != nil, hasCorrection, configuration.sharingRelay == nil, usual != Plan.mediaRequest
        else {
            return usual
        }
        return Plan.correction
    }

    /// Equal for the same subject, body and lists, in whatever file they come and whatever is attached.
    public var linesDigest: String {
        let lists = to.map(\.text).sorted().joined(separator: ",")
        let thread = earlier.map { "\($0.relation.rawValue) \($0.record.id)\n" } ?? ""
        return Digest.sha256(Array("\(lists)\n\(thread)\(draft.textDigest)".utf8))
    }

    private var isWithdrawal: Bool { earlier?.withdrawn != nil }

    private mutating func compareWithHouseStyle() {
        switch configuration.houseStyle {
        case .usable(let style):
            let found = style.problems(
                of: draft, path: draft.prepared?.file.path ?? path, templates: to.map { template(for: $0) })
            // Worse than any word is what goes on being sent until it is withdrawn.
            problems +=
                isWithdrawal
                ? found.map { Problem(.warning, path: $0.path, at: $0.position, $0.message) } : found
        case .unusable(let found):
            let what = "cannot be used, so this draft was not compared with the house style"
            problems.append(
                Problem(.warning, path: HouseStyleFile.name, at: found.first?.position, what))
        }
    }

    /// Why a person has to look at it, though it breaks no rule that is known; nil where there is nothing.
    var reasonToHold: String? {
        guard !isWithdrawal else { return nil }
        return configuration.houseStyle.fault.map { fault in
            "nobody can tell whether these lines keep to the house style: \(fault); whoever looks after the"
                + " machine has to put that file right and have it read again"
        }
    }

    public var ownAddresses: Set<String> { configuration.ownAddresses(lists.names) }

    private var example: String { lists.names.first?.text ?? "news" }

    private mutating func findLists() {
        let known = Set(lists.names)
        for located in draft.to + draft.except where !known.contains(located.value) {
            problems.append(Problem(path: path, at: located.position, unknownList(located.value, known)))
        }
        guard earlier?.withdrawn == nil else { return }
        for (index, name) in to.enumerated() where draft.to.isEmpty && !known.contains(name) {
            problems.append(
                configuration.places.problem("defaultLists[\(index)]", unknownList(name, known)))
        }
    }

    private func unknownList(_ name: Name, _ known: Set<Name>) -> String {
        let near = Suggestion.nearest(to: name.text, among: known.map(\.text).sorted())
        let hint = near.map { "did you mean '\($0)'?" } ?? "make lists/\(name).txt, or correct the name"
        return "there is no list '\(name)'; \(hint)"
    }

    private mutating func readAttachments(now: Timestamp) {
        guard draft.attachments.count <= AttachmentFolder.filesLimit else {
            let named = draft.attachments.count
            let place = draft.attachments[AttachmentFolder.filesLimit].position
            let why = "\(named) files are named, and a message has at most \(AttachmentFolder.filesLimit): "
            return problems.append(
                Problem(path: path, at: place, why + "put them into a zip file, or on the web"))
        }
        let folder = AttachmentFolder(configuration)
        for located in draft.attachments {
            let octets = attachments.reduce(0) { $0 + $1.octets.count }
            guard octets / 3 * 4 <= MessageRendering.sizeLimit else {
                let why = MessageRendering.tooLong(octets / 3 * 4, attached: octets / 3 * 4)
                return problems.append(Problem(path: path, at: located.position, why))
            }
            do throws(AttachmentFolder.Fault) {
                attachments.append(try folder.read(located.value, now: now))
            } catch {
                switch error {
                case .refused(let why): problems.append(Problem(path: path, at: located.position, why))
                case .trouble(let error): trouble = error
                }
            }
        }
    }

    private mutating func findTemplates() {
        let folder = TemplateFolder(of: configuration.folders)
        let known = Set(folder.names())
        trouble = trouble ?? folder.trouble
        hasCorrection = known.contains(Plan.correction)
        var told: Set<Name> = []
        for list in to where !known.contains(template(for: list)) && told.insert(template(for: list)).inserted
        {
            let name = template(for: list)
            let near = Suggestion.nearest(to: name.text, among: known.map(\.text).sorted())
            let there = known.map(\.text).sorted().joined(separator: ", ")
            let hint =
                near.map { "; did you mean '\($0)'?" }
                ?? ": it would be Templates/\(name).txt.mustache"
                + (draft.template == nil || there.isEmpty ? "" : "; those that are there are \(there)")
            problems.append(missing("there is no template '\(name)'\(hint)", for: list, folder))
        }
    }

    /// At the place that asks for the template: the draft, the list's settings, or nobody.
    private func missing(_ what: String, for list: Name, _ folder: TemplateFolder) -> Problem {
        if let asked = draft.template { return Problem(path: path, at: asked.position, what) }
        if settings(of: list).template != nil {
            return configuration.places.problem("lists.\(list).template", what)
        }
        return Problem(path: folder.shown(template(for: list), .text), what)
    }
}
