import Mail
import Mustache

/// Renders one broadcast for one list: a form in which only a recipient's own values are still open.
public struct MessageRendering {
    public var view: MessageView
    public var template: Name
    public var templates: TemplateFolder
    /// When the broadcast was accepted: the Date of every one of its messages (RFC 5322 §3.6.1).
    public var date: Timestamp

    public init(view: MessageView, template: Name, templates: TemplateFolder, date: Timestamp) {
        self.view = view
        self.template = template
        self.templates = templates
        self.date = date
    }

    /// - Parameter fields: names of the recipient's values, hole by hole.
    /// - Throws: every problem of the templates: missing, broken, or using names that do not exist.
    public func form(fields: [String]) throws(Problems) -> MessageForm {
        var problems: [Problem] = []
        let values = view.values(fields: fields, bodyHTML: Markdown.html(view.draft.body))
        let text = passages(.text, values, &problems)
        let html = passages(.html, values, &problems)
        guard problems.isEmpty, let text else { throw Problems(problems) }
        return MessageForm(header: header, text: text, html: html, boundary: boundary)
    }

    /// Nil where there is no template of that kind: a problem for text, none for HTML.
    private func passages(
        _ kind: TemplateFolder.Kind, _ values: Value, _ problems: inout [Problem]
    ) -> [Passage]? {
        do throws(Problem) {
            guard let found = try templates.template(template, kind) else {
                if kind == .text { problems.append(missingTemplate) }
                return nil
            }
            let partials = { (name: String) in templates.partial(name, kind) }
            let undefined = found.undefinedNames(sample: sample(values), partials: partials)
            problems += undefined.map(Problem.init)
            guard undefined.isEmpty else { return nil }
            let segments = try rendered(found, values, kind, partials)
            return segments.map { Passage($0, html: kind == .html) }
        } catch {
            problems.append(error)
            return nil
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
        return Problem(
            path: "\(templates.shownAs)/\(template).txt.mustache", "there is no such template\(hint)")
    }

    /// The same names with an element in every list, so that names inside a section can be checked.
    private func sample(_ values: Value) -> Value {
        guard case .map(var names) = values else { return values }
        names["sources"] = .list([.string("")])
        names["topics"] = .list([.string("")])
        return .map(names)
    }

    /// Not in any text, for no encoded line starts with `--=_` (RFC 2046 §5.1.1, RFC 2045 §6.7).
    private var boundary: String { "=_\(view.broadcastID.filter { $0 != " " }.prefix(40))" }

    private var header: [HeaderField] {
        let configuration = view.configuration
        let settings = view.settings
        let from = settings.from ?? configuration.from
        let replyTo =
            view.draft.replyTo?.value ?? settings.replyTo ?? configuration.replyTo
            ?? Mailbox(address: configuration.ownerAddress)
        let subject = [settings.subjectPrefix ?? "", view.draft.subject.value].filter { !$0.isEmpty }
        return [
            .mailboxes("From", [from]),
            .to,
            .mailboxes("Reply-To", [replyTo]),
            .unstructured("Subject", subject.joined(separator: " ")),
            .structured("Date", date.rfc5322Date),
            .messageID,
            .listID(
                phrase: settings.title ?? view.list.text, id: "\(view.list).\(configuration.listDomain)"),
            .structured("List-Unsubscribe", "<\(view.unsubscribeURL)>"),
            .structured("List-Owner", "<\(view.ownerURL)>"),
            .structured("List-Help", "<\(view.ownerURL)?subject=help>"),
            .structured("List-Post", "NO"),
            .structured("Precedence", "list"),
            .structured("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ]
    }
}

/// Several problems at once; never empty.
public struct Problems: Error, Sendable, Equatable {
    public var all: [Problem]

    public init(_ all: [Problem]) { self.all = all }
}

extension Problem {
    init(_ name: UndefinedName) {
        self.init(
            path: name.template, at: Position(line: name.line, column: name.column), name.explanation)
    }
}

extension Passage {
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
