import Mail

extension Notice {
    /// A draft that goes without the approvals that it needs.
    /// - Parameter id: of the broadcast; nil where it waits in `scheduled/`.
    static func overridden(
        _ name: String, _ approvals: BroadcastRecord.Approvals, _ override: Approval.Override, id: String?
    ) -> Notice {
        let given = approvals.given.map(\.who.description).joined(separator: ", ")
        return Notice(
            event: "overridden \(override.who.name) \(override.at.rfc3339)",
            subject: "Sent without approval: \(name)",
            text: """
                '\(name)' \(id == nil ? "will go" : "went") without the approvals that it needs.

                Needed: \(approvals.needed)
                Given: \(given.isEmpty ? "none" : given)
                Overridden by: \(override.who)\(override.isAuthor ? ", who wrote it" : "")
                Why: \(override.reason)

                What to do, where it must not go on:

                - \(id.map { "linerelay cancel \($0)" } ?? "linerelay reject \(WhyText.quoted(name))")

                """)
    }
}

extension Desk {
    /// Milliseconds for which an override is told at a start, should the one before have had no time to.
    private static let overrideMemory: Int64 = 86_400_000

    /// Has everybody told that a draft goes without its approvals.
    func noteOverride(_ approvals: BroadcastRecord.Approvals?, _ name: String, id: String?) {
        guard let approvals, let override = approvals.override else { return }
        notices.append(.overridden(name, approvals, override, id: id))
    }

    /// A crash may have come between an acceptance and what is told of it; the same is told once.
    func noteOverrides() {
        let since = clock.now().adding(milliseconds: -Desk.overrideMemory)
        for past in history.all where past.acceptedAt > since {
            noteOverride(past.approvals, past.draft.name, id: past.id)
        }
    }

    /// What those in `notify` are to be told of beside what becomes of a draft.
    public func takeNotices() -> [Notice] {
        defer { notices = [] }
        return notices
    }
}
