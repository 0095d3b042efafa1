import Disk
import Mail

/// A draft taken as far as acceptance takes it, with nothing written and nobody mailed: for `preview` and `test`.
public struct Rehearsal {
    public let plan: Plan
    /// What would be warned of if it were dropped now.
    public let warnings: [Problem]
    /// Why it would wait for a person.
    public let reasonsToHold: [Problem]
    /// What has to be approved first; nil where nobody has to.
    public let approvals: ApprovalQuestion?
    /// How it stands with the line, where it is one of the library and no draft.
    public private(set) var standing: LineStanding?
    private let bytes: [UInt8]
    private let history: BroadcastHistory
    /// For what it would wait first; nil: it would go at once.
    public let wait: Wait?
    /// Whom it reaches through each list, and what that weighs; first the lists under Except.
    public let lists: [RehearsedList]
    /// How its lists differ from what they were in the last broadcasts to them.
    public let changes: [ListChange]
    /// Who is on the suppression list could be read.
    public let knowsSuppressed: Bool
    /// The subscriber who was asked for, else the first who would be mailed.
    public let subscriber: Recipient?
    private let record: BroadcastRecord
    private let messageIDs: MessageIDs
    private let suppressions: Suppressed

    /// - Parameters:
    ///   - path: what problems call the draft.
    ///   - wanted: whose message will be looked at.
    ///   - id: the broadcast's, in its messages.
    /// - Throws: `Problems` that reject the draft; `ListFault.beingEdited` while somebody saves a list;
    ///   `FileBeingSaved` where that is an attachment; `DamagedRecord` (suppressions) and `SystemError`.
    public init(
        _ bytes: [UInt8], path: String, for wanted: EmailAddress?, id: String, _ configuration: Configuration,
        zone: TimeZoneRules, now: Timestamp
    ) throws {
        let (plan, warnings) = try Plan.read(bytes, path: path, configuration, zone: zone, now: now)
        try self.init(plan, warnings, bytes, for: wanted, id: id, now: now)
    }

    /// A prepared line, with its blanks as they are marked.
    public init(
        _ file: LibraryFile, for wanted: EmailAddress?, id: String, _ configuration: Configuration,
        zone: TimeZoneRules, now: Timestamp
    ) throws {
        let (plan, warnings, line) = try Plan.read(file, configuration, zone: zone, now: now)
        try self.init(plan, warnings, file.bytes, for: wanted, id: id, now: now)
        standing = try LineStanding(line, configuration, now: now)
    }

    private init(
        _ plan: Plan, _ warnings: [Problem], _ bytes: [UInt8], for wanted: EmailAddress?, id: String,
        now: Timestamp
    ) throws {
        let (configuration, path) = (plan.configuration, plan.path)
        let record = try Problems.behind(warnings) { try BroadcastRecord(rehearsing: plan, id: id, now: now) }
        let messageIDs = record.messageIDs(SecretKey(Array("\(now.milliseconds)".utf8)))
        var unknown: [Problem] = []
        let (suppressed, history) = try Rehearsal.records(configuration.folders, &unknown)
        suppressions = suppressed ?? Suppressed()
        var memory = Memory(history: history, schedule: Schedule(of: configuration.folders))
        memory.release.scheduledAs = memory.schedule?.name(ofContent: Digest.sha256(bytes))
        var walk = RehearsalWalk(record, messageIDs, suppressed: suppressions, wanted: wanted)
        let found = try plan.gather { walk.meet($0) }
        guard walk.largest <= MessageRendering.sizeLimit else {
            let why = MessageRendering.tooLong(walk.largest, attached: record.attached?.size ?? 0)
            throw Problems(warnings + [Problem(path: path, why)])
        }
        let gathered = Gathered(lists: found, suppressed: walk.suppressedCount)
        wait = plan.wait(from: now)
        if wait?.sendAt == nil, let nobody = plan.nobodyToTell(gathered, isStopped: false) {
            throw Problems(warnings + [nobody])
        }
        self.plan = plan
        self.record = record
        self.messageIDs = messageIDs
        self.warnings = warnings + unknown + gathered.problems
        approvals = try Problems.behind(warnings) {
            try plan.approvals(
                gathered, bytes, fields: record.fields, now: plan.goes(from: now, memory.release))
        }
        (self.bytes, self.history) = (bytes, history)
        reasonsToHold =
            plan.reasonsToHold(gathered, memory, now: now)
            + [approvals.flatMap { $0.isPrepared ? nil : $0.reason(plan) }].compactMap(\.self)
        changes = plan.changes(history) { list in { try plan.forEachSubscriber(of: list, $0) } }
        lists = found.map { RehearsedList($0, walk.shares[$0.name], record, configuration) }
        knowsSuppressed = suppressed != nil
        subscriber = wanted == nil ? walk.first : walk.found
    }

    public var configuration: Configuration { plan.configuration }

    /// How it stands with those who have to approve it, where it is a draft that lies there; nil where nobody has to.
    /// - Parameters:
    ///   - name: of the file.
    ///   - path: where it lies.
    /// - Throws: `DamagedRecord`, `SystemError`.
    public func approval(of name: String, at path: String) throws -> Approval? {
        guard let approvals else { return nil }
        return Approval(
            approvals, author: Person.owner(of: path), name: name,
            try ApprovalLog(of: configuration.folders).load(),
            sent: history.lastSent(Digest.sha256(bytes), name: name))
    }

    /// Recipients who would be mailed.
    public var recipients: Int { lists.reduce(0) { $0 + $1.mailed } }

    /// What would be warned of, and what would hold it, a line each.
    public var remarks: [String] {
        let holds = (standing == nil ? reasonsToHold : []).map { reason in
            Problem(.warning, path: reason.path, at: reason.position, "it would be held: \(reason.message)")
        }
        let isOfDraft = { (problem: Problem) in problem.path == plan.path }
        let all = warnings.filter(isOfDraft) + holds + warnings.filter { !isOfDraft($0) }
        return all.map(\.description)
    }

    /// This recipient's message, as it would go over the wire.
    public func message(to recipient: Recipient) -> [UInt8] {
        var message: [UInt8] = []
        record.write(to: recipient, messageIDs, into: &message)
        return message
    }

    /// Somebody who is on no list gets what the first list gets.
    public func stranger(_ address: EmailAddress) -> Recipient {
        let list = record.lists[0].name
        let entry = suppressions.entry(for: address, on: list)
        return Recipient(Subscriber(address: address), list: list, suppressed: entry?.reason)
    }

    /// Where there is nobody to mail: the first list's own address.
    public var nobody: Recipient {
        let list = record.lists[0].name
        let address = (try? EmailAddress("\(list)@\(record.messageDomain)")) ?? record.sender
        return Recipient(Subscriber(address: address), list: list)
    }

    /// The files that go with it.
    public var attached: AttachedFiles? { record.attached }

    /// What a reader sees above the text.
    public func envelope(_ recipient: Recipient) -> [(name: String, value: String)] {
        let view = plan.view(of: recipient.list, broadcast: record.id)
        let to = record.isShared ? record.mailbox(of: recipient.list) : recipient.mailbox
        return [
            ("From", view.from.inWords), ("To", to?.inWords ?? ""), ("Reply-To", view.replyTo.inWords),
            ("Subject", view.wholeSubject),
        ]
    }

    /// What earlier broadcasts and people have said; each is nil, or nothing, where this user may not look.
    private static func records(_ folders: Folders, _ unknown: inout [Problem]) throws -> (
        Suppressed?, BroadcastHistory
    ) {
        var suppressed: Suppressed?
        var history = BroadcastHistory()
        func warn(_ path: String, _ message: String) {
            unknown.append(Problem(.warning, path: folders.shown(path), message))
        }
        do {
            suppressed = try Suppressions(of: folders).load()
        } catch let error as SystemError {
            warn(error.path, "cannot be read (\(error.reason)): who is suppressed is not known")
        }
        do throws(SystemError) { history = try BroadcastHistory(reading: folders.broadcasts) } catch {
            if !error.isMissing {
                warn(
                    error.path,
                    "cannot be read (\(error.reason)): whether this was sent before, or a list has shrunk, is not known"
                )
            }
        }
        return (suppressed, history)
    }
}

extension Problems {
    /// What is wrong comes behind what was found before.
    fileprivate static func behind<Result>(_ found: [Problem], _ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let more as Problems { throw Problems(found + more.all) }
    }
}

extension BroadcastRecord {
    /// What it takes to write the messages of a broadcast that will never be.
    fileprivate init(rehearsing plan: Plan, id: String, now: Timestamp) throws {
        let configuration = plan.configuration
        self.init(
            id: id, draft: DraftIdentity(name: "", contentDigest: "", linesDigest: "", fileMark: ""),
            subject: plan.draft.subject.value, sender: configuration.envelopeSender,
            messageDomain: configuration.listDomain)
        fields = MessageView.recipientFields(columns: try plan.columns())
        isShared = configuration.sharingRelay != nil
        ancestors = plan.earlier.map { Ancestor.line(behind: $0.record) } ?? []
        let templates = TemplateFolder(of: configuration.folders)
        let forms: [Name: MessageForm]
        do { forms = try plan.forms(broadcast: id, fields: fields, templates: templates, date: now) } catch {
            if let trouble = templates.trouble { throw trouble }
            throw error
        }
        attached = AttachedFiles(plan.attachments, boundary: id)
        lists = plan.to.compactMap { list in
            forms[list].map { ListShare(name: list, subscribers: 0, badLines: 0, recipients: 0, form: $0) }
        }
    }
}
