import Disk
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// Whatever stands in a draft, a list, the configuration, a file's name or a thread: the message is the one that was meant,
/// and one message. Here the values come in behind all doors.
struct HostileValuesTests {
    private static let templates = ["lines", "media-request", "correction", "plain", "shared", "own"]

    /// Every name that a template can use, in both parts.
    private static let own = """
        {{subject}} {{body.text}} {{stance}} {{embargo}} {{expires}} {{contact}} {{#sources}}{{.}} {{/sources}}
        {{#topics}}{{.}}{{/topics}} {{organisation}} {{postalAddress}} {{list.title}} {{list.description}} {{list.footer}}
        {{list.from}} {{list.replyTo}} {{list.subjectPrefix}} {{subscriber.name}} {{subscriber.town}}x{{subscriber.email}}
        {{#subscriber.town}}{{subscriber.town}}{{/subscriber.town}} {{unsubscribe.url}} {{broadcast.id}} {{earlier.id}}
        {{earlier.subject}} {{earlier.date}} {{#changes}}{{now}} {{before}}{{/changes}} {{owner.url}}

        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in try Folder.names(in: Repository.file("Templates")) {
            try writeFile(try #require(fileOctets(Repository.file("Templates/\(name)"))), to: folder(name))
        }
        try folder.write(HostileValuesTests.own, to: "own.txt.mustache")
        try folder.write("<p>{{{body.html}}}</p>" + HostileValuesTests.own, to: "own.html.mustache")
    }

    private struct Case {
        var template: String
        var relation: Relation?
        var files: Int
        var isShared: Bool
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `no value makes a second header, a second part, or a line that mail cannot have`(seed: UInt64) throws
    {
        var hostile = HostileText(seed: seed)
        for template in HostileValuesTests.templates {
            let one = Case(
                template: template, relation: [nil, .updates, .withdraws][hostile.number(in: 0...2)],
                files: hostile.number(in: 0...3), isShared: template == "shared")
            let message = try message(one) { hostile.text() }
            let tame = try self.message(one) { "word" }
            #expect(WireShape.faults(of: message) == [], "seed \(seed), \(template)")
            #expect(WireShape(message) == WireShape(tame), "seed \(seed), \(template)")
            #expect(
                WireShape(message).parts.count
                    == (one.files > 0 ? one.files + 1 : template == "plain" ? 0 : 2))
            try expectHeader(of: message, one, "seed \(seed), \(template)")
        }
    }

    /// One address where one belongs, and a thread of message identifiers alone.
    private func expectHeader(of message: [UInt8], _ one: Case, _ comment: Comment) throws {
        for (name, value) in WireShape.fields(of: message) {
            switch name {
            case "From", "Reply-To", "To":
                let bare = value.replacing(/"(\\.|[^"\\])*"/, with: "").replacing(
                    /=\?utf-8\?[qb]\?[^? ]*\?=/, with: "")
                #expect(bare.filter { $0 == "@" }.count == 1, "\(name): \(value); \(comment)")
            case "In-Reply-To":
                #expect(value.wholeMatch(of: /<[!-;=?-~]+>/) != nil, "\(value); \(comment)")
            case "References":
                let ids = value.split(separator: " ")
                #expect(
                    ids.count == 10 && ids.allSatisfy { $0.wholeMatch(of: /<[!-;=?-~]+>/) != nil }, comment)
            case "Feedback-ID": #expect(value.filter { $0 == ":" }.count == 3, comment)
            default: break
            }
        }
        let names = WireShape(message).names
        #expect(Set(names).count == names.count && names.contains("Expires"), comment)
        #expect(names.contains("In-Reply-To") == (one.relation != nil), comment)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a notice is one clean message too`(seed: UInt64) throws {
        var hostile = HostileText(seed: seed)
        func notice(_ text: () -> String) throws -> [UInt8] {
            let moment = Timestamp(milliseconds: 1_795_500_000_000)
            let notice = [
                Notice.rejected(text(), why: text(), at: moment), .held(text(), why: text(), at: moment),
                .paused(text(), reason: text(), since: moment), .damaged(text(), problem: text(), at: moment),
                .setAside(relay: text(), why: text(), others: true, at: moment),
                .leftAlone(text(), reason: text(), since: moment),
                .overridden(
                    text(), BroadcastRecord.Approvals(needed: 1, given: []),
                    .init(who: .mover, isAuthor: false, reason: text(), at: moment), id: nil),
            ][Int(seed % 7)]
            var message: [UInt8] = []
            notice.form(try configuration(text), date: moment, boundary: text()).write(
                to: Mailbox(name: text(), address: try EmailAddress("desk@hub.example")), messageID: text(),
                values: [], into: &message)
            return message
        }
        let message = try notice { hostile.text() }
        #expect(WireShape.faults(of: message) == [], "seed \(seed)")
        #expect(try WireShape(message) == WireShape(notice { "word" }), "seed \(seed)")
        #expect(WireShape.fields(of: message).contains { $0 == ("Auto-Submitted", "auto-generated") })
    }

    // MARK: A message with a text in every place that takes one

    private func message(_ one: Case, _ text: () -> String) throws -> [UInt8] {
        let list = try #require(Name("kent"))
        let id = BroadcastID.make(at: Timestamp(milliseconds: 1_795_500_000_000), draftName: text()) { _ in
            false
        }
        let earlier = try one.relation.map { try self.earlier($0, text) }
        let view = MessageView(
            draft: try draft(one, text), list: list, settings: try settings(text),
            configuration: try configuration(text), broadcastID: id, earlier: earlier)
        let rendering = MessageRendering(
            view: view, template: try #require(Name(one.template)), templates: TemplateFolder(folder.path),
            date: Timestamp(milliseconds: 1_795_500_000_000))
        var record = try record(id, text)
        record.fields = MessageView.recipientFields(columns: ["town"])
        record.isShared = one.isShared
        record.ancestors = earlier.map { Ancestor.line(behind: $0.record) } ?? []
        record.messageDomain = "lists.hub.example"
        record.lists = [
            .init(
                name: list, subscribers: 1, badLines: 0, recipients: 1,
                form: try rendering.form(fields: record.fields))
        ]
        let files = (0..<one.files).map { _ in
            Mail.Attachment(name: text(), type: "text/" + text(), octets: Array(text().utf8))
        }
        record.attached = AttachedFiles(files, boundary: id)
        let subscriber = Subscriber(
            address: try EmailAddress("ann@kent.example"), name: text(), columns: ["town": text()])
        var message: [UInt8] = []
        let key = SecretKey([UInt8](repeating: 7, count: 32))
        record.write(to: Recipient(subscriber, list: list), record.messageIDs(key), into: &message)
        return message
    }

    private func draft(_ one: Case, _ text: () -> String) throws -> Draft {
        let place = Position(line: 1, column: 1)
        var draft = Draft(subject: Located(text(), at: place), body: text() + "\n\n" + text())
        draft.replyTo = Located(
            Mailbox(name: text(), address: try EmailAddress("press@hub.example")), at: place)
        draft.contact = text()
        draft.sources = [text(), text()]
        draft.topics = [text()]
        let time = WrittenTime(moment: Timestamp(milliseconds: 1_795_600_000_000), text: text())
        draft.embargo = Located(time, at: place)
        draft.expires = Located(time, at: place)
        draft.attachments = (0..<one.files).map { Located("\($0)", at: place) }
        return draft
    }

    private func settings(_ text: () -> String) throws -> ListSettings {
        var settings = ListSettings()
        settings.title = text()
        settings.description = text()
        settings.from = Mailbox(name: text(), address: try EmailAddress("lines@hub.example"))
        settings.subjectPrefix = text()
        settings.footer = text()
        return settings
    }

    private func configuration(_ text: () -> String) throws -> Configuration {
        var configuration = Configuration(
            organisation: text(), from: Mailbox(name: text(), address: try EmailAddress("press@hub.example")),
            listDomain: "lists.hub.example", folders: Folders(workspace: folder.path), relays: [])
        configuration.postalAddress = text()
        return configuration
    }

    private func record(_ id: String, _ text: () -> String) throws -> BroadcastRecord {
        BroadcastRecord(
            id: id, draft: DraftIdentity(name: text(), contentDigest: "", linesDigest: "", fileMark: ""),
            subject: text(), sender: try EmailAddress("desk@hub.example"), messageDomain: text())
    }

    private func earlier(_ relation: Relation, _ text: () -> String) throws -> Earlier {
        var record = try record(text(), text)
        record.ancestors = try (0..<12).map { _ in Ancestor(try self.record(text(), text)) }
        var draft = Draft(
            subject: Located(text(), at: Position(line: 1, column: 1)), body: text() + "\n\n" + text())
        draft.contact = text()
        return Earlier(relation, BroadcastFolder(folder.path), record, draft: draft)
    }
}
