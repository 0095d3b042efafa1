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

        var recipient = Recipient(Subscriber(address: address), list: list)
        let gathering = try Gathering.run(
            to: plan.to, except: plan.except, folder: plan.lists, own: plan.ownAddresses
        ) { list, subscriber in
            guard subscriber.address.comparisonKey == address.comparisonKey else { return }
            recipient = Recipient(subscriber, list: list)
        }
        let gathered = Gathered(lists: gathering.lists)
        let warnings = (parsed.problems + problems).map(\.description) + guards(gathered, plan)
        do throws(Problems) {
            let content = try content(to: recipient, plan, columns: gathered.columns, now: now)
            return .success(TestMessage(content: content, warnings: warnings))
        } catch { return .failure(error) }
    }

    private static func content(
        to recipient: Recipient, _ plan: Plan, columns: Set<String>, now: Timestamp
    ) throws(Problems) -> [UInt8] {
        let configuration = plan.configuration
        let view = MessageView(
            draft: plan.draft, list: recipient.list, settings: plan.settings(of: recipient.list),
            configuration: configuration, broadcastID: "test-\(now.compactSecond)", earlier: plan.earlier)
        let rendering = MessageRendering(
            view: view, template: plan.template(for: recipient.list),
            templates: TemplateFolder(of: configuration.folders), date: now, draftPath: plan.path)
        let fields = MessageView.recipientFields(columns: Array(columns))
        var message: [UInt8] = []
        try rendering.form(fields: fields).write(
            to: recipient.mailbox,
            messageID: "\(view.broadcastID).\(now.milliseconds)@\(configuration.listDomain)",
            values: recipient.values(fields), into: &message)
        return message
    }

    /// What the lists have to say, as far as this user may look at the broadcasts before.
    private static func guards(_ gathered: Gathered, _ plan: Plan) -> [String] {
        let broadcasts = plan.configuration.folders.broadcasts
        let history = (try? BroadcastHistory(reading: broadcasts)) ?? BroadcastHistory()
        let place = plan.place(plan.draft.to.first?.position)
        var reasons = [plan.reasonToHold].compactMap(\.self) + gathered.reasonsToHold(history)
        if gathered.recipients == 0, reasons.isEmpty { reasons = [gathered.nobody] }
        return reasons.map { place + "warning: it would be held: \($0)" }
            + gathered.problems.map(\.description)
    }
}
