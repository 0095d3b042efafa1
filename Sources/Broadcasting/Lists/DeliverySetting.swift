/// Whether and how one line of a CSV list wants to be mailed, told from its columns.
///
/// Two rules stand behind the tables. Who has opted out is not mailed, in whatever words a person wrote
/// it down. Who has not is mailed, even where a word is not understood: a line lost is worse than one in
/// the wrong rhythm; the warning names the word.
struct DeliverySetting: Equatable {
    enum Mode: Equatable {
        case each
        /// Mailed once a day, where there are digests.
        case digest
        case none(PassedOver)
    }

    /// As somebody has chosen it, or what stands in for their choice; of bouncing it knows nothing.
    private(set) var chosen: Mode = .each
    /// Google has stopped mailing them, for their mail came back.
    private(set) var isBouncing = false
    /// What was not understood, and how it was taken.
    private(set) var warnings: [String] = []

    /// Who has opted out has done so, whether they bounce or not.
    var mode: Mode {
        if case .none = chosen { return chosen }
        return isBouncing ? .none(.bouncing) : chosen
    }

    /// `cell` answers what a column says on this line; nil where the list has no such column.
    init(_ cell: (ListColumns.Role) -> String?) {
        if let value = cell(.delivery) { readDelivery(value.lowercased()) }
        if let value = cell(.emailPreference) { readPreference(value.lowercased()) }
        if let value = cell(.emailStatus) { readStatus(value.lowercased()) }
        if let value = cell(.groupStatus) { readMembership(value.lowercased()) }
        if let value = cell(.unsubscribed) { readUnsubscribed(value.lowercased()) }
    }

    private mutating func readDelivery(_ value: String) {
        switch value {
        case "", "each": break
        case "digest": digest()
        case let word where DeliverySetting.refusals.contains(word): chosen = .none(.deliveryNone)
        default:
            warnings.append("delivery '\(value)' is none of each, digest, none: mailed each time")
        }
    }

    /// Google's export writes `email`, `digest`, `abridged email` and `no email` (`none` in older ones);
    /// its pages say "Each email", "Digest", "Abridged", "No email".
    private mutating func readPreference(_ value: String) {
        switch value {
        case "", "email", "each email", "all email", "each", "all": break
        case let word where word.hasPrefix("digest") || word.hasPrefix("abridged"): digest()
        case let word where DeliverySetting.refusals.contains(word): chosen = .none(.deliveryNone)
        default: warnings.append("email preference '\(value)' is not known: mailed each time")
        }
    }

    /// Empty where all is well. Google has stopped mailing an address that bounces.
    private mutating func readStatus(_ value: String) {
        if value.hasPrefix("bounc") || value.hasPrefix("disabled") || value.hasPrefix("suspended") {
            isBouncing = true
        } else if DeliverySetting.refusals.contains(value) {
            chosen = .none(.deliveryNone)
        }
    }

    /// Owners and managers are members too; `invited`, `pending` and `banned` are not. An empty cell is a
    /// line that a person added to the export by hand.
    private mutating func readMembership(_ value: String) {
        if !["", "member", "owner", "manager"].contains(value) { chosen = .none(.notMember) }
    }

    /// Anything but an empty cell or a plain no counts: most often it is the day of the opting out.
    private mutating func readUnsubscribed(_ value: String) {
        if ["", "false", "no", "n", "0", "f", "off", "-"].contains(value) { return }
        chosen = .none(.unsubscribed)
        if !["true", "yes", "y", "1", "t", "x", "on", "unsubscribed", "\u{2713}", "\u{2714}"].contains(value)
        {
            warnings.append("unsubscribed '\(value)' is neither yes nor no: taken as yes, and not mailed")
        }
    }

    private mutating func digest() {
        if chosen == .each { chosen = .digest }
    }

    private static let refusals: Set = [
        "none", "no email", "no mail", "nomail", "no", "off", "never", "stop", "unsubscribed", "false", "0",
    ]
}
