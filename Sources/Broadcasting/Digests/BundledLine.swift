import Disk
import Mail
import Mustache

/// One of the broadcasts in a bundle, as its readers see it.
struct BundledLine: Sendable {
    let record: BroadcastRecord
    let subject: String
    /// What a template finds in `lines`.
    let value: Value

    /// - Parameters:
    ///   - updated: ids of broadcasts that others update.
    /// - Throws: `SystemError`, `DamagedRecord`: nobody knows what it says. Should the program fail in this, the
    ///   broadcast is to blame.
    init(_ id: String, _ configuration: Configuration, at now: Timestamp, updated: Set<String>) throws {
        let folder = BroadcastFolder("\(configuration.folders.broadcasts)/\(id)")
        let zone = TimeZoneRules(identifier: configuration.timezone) ?? .utc
        (record, subject, value) = try Work(on: .broadcast(id: id)).during {
            let record = try folder.record()
            guard let draft = folder.draft(zone: zone) else {
                throw DamagedRecord("\(folder.draftPath): it cannot be read")
            }
            let value = BundledLine.value(
                of: draft, record, sent: zone.inWords(record.acceptedAt),
                isLapsed: record.expires.map { $0 <= now } ?? false, isUpdated: updated.contains(id))
            return (record, BundledLine.subject(of: draft, record), value)
        }
    }

    /// Marked where it updates something, as its own message was.
    private static func subject(of draft: Draft, _ record: BroadcastRecord) -> String {
        let (subject, mark) = (draft.subject.value, record.relation?.mark ?? "")
        return subject.lowercased().hasPrefix(mark.lowercased()) ? subject : "\(mark) \(subject)"
    }

    /// - Parameters:
    ///   - isLapsed: its `Expires` has passed: its text is not to be used any more, and is not shown.
    ///   - isUpdated: another one updates it.
    private static func value(
        of draft: Draft, _ record: BroadcastRecord, sent: String, isLapsed: Bool, isUpdated: Bool
    ) -> Value {
        let stance = record.stance
        return value(
            texts: [
                "id": record.id, "subject": subject(of: draft, record), "sent": sent,
                "stance": stance.rawValue,
                "stanceLabel": stance.label, "stanceAdvice": stance.advice, "stanceColour": stance.colour,
                "embargo": draft.embargo?.value.text ?? "", "expires": draft.expires?.value.text ?? "",
                "contact": draft.contact ?? "", "lapsed": isLapsed ? "yes" : "",
                "updated": isUpdated ? "yes" : "",
            ],
            lists: [
                "sources": draft.sources, "topics": draft.topics,
                "attachments": draft.attachments.map(\.value),
            ],
            // Whatever a template says, what has lapsed is not there to be used.
            body: isLapsed ? ("", "") : (text: draft.body, html: draft.bodyHTML))
    }

    /// What a template finds in each element of `lines`, with nothing in it.
    static var sample: Value {
        value(
            texts: Dictionary(uniqueKeysWithValues: texts.map { ($0, "") }),
            lists: ["sources": [""], "topics": [""], "attachments": [""]], body: ("", ""))
    }

    private static let texts = [
        "id", "subject", "sent", "stance", "stanceLabel", "stanceAdvice", "stanceColour", "embargo",
        "expires",
        "contact", "lapsed", "updated",
    ]

    private static func value(
        texts: [String: String], lists: [String: [String]], body: (text: String, html: String)
    ) -> Value {
        var members = texts.mapValues(Value.string)
        for (name, list) in lists { members[name] = .list(list.map(Value.string)) }
        members["body"] = .map(["html": .string(body.html), "text": .string(body.text)])
        return .map(members)
    }
}

extension BroadcastFolder {
    /// As it was dropped, read as of long ago, when nothing in it had passed; nil where that cannot be read any more.
    func draft(zone: TimeZoneRules) -> Draft? {
        guard let bytes = try? File.contents(of: draftPath, limit: Draft.sizeLimit) else { return nil }
        return Draft.parse(
            bytes, path: draftPath, zone: zone, now: Timestamp(milliseconds: 0), used: line(for: bytes)
        ).draft
    }
}
