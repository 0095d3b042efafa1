import Disk
import Glibc
import JSON
import Mail

/// A broadcast's folder while it is made: under a name that starts with a dot, so that nobody takes it for
/// one, until a single rename shows it whole.
struct Preparation {
    let id: String
    let configuration: Configuration
    private let clock: Clock
    private let key: SecretKey
    private let path: String
    private var isCommitted = false

    /// - Throws: `SystemError` where the folder cannot be made.
    init(id: String, configuration: Configuration, clock: Clock, key: SecretKey) throws(SystemError) {
        self.id = id
        self.configuration = configuration
        self.clock = clock
        self.key = key
        path = "\(configuration.folders.broadcasts)/.\(id)"
        try Folder.make(configuration.folders.broadcasts, mode: 0o700)
        if Folder.exists(path) { try Folder.removeTree(path) }
        try Folder.make(path, mode: 0o700)
    }

    var folder: BroadcastFolder { BroadcastFolder(path) }

    /// Takes away what was prepared, unless it was committed.
    func discard() { if !isCommitted { try? Folder.removeTree(path) } }

    /// Removes what an earlier process left half made, and nothing of anybody else's.
    static func clearAway(_ broadcasts: String) {
        for name in (try? Folder.names(in: broadcasts)) ?? []
        where name.hasPrefix(".") && BroadcastID.moment(of: name.dropFirst()) != nil {
            try? Folder.removeTree(broadcasts + "/" + name)
        }
    }

    /// Walks the lists, or what was sent of a broadcast that is withdrawn, and freezes the recipients.
    func gather(_ plan: Plan) throws -> Gathered {
        let suppressed = try Suppressions(of: configuration.folders).load()
        var recipients = RecipientLines(folder.recipientsPath)
        var digest = RecipientLines(folder.digestPath)
        var elsewhere = RecipientLines(folder.elsewherePath)
        var passedOver = RecipientLines(folder.passedOverPath)
        var gathered = Gathered()
        // Where the recipient stands who is given next.
        var place: (path: String, line: Int)?
        gathered.lists = try plan.gather { recipient in
            var recipient = recipient
            let entry = suppressed.entry(for: recipient.address, on: recipient.list)
            if let entry { gathered.suppress(entry, at: place) }
            recipient.suppressed = entry.map { "\($0.reason) (\($0.at.rfc3339))" }
            recipients.add(recipient)
        } telling: { fate, list in
            switch fate {
            case .recipient(let subscriber): place = (list.path, subscriber.line)
            case .digest(let subscriber): digest.add(Recipient(subscriber, list: list.name))
            case .onEarlierList(let subscriber), .excluded(let subscriber):
                let plain = Subscriber(address: subscriber.address, name: subscriber.name)
                elsewhere.add(Recipient(plain, list: list.name))
            case .passedOver(let address, _, _):
                passedOver.add(Recipient(Subscriber(address: address), list: list.name))
            default: break
            }
        }
        try recipients.finish(evenIfEmpty: true)
        try digest.finish(evenIfEmpty: false)
        try elsewhere.finish(evenIfEmpty: false)
        try passedOver.finish(evenIfEmpty: false)
        return gathered
    }

    /// How the lists differ from what they were in the last broadcast to them.
    func changes(_ plan: Plan, _ history: BroadcastHistory) -> [ListChange] {
        plan.changes(history) { list in { [folder] in try folder.forEachMember(of: list, $0) } }
    }

    /// Renders the form of every list, and tries every recipient's message with it.
    func render(
        _ plan: Plan, _ submission: Acceptance.Submission, _ identity: DraftIdentity, _ gathered: Gathered,
        acceptedAt: Timestamp
    ) throws -> Result<BroadcastRecord, Problems> {
        var record = BroadcastRecord(
            id: id, draft: identity, subject: plan.draft.subject.value, sender: configuration.envelopeSender,
            messageDomain: configuration.listDomain)
        record.stance = plan.draft.stance
        record.priority = plan.earlier?.withdrawn == nil ? plan.draft.priority : .urgent
        record.relation = plan.earlier?.relation
        record.ancestors = plan.earlier.map { Ancestor.line(behind: $0.record) } ?? []
        record.note(plan.draft)
        record.droppedAt = submission.seenComplete
        record.acceptedAt = acceptedAt
        record.expires = plan.draft.expires?.value.moment
        record.giveUpAt = acceptedAt.adding(milliseconds: Int64(configuration.retry.giveUpAfter))
        record.recipients = gathered.recipients
        record.suppressed = gathered.suppressed
        record.isShared = configuration.sharingRelay != nil
        record.hasReturnPaths = configuration.bounceAddress != nil && !record.isShared
        record.receipt = DraftDesk(drafts: configuration.folders.drafts).freeReceiptName(submission.name)
        record.fields = MessageView.recipientFields(columns: Array(gathered.columns))
        let templates = TemplateFolder(of: configuration.folders)
        let forms: [Name: MessageForm]
        do throws(Problems) {
            forms = try plan.forms(
                broadcast: id, fields: record.fields, templates: templates, date: acceptedAt)
        } catch {
            if let trouble = templates.trouble { throw trouble }
            return .failure(error)
        }
        for list in gathered.lists where list.part == .to {
            guard let form = forms[list.name] else { continue }
            var share = BroadcastRecord.ListShare(
                name: list.name, subscribers: list.subscribers, badLines: list.errors.count,
                recipients: list.recipients, form: form)
            share.digest = list.digest
            share.digestAt = list.digest > 0 ? configuration.digestAt(of: list.name) : nil
            record.lists.append(share)
        }
        record.attached = AttachedFiles(plan.attachments, boundary: id)
        return try tryEverybody(&record, submission.path).map { record }
    }

    /// Composed as it will be sent; tried, not kept.
    func tryEverybody(_ record: inout BroadcastRecord, _ draftPath: String) throws -> Result<
        Void, Problems
    > {
        var buffer: [UInt8] = []
        var largest = 0
        let messageIDs = record.messageIDs(key)
        // What is the same in each is not copied for each.
        var light = record
        light.attached = record.attached?.withoutOctets
        _ = try LineReader(folder.recipientsPath).forEach { _, line in
            buffer.removeAll(keepingCapacity: true)
            light.write(to: try Recipient(line), messageIDs, into: &buffer)
            largest = max(largest, buffer.count)
        }
        let attached = record.attached?.size ?? 0
        largest += attached
        record.largestMessage = largest
        guard largest <= MessageRendering.sizeLimit else {
            let problem = Problem(path: draftPath, MessageRendering.tooLong(largest, attached: attached))
            return .failure(Problems([problem]))
        }
        return .success(())
    }

    /// Everything on disk, then the folder under its name. Where that is not certain to be on disk, the folder
    /// goes back: the draft is decided on again, and must find no broadcast of its own.
    /// - Parameters:
    ///   - line: the file of the prepared line that it uses.
    ///   - lastLook: whether it is still wanted.
    mutating func commit(
        _ record: BroadcastRecord, draft: [UInt8], line: [UInt8]? = nil, lastLook: () throws -> Void = {}
    ) throws {
        try AtomicFile.write(draft, to: folder.draftPath, mode: 0o600)
        try AtomicFile.write(record.json.bytes(pretty: true) + [0x0A], to: folder.recordPath, mode: 0o600)
        if let line { try AtomicFile.write(line, to: folder.libraryPath, mode: 0o600) }
        if let attached = record.attached {
            try AtomicFile.write(attached.wire, to: folder.attachmentsPath, mode: 0o600)
        }
        try AtomicFile.write(archiveCopy(record), to: folder.archivePath, mode: 0o600)
        let summary = Summary(record, Standing(recipients: record.recipients), paused: false)
        try AtomicFile.write(summary.json.bytes(pretty: true) + [0x0A], to: folder.summaryPath, mode: 0o600)
        try Folder.synchronize(path)
        let broadcasts = try File(configuration.folders.broadcasts, O_RDONLY | O_DIRECTORY)
        let whole = "\(configuration.folders.broadcasts)/\(id)"
        try lastLook()
        try Folder.rename(path, to: whole)
        do throws(SystemError) { try broadcasts.synchronize() } catch {
            try Folder.rename(whole, to: path)
            throw error
        }
        isCommitted = true
    }

    /// Addressed to the first list, with nobody's own values.
    private func archiveCopy(_ record: BroadcastRecord) -> [UInt8] {
        var bytes: [UInt8] = []
        guard let share = record.lists.first,
            let address = try? EmailAddress("\(share.name)@\(configuration.listDomain)")
        else { return bytes }
        let title = configuration.lists[share.name]?.title ?? ""
        share.form.write(
            to: Mailbox(name: title, address: address), messageID: "\(id)@\(record.messageDomain)",
            ancestors: record.ancestors.map { "\($0.id)@\($0.messageDomain)" },
            values: record.fields.map { $0 == "email" ? address.description : "" },
            attachments: record.attached?.wire ?? [], into: &bytes)
        return bytes
    }
}
