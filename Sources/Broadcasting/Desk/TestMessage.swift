import Disk
import Mail

/// The one message that `test` sends: rendered for the draft's first list, as its subscriber would get it.
public struct TestMessage {
    public var content: [UInt8]
    /// What would be warned of, or hold the draft, if it were dropped now.
    public var warnings: [String]

    /// - Returns: the message, or what is wrong with the draft.
    /// - Throws: the list's file cannot be read now.
    public static func make(
        _ bytes: [UInt8], path: String, to address: EmailAddress, _ configuration: Configuration,
        zone: TimeZoneRules, now: Timestamp
    ) throws -> Result<TestMessage, Problems> {
        let parsed = Draft.parse(bytes, path: path, zone: zone, now: now)
        guard let draft = parsed.draft, !parsed.problems.contains(where: { $0.severity == .error }) else {
            return .failure(Problems(parsed.problems))
        }
        let plan = try Plan(draft, path: path, configuration: configuration, now: now)
        let problems = plan.problems + plan.missingFeatures(now: now)
        guard !problems.contains(where: { $0.severity == .error }), let list = plan.to.first else {
            return .failure(Problems(problems))
        }

        var columns: Set<String> = []
        var found: (list: Name, subscriber: Subscriber)?
        let gathering = try Gathering.run(
            to: plan.to, except: plan.except, folder: plan.lists, own: plan.ownAddresses
        ) { list, subscriber in
            if subscriber.address.comparisonKey == address.comparisonKey { found = (list, subscriber) }
        }
        for gathered in gathering.lists { columns.formUnion(gathered.columns) }
        let recipient = Recipient(
            found?.subscriber ?? Subscriber(address: address), list: found?.list ?? list)
        let view = MessageView(
            draft: draft, list: recipient.list, settings: plan.settings(of: recipient.list),
            configuration: configuration, broadcastID: "test-\(now.compactSecond)")
        let rendering = MessageRendering(
            view: view, template: plan.template(for: recipient.list),
            templates: TemplateFolder(of: configuration.folders), date: now, draftPath: path)
        let fields = MessageView.recipientFields(columns: Array(columns))
        do throws(Problems) {
            var message: [UInt8] = []
            try rendering.form(fields: fields).write(
                to: recipient.mailbox,
                messageID: "\(view.broadcastID).\(now.milliseconds)@\(configuration.listDomain)",
                values: recipient.values(fields), into: &message)
            let warnings = (parsed.problems + problems).map(\.description)
            return .success(
                TestMessage(
                    content: message, warnings: warnings + guards(Gathered(lists: gathering.lists), plan)))
        } catch { return .failure(error) }
    }

    /// What the lists have to say, as far as this user may look at the broadcasts before.
    private static func guards(_ gathered: Gathered, _ plan: Plan) -> [String] {
        let broadcasts = plan.configuration.folders.broadcasts
        let history = (try? BroadcastHistory(reading: broadcasts)) ?? BroadcastHistory()
        let place = plan.place(plan.draft.to.first?.position)
        var reasons = gathered.reasonsToHold(history)
        if gathered.recipients == 0, reasons.isEmpty { reasons = [gathered.nobody] }
        return reasons.map { place + "warning: it would be held: \($0)" }
            + gathered.problems.map(\.description)
    }
}
