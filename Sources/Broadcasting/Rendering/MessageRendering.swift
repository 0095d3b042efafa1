import Mail
import Mustache

/// Renders one broadcast for one list: a form in which only a recipient's own values are still open.
public struct MessageRendering {
    public var view: MessageView
    public var template: Name
    public var templates: TemplateFolder
    /// When the broadcast was accepted: the Date of every one of its messages (RFC 5322 §3.6.1).
    public var date: Timestamp
    /// What problems call the draft.
    public var draftPath: String

    public init(
        view: MessageView, template: Name, templates: TemplateFolder, date: Timestamp,
        draftPath: String = "draft"
    ) {
        self.view = view
        self.template = template
        self.templates = templates
        self.date = date
        self.draftPath = draftPath
    }

    /// - Parameter fields: names of the recipient's values, hole by hole.
    /// - Throws: every problem of the templates: missing, broken, or using names that do not exist; or that
    ///   the text is too long.
    public func form(fields: [String]) throws(Problems) -> MessageForm {
        let bodyHTML = view.draft.bodyHTML
        guard bodyHTML.utf8.count <= MessageRendering.sizeLimit else {
            throw Problems([Problem(path: draftPath, MessageRendering.tooLong(bodyHTML.utf8.count))])
        }
        let values = view.values(fields: fields, bodyHTML: bodyHTML)
        var problems: [Problem] = []
        let text = passages(.text, values, &problems)
        let html = passages(.html, values, &problems)
        if text == nil, problems.isEmpty { problems.append(missingTemplate) }
        problems += personalParts(of: text, html, fields)
        guard problems.isEmpty, let text else { throw Problems(problems) }
        let isExercise = view.draft.isExercise
        return MessageForm(
            header: header, text: isExercise ? ExerciseStamp.onText(text) : text,
            html: isExercise ? html.map(ExerciseStamp.onHTML) : html, boundary: view.broadcastID,
            hasAttachments: !view.draft.attachments.isEmpty)
    }

    /// Octets that a rendered message may have.
    public static let sizeLimit = 1 << 20

    public static func tooLong(_ octets: Int) -> String {
        "the message would have \(octets / 1024) KiB, and the limit is 1 MiB: shorten the text"
    }

    /// - Parameter attached: octets of it that are attachments.
    static func tooLong(_ octets: Int, attached: Int) -> String {
        if attached == 0 { return tooLong(octets) }
        return
            "the message would have \(octets / 1024) KiB, \(attached / 1024) of them attachments (which grow by a "
            + "third on their way), and the limit is 1 MiB: take an attachment out, or make it smaller"
    }

    /// Problems of all files in the folder, whether or not anybody uses them yet.
    /// - Parameter inUse: templates that the configuration names.
    public func problemsOfFolder(fields: [String], inUse: Set<Name>) -> [Problem] {
        let values = view.values(fields: fields, bodyHTML: "")
        return TemplateCheck(templates: templates, inUse: inUse) { name, kind in
            var rendering = self
            var problems: [Problem] = []
            rendering.template = name
            _ = rendering.passages(kind, values, &problems)
            return problems
        }.run()
    }

    /// Nil where there is no template of that kind, or something is wrong with it.
    private func passages(
        _ kind: TemplateFolder.Kind, _ values: Value, _ problems: inout [Problem]
    ) -> [Passage]? {
        do throws(Problem) {
            guard let found = try templates.template(template, kind) else { return nil }
            let partials = { (name: String) in templates.partial(name, kind) }
            let names = TemplateNames(values)
            let undefined = found.undefinedNames(sample: names.sample, partials: partials)
            problems += undefined.map { names.problem($0, templates, kind) }
            guard undefined.isEmpty else { return nil }
            let segments = try rendered(found, values, kind, partials)
            return segments.map { Passage($0, html: kind == .html) }
        } catch {
            problems.append(error)
            return nil
        }
    }

    /// What cannot stand in a message that several recipients share.
    private func personalParts(of text: [Passage]?, _ html: [Passage]?, _ fields: [String]) -> [Problem] {
        guard let relay = view.configuration.sharingRelay else { return [] }
        return [(text, TemplateFolder.Kind.text), (html, .html)].compactMap { passages, kind in
            guard let field = passages?.lazy.compactMap(\.field).first else { return nil }
            let name = fields.indices.contains(field) ? "subscriber.\(fields[field])" : "subscriber"
            return Problem(
                path: templates.shown(template, kind),
                "'{{\(name)}}' is each recipient's own, and relay '\(relay.name)' gets one message for many "
                    + "(recipientsPerMessage \(relay.recipientsPerMessage)): take it out, or use the template 'shared'"
            )
        }
    }

    private func rendered(
        _ found: Template, _ values: Value, _ kind: TemplateFolder.Kind, _ partials: (String) -> Template?
    ) throws(Problem) -> [Segment] {
        do throws(TemplateError) {
            return try found.render(values, escaping: kind == .html ? .html : .none, partials: partials)
        } catch { throw Problem(error) }
    }

    private var missingTemplate: Problem {
        let near = Suggestion.nearest(to: template.text, among: templates.names().map(\.text))
        let hint = near.map { "; did you mean '\($0)'?" } ?? ""
        return Problem(path: templates.shown(template, .text), "there is no such template\(hint)")
    }

    private var header: [HeaderField] {
        var fields: [HeaderField] = [
            .mailboxes("From", [view.from]),
            .to,
            .mailboxes("Reply-To", [view.replyTo]),
            .unstructured("Subject", view.wholeSubject),
            .structured("Date", date.rfc5322Date),
            .messageID,
            .thread(view.earlier.map { Ancestor.line(behind: $0.record).count } ?? 0),
            .listID(phrase: view.settings.title ?? view.list.text, id: view.listID),
            .structured("List-Unsubscribe", "<\(view.unsubscribeURL)>"),
            .structured("List-Owner", "<\(view.ownerURL)>"),
            .structured("List-Help", "<\(view.ownerURL)?subject=help>"),
            .structured("List-Post", "NO"),
            .structured("Precedence", "list"),
            .structured("X-Auto-Response-Suppress", "OOF, AutoReply"),
            .structured("Feedback-ID", feedbackID),
        ]
        if view.draft.isExercise { fields.append(.structured("X-Exercise", "yes")) }
        if let expires = view.draft.expires {
            fields.append(.structured("Expires", expires.value.moment.rfc5322Date))
        }
        return fields
    }

    /// Broadcast, list and sender, for Gmail's statistics of complaints: the last part never changes.
    private var feedbackID: String {
        let sender = view.configuration.listDomain.replacing(".", with: "-").prefix(15)
        return "\(view.broadcastID):\(view.list):lines:\(sender)"
    }
}

/// Several problems at once; never empty.
public struct Problems: Error, Sendable, Equatable {
    public var all: [Problem]

    public init(_ all: [Problem]) { self.all = all }
}

extension Passage {
    /// The first of the recipient's values that it needs.
    fileprivate var field: Int? {
        switch self {
        case .text: nil
        case .value(let field, _), .section(let field, _, _): field
        }
    }

    /// A subscriber's value is escaped in HTML whatever the template says: lists are edited by many hands.
    init(_ segment: Segment, html: Bool) {
        switch segment {
        case .text(let bytes): self = .text(String(validating: bytes, as: UTF8.self) ?? "")
        case .hole(let hole, escaped: _): self = .value(hole, html: html)
        case .section(let hole, let inverted, let inner):
            self = .section(hole, inverted: inverted, inner.map { Passage($0, html: html) })
        }
    }
}
