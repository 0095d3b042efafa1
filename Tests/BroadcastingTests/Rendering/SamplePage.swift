import Mail
import Mustache
import TestSupport
import Testing

@testable import Broadcasting

/// A message of the project's own templates to one subscriber, from a draft of `Tests/Pages/drafts`.
struct SamplePage: CustomTestStringConvertible {
    /// Of the draft, and of what is kept of it in `Tests/Pages/golden`.
    var name: String
    var template: String
    /// Lines of its draft's keys to say otherwise.
    var stance: Stance?
    /// What the threads of a broadcast add.
    var thread: [String: Value] = [:]

    var testDescription: String { "\(name) \(template)\(stance.map { " " + $0.rawValue } ?? "")" }

    static var lines: SamplePage { SamplePage(name: "lines", template: "lines") }
    static var mediaRequest: SamplePage { SamplePage(name: "media-request", template: "media-request") }

    static var correction: SamplePage {
        SamplePage(
            name: "correction", template: "correction",
            thread: [
                "updates": .string("yes"), "earlier": earlier,
                "changes": .list([
                    MessageView.change(
                        now: "The minister has promised an answer by Friday, and we will be here to read it.",
                        before: "The minister has given no answer."),
                    MessageView.change(
                        now: "Safe routes work: where they exist, nobody needs a boat.", before: ""),
                    MessageView.change(now: "", before: "The figures come on Thursday."),
                ]),
            ])
    }

    static var withdrawal: SamplePage {
        SamplePage(
            name: "withdrawal", template: "correction",
            thread: ["withdraws": .string("yes"), "earlier": earlier])
    }

    static var withdrawnRequest: SamplePage {
        SamplePage(name: "media-request", template: "media-request", thread: withdrawal.thread)
    }

    private static var earlier: Value {
        .map([
            "id": .string("2026-11-23T070000Z-lines"),
            "subject": .string("Channel crossings: lines on this morning's front pages"),
            "date": .string("Monday 23 November 2026, 07:00 GMT (07:00 UTC)"),
        ])
    }

    /// Those that pictures are kept of.
    static var pictured: [SamplePage] { [lines, mediaRequest, correction, withdrawal] }

    /// Every template, each stance, and whatever a text can hold.
    static var others: [SamplePage] {
        Stance.allCases.map { SamplePage(name: "lines", template: "lines", stance: $0) }
            + Stance.allCases.map { SamplePage(name: "media-request", template: "media-request", stance: $0) }
            + [
                SamplePage(name: "everything", template: "lines"),
                SamplePage(name: "correction", template: "shared", thread: correction.thread),
                SamplePage(name: "correction", template: "lines", thread: correction.thread),
                SamplePage(name: "media-request", template: "media-request", thread: correction.thread),
                SamplePage(name: "withdrawal", template: "shared", stance: .hold, thread: withdrawal.thread),
                withdrawnRequest,
            ]
    }

    /// The text or the HTML part, as the reader gets it; nil where the template has no such part.
    func part(_ kind: TemplateFolder.Kind) throws -> String? {
        try passages(kind).map { SamplePage.filled($0, with: ["Ann Day", "ann@kent.example"]) }
    }

    /// The message as it goes out.
    func wire() throws -> String {
        let header = try message().wire().split(separator: "MIME-Version:", maxSplits: 1)[0]
        let text = try passages(.text) ?? []
        let form = MessageForm(header: [], text: text, html: try passages(.html), boundary: "sample")
        var body: [UInt8] = []
        form.write(
            to: try Mailbox("Ann Day <ann@kent.example>"), messageID: "1@example.org",
            values: ["Ann Day", "ann@kent.example"], into: &body)
        return header + String(decoding: body, as: UTF8.self)
    }

    private func message() throws -> RenderedMessage {
        var message = try RenderedMessage(
            String(
                decoding: fileOctets(Repository.file("Tests/Pages/drafts/\(name).md")) ?? [], as: UTF8.self))
        if let stance { message.draft.stance = stance }
        message.configuration.organisation = "Example Hub"
        message.configuration.postalAddress = "1 Example Street\nLondon"
        message.configuration.owner = try Mailbox("lists@example.org").address
        message.configuration.from = try Mailbox("Example Hub press desk <press@example.org>")
        message.settings.title = "Sector lines"
        message.settings.description = "what to say, what not to say and who can speak"
        return message
    }

    private func passages(_ kind: TemplateFolder.Kind) throws -> [Passage]? {
        let message = try message()
        let folder = TemplateFolder(message.configuration.folders.templates)
        guard let name = Name(template), let found = try folder.template(name, kind) else { return nil }
        let values = try message.view.values(
            fields: ["name", "email"], bodyHTML: Markdown.html(message.draft.body))
        guard case .map(let members) = values else { return nil }
        let segments = try found.render(
            .map(members.merging(thread) { $1 }), escaping: kind == .html ? .html : .none,
            partials: { folder.partial($0, kind) })
        return segments.map { Passage($0, html: kind == .html) }
    }

    private static func filled(_ passages: [Passage], with values: [String]) -> String {
        passages.map { passage in
            switch passage {
            case .text(let text): text
            case .value(let field, html: _): values[field]
            case .section(let field, let inverted, let inner):
                values[field].isEmpty == inverted ? filled(inner, with: values) : ""
            }
        }.joined()
    }
}
