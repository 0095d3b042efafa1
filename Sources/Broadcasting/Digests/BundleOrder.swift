import Mail

/// A bundle that is to be made: what is in it, and who gets it.
struct BundleOrder {
    var kind: Bundle.Kind
    /// Ids, the oldest first.
    var ids: [String]
    /// Through which list it goes.
    var list: Name
    /// Gives everybody who is to get it, once.
    var people: ListChange.Walk

    /// As if it were a draft's: its receipt and its id are named by it.
    var name: String {
        switch kind {
        case .digest: "digest-\(list).md"
        case .catchUp: "catch-up-\(list).md"
        }
    }

    /// To blame, should making it end the program; with other lines in it it is another one.
    var subject: Work.Subject {
        .draft(name: name, digest: Digest.sha256(Array(ids.joined(separator: "\n").utf8)))
    }

    func subject(_ lines: [BundledLine], at now: Timestamp, in zone: TimeZoneRules) -> String {
        let single = lines.count == 1 ? lines[0].subject : nil
        switch kind {
        case .digest:
            let day = zone.civilTime(at: now)
            return single.map { "Digest: \($0)" } ?? "Digest of \(day.dateInWords): \(lines.count) lines"
        case .catchUp:
            return single.map { "Still valid: \($0)" } ?? "Lines that are valid now: \(lines.count)"
        }
    }

    /// What stands in place of a draft in its folder.
    func text(subject: String, _ lines: [BundledLine]) -> String {
        let items = lines.map { "- \($0.record.id): \($0.subject)\n" }.joined()
        return "Subject: \(subject)\nTo: \(list)\n\nIn this message:\n\n\(items)"
    }
}

extension Preparation {
    /// The template of every bundle.
    static let bundleTemplate = Name("digest")!

    /// Freezes who is to get it, renders it, and tries everybody's message.
    /// - Returns: nil where nobody is left to get it.
    /// - Throws: `SystemError`, `DamagedRecord`.
    mutating func prepare(
        _ order: BundleOrder, _ lines: [BundledLine], acceptedAt: Timestamp
    ) throws -> Result<(record: BroadcastRecord, text: [UInt8]), Problems>? {
        let zone = TimeZoneRules(identifier: configuration.timezone) ?? .utc
        let subject = order.subject(lines, at: acceptedAt, in: zone)
        let text = Array(order.text(subject: subject, lines).utf8)
        let identity = DraftIdentity(
            name: order.name, contentDigest: Digest.sha256(text),
            linesDigest: Digest.sha256(Array("bundle \(id)".utf8)), fileMark: "")
        var record = BroadcastRecord(
            id: id, draft: identity, subject: subject, sender: configuration.envelopeSender,
            messageDomain: configuration.listDomain)
        record.bundle = Bundle(order.kind, of: order.ids)
        record.stance = Set(lines.map(\.record.stance)).count == 1 ? lines[0].record.stance : .respond
        (record.droppedAt, record.acceptedAt) = (acceptedAt, acceptedAt)
        // What holds no longer catches nobody up; a digest says of each line how long it holds.
        record.expires = order.kind == .catchUp ? lines.compactMap(\.record.expires).max() : nil
        record.giveUpAt = acceptedAt.adding(milliseconds: Int64(configuration.retry.giveUpAfter))
        record.isShared = configuration.sharingRelay != nil
        record.hasReturnPaths = configuration.bounceAddress != nil && !record.isShared
        record.receipt = DraftDesk(drafts: configuration.folders.drafts).freeReceiptName(order.name)
        record.fields = MessageView.recipientFields(columns: Array(Set(lines.flatMap(\.record.fields))))
        (record.recipients, record.suppressed) = try freeze(order.people)
        guard record.recipients > record.suppressed else { return nil }
        do throws(Problems) {
            let form = try form(order, subject, lines, record, acceptedAt)
            record.lists = [
                BroadcastRecord.ListShare(
                    name: order.list, subscribers: record.recipients, badLines: 0,
                    recipients: record.recipients, form: form)
            ]
        } catch { return .failure(error) }
        return try tryEverybody(&record, order.name).map { (record, text) }
    }

    private func form(
        _ order: BundleOrder, _ subject: String, _ lines: [BundledLine], _ record: BroadcastRecord,
        _ date: Timestamp
    ) throws(Problems) -> MessageForm {
        let draft = Draft(subject: Located(subject, at: Position(line: 1, column: 1)), body: "")
        var view = MessageView(
            draft: draft, list: order.list, settings: configuration.lists[order.list] ?? ListSettings(),
            configuration: configuration, broadcastID: record.id)
        view.bundle = (order.kind, lines)
        return try MessageRendering(
            view: view, template: Preparation.bundleTemplate,
            templates: TemplateFolder(of: configuration.folders), date: date, draftPath: order.name
        ).form(fields: record.fields)
    }

    /// - Returns: how many there are, and how many of them are suppressed.
    private func freeze(_ people: ListChange.Walk) throws -> (Int, suppressed: Int) {
        let suppressed = try Suppressions(of: configuration.folders).load()
        var recipients = RecipientLines(folder.recipientsPath)
        var (count, left) = (0, 0)
        try people { somebody in
            var recipient = somebody
            let entry = suppressed.entry(for: recipient.address, on: recipient.list)
            // Else why they are not mailed any more, where they are not.
            if let entry { recipient.suppressed = "\(entry.reason) (\(entry.at.rfc3339))" }
            recipients.add(recipient)
            count += 1
            left += recipient.suppressed == nil ? 0 : 1
        }
        try recipients.finish(evenIfEmpty: true)
        return (count, left)
    }
}
