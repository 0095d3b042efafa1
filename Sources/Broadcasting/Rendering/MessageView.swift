import Mail
import Mustache

/// The names that a template can use, and what stands behind them for one broadcast to one list.
public struct MessageView: Sendable {
    public var draft: Draft
    public var list: Name
    public var settings: ListSettings
    public var configuration: Configuration
    public var broadcastID: String
    /// What the draft updates or withdraws.
    public var earlier: Earlier?
    /// What it has in it, where the desk puts several together; of no kind otherwise.
    var bundle: (kind: Bundle.Kind, lines: [BundledLine])?

    /// The values known only for each recipient, in the order of their holes.
    public static func recipientFields(columns: [String]) -> [String] {
        ["name", "email"] + columns.filter { $0 != "name" && $0 != "email" }.sorted()
    }

    public init(
        draft: Draft, list: Name, settings: ListSettings, configuration: Configuration, broadcastID: String,
        earlier: Earlier? = nil
    ) {
        self.earlier = earlier
        self.draft = draft
        self.list = list
        self.settings = settings
        self.configuration = configuration
        self.broadcastID = broadcastID
    }

    /// The list's own address, to which the archive copy is addressed.
    public var listAddress: String { "\(list)@\(configuration.listDomain)" }

    /// What `List-Id` names the list by (RFC 2919 §2).
    public var listID: String { "\(list).\(configuration.listDomain)" }

    public var from: Mailbox { settings.from ?? configuration.from }

    /// Where replies go: to the sender, unless somebody has said otherwise.
    public var replyTo: Mailbox {
        draft.replyTo?.value ?? settings.replyTo ?? configuration.replyTo ?? from
    }

    /// - Parameter fields: names of the recipient's values; field n is hole n.
    public func values(fields: [String], bodyHTML: String) -> Value {
        .map([
            "subject": .string(draft.subject.value),
            "body": .map(["html": .string(bodyHTML), "text": .string(draft.body)]),
            "stance": .string(draft.stance.rawValue),
            "stanceLabel": .string(draft.stance.label),
            "stanceAdvice": .string(draft.stance.advice),
            "stanceColour": .string(draft.stance.colour),
            "stanceLimit": .string(draft.stance.letsSpeak ? "" : draft.stance.rawValue),
            "embargo": .string(draft.embargo?.value.text ?? ""),
            "expires": .string(draft.expires?.value.text ?? ""),
            "contact": .string(draft.contact ?? ""),
            "sources": .list(draft.sources.map(Value.string)),
            "topics": .list(draft.topics.map(Value.string)),
            "organisation": .string(configuration.organisation),
            "postalAddress": .string(configuration.postalAddress),
            "list": listValues,
            "subscriber": subscriberValues(fields),
            "unsubscribe": .map(["url": .string(unsubscribeURL)]),
            "broadcast": .map(["id": .string(broadcastID)]),
            "archive": .map(["url": .string("")]),
            "owner": .map([
                "email": .string(configuration.ownerAddress.description), "url": .string(ownerURL),
            ]),
            "exercise": .string(draft.isExercise ? "yes" : ""),
            "updates": .string(earlier?.relation == .updates ? "yes" : ""),
            "withdraws": .string(earlier?.relation == .withdraws ? "yes" : ""),
            "earlier": .map([
                "id": .string(earlier?.record.id ?? ""), "subject": .string(earlier?.record.subject ?? ""),
                "date": .string(earlierDate),
            ]),
            "changes": .list(changes),
            "lines": .list(bundle?.lines.map(\.value) ?? []),
            "digest": .string(bundle?.kind == .digest ? "yes" : ""),
            "catchUp": .string(bundle?.kind == .catchUp ? "yes" : ""),
        ])
    }

    private var earlierDate: String {
        guard let earlier else { return "" }
        let zone = TimeZoneRules(identifier: configuration.timezone) ?? .utc
        return zone.inWords(earlier.record.acceptedAt)
    }

    /// What an update changes, a map each.
    private var changes: [Value] {
        guard let earlier, earlier.relation == .updates, let before = earlier.draft else { return [] }
        return Changes.between(before, draft).map {
            MessageView.change(now: $0.now, before: $0.before)
        }
    }

    /// One element of `changes`: a line that is new, or in place of another, or no longer there.
    static func change(now: String, before: String) -> Value {
        .map(["now": .string(now), "before": .string(before)])
    }

    /// As the header has it: the list's prefix before the subject, and before all what says that it is an exercise.
    var wholeSubject: String {
        let words = [settings.subjectPrefix ?? "", subject].filter { !$0.isEmpty }.joined(separator: " ")
        return draft.isExercise ? ExerciseStamp.subject(words) : words
    }

    /// The draft's subject, marked where it updates or withdraws something.
    var subject: String {
        let subject = draft.subject.value
        guard let mark = earlier?.relation.mark, !subject.lowercased().hasPrefix(mark.lowercased()) else {
            return subject
        }
        return "\(mark) \(subject)"
    }

    /// Until an inbox is configured a person acts on it (RFC 2369 §3.2, RFC 6068).
    public var unsubscribeURL: String { "\(ownerURL)?subject=unsubscribe%20\(list)" }

    public var ownerURL: String {
        "mailto:" + MessageView.percentEncoded(configuration.ownerAddress.description)
    }

    /// All but the unreserved characters and `@` (RFC 3986 §2.3, RFC 6068 §2).
    static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x40: bytes.append(byte)
            default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? ""
    }

    private var listValues: Value {
        .map([
            "name": .string(list.text),
            "title": .string(settings.title ?? list.text),
            "description": .string(settings.description ?? ""),
            "address": .string(listAddress),
            "id": .string(listID),
            "from": .string(from.inWords),
            "replyTo": .string(replyTo.inWords),
            "subjectPrefix": .string(settings.subjectPrefix ?? ""),
            "footer": .string(settings.footer ?? ""),
        ])
    }

    private func subscriberValues(_ fields: [String]) -> Value {
        var values: [String: Value] = [:]
        for (hole, field) in fields.enumerated() { values[field] = .hole(hole) }
        return .map(values)
    }
}

extension Mailbox {
    /// As people write it, not as a header has it.
    var inWords: String { name.isEmpty ? address.description : "\(name) <\(address)>" }
}

extension Stance {
    /// The banner: what to do, in words that cannot be misread.
    public var label: String {
        switch self {
        case .respond: "Respond: use these lines"
        case .ifAsked: "If asked: use only if a journalist asks"
        case .hold: "Hold: do not comment"
        case .doNotAmplify: "Do not share: do not draw attention to this"
        case .amplify: "Share widely"
        }
    }

    public var advice: String {
        switch self {
        case .respond: "You can use these lines, in your own words, with the media and in public."
        case .ifAsked:
            "Do not go to the media or post about this. If a journalist asks you, answer with these lines."
        case .hold: "Do not comment for now, not even if you are asked. Pass every request on to us."
        case .doNotAmplify:
            "Do not post, share or reply to this story, not even to disagree: attention makes it grow."
        case .amplify: "Please share this as widely as you can."
        }
    }

    /// Whether it lets people speak of their own accord.
    var letsSpeak: Bool { self == .respond || self == .amplify }

    /// Background of the banner; white text on it has a contrast of at least 4.5 (WCAG 2.1, 1.4.3).
    public var colour: String {
        switch self {
        case .respond: "#1b5e20"
        case .ifAsked: "#7a4f01"
        case .hold: "#b3261e"
        case .doNotAmplify: "#6a1b9a"
        case .amplify: "#0b5394"
        }
    }
}
