/// The keys that a draft's key block may hold, spelt as the documentation spells them.
enum DraftKey: String, Sendable, CaseIterable {
    case subject = "Subject"
    case to = "To"
    case except = "Except"
    case template = "Template"
    case stance = "Stance"
    case priority = "Priority"
    case sendAt = "Send-At"
    case embargo = "Embargo"
    case expires = "Expires"
    case updates = "Updates"
    case withdraws = "Withdraws"
    case replyTo = "Reply-To"
    case contact = "Contact"
    case source = "Source"
    case topic = "Topic"
    case attach = "Attach"
    case exercise = "Exercise"
    case use = "Use"
    case review = "Review"
    case blanks = "Blanks"

    /// Case does not count.
    init?(named name: some StringProtocol) {
        let lower = name.asciiLowercased
        guard let key = Self.allCases.first(where: { $0.rawValue.asciiLowercased == lower }) else {
            return nil
        }
        self = key
    }

    var mayRepeat: Bool { self == .source || self == .topic || self == .attach }

    /// Decides who is sent the draft, when, or what they may do with it: taken for body text, it would do harm.
    var decidesReach: Bool {
        switch self {
        case .subject, .to, .except, .stance, .sendAt, .embargo, .expires, .updates, .withdraws, .exercise,
            .use:
            true
        default: false
        }
    }

    /// The key meant by a name with other separators, or marks of Markdown around it (`**Send at**`).
    static func meant(by name: some StringProtocol) -> DraftKey? {
        var scalars = String.UnicodeScalarView()
        for scalar in name.unicodeScalars where scalar != "*" {
            scalars.append(TextSafety.isSpace(scalar) || scalar == "_" ? "-" : scalar)
        }
        return nearest(to: String(scalars))
    }

    static func nearest(to name: some StringProtocol) -> DraftKey? {
        Suggestion.nearest(to: name, among: allCases.map(\.rawValue)).flatMap { DraftKey(rawValue: $0) }
    }
}
