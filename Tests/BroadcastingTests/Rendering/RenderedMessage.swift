import Foundation
import Mail
import TestSupport

@testable import Broadcasting

/// Renders one message in a test: the project's own templates, with those that a test adds.
struct RenderedMessage {
    let folder: TemporaryFolder
    var draft: Draft
    var settings = ListSettings()
    var template = "lines"
    var configuration: Configuration

    init(_ text: String = "Subject: Lines\nTo: kent\n\nBody", templates: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: Repository.file("Templates"), toPath: folder("Templates"))
        for (name, source) in templates { try folder.write(source, to: "Templates/\(name).mustache") }
        draft = try Reading.draft(text)
        configuration = Configuration(
            organisation: "Hub & Co", from: try Mailbox("Press desk <press@hub.example>"),
            listDomain: "lists.hub.example", folders: Folders(workspace: folder.path), relays: [])
    }

    var view: MessageView {
        get throws {
            MessageView(
                draft: draft, list: try unwrapped(Name("kent")), settings: settings,
                configuration: configuration, broadcastID: "2026-11-24T060000Z-lines")
        }
    }

    var rendering: MessageRendering {
        get throws {
            MessageRendering(
                view: try view, template: try unwrapped(Name(template)),
                templates: TemplateFolder(configuration.folders.templates),
                date: Timestamp(milliseconds: 1_795_500_000_000), draftPath: "drafts/a.md")
        }
    }

    /// The message to one subscriber, as it goes out.
    func wire(to text: String = "Ann Day <ann@kent.example>", columns: [String: String] = [:]) throws
        -> String
    {
        var subscriber = Subscriber(address: try Mailbox(text).address)
        subscriber.name = try Mailbox(text).name
        subscriber.columns = columns
        let recipient = Recipient(subscriber, list: try unwrapped(Name("kent")))
        let fields = MessageView.recipientFields(columns: Array(columns.keys))
        var wire: [UInt8] = []
        try rendering.form(fields: fields).write(
            to: recipient.mailbox, messageID: "1@hub.example", values: recipient.values(fields), into: &wire)
        return String(decoding: wire, as: UTF8.self)
    }

    /// Soft line breaks taken out; what else is encoded stays so.
    func text(columns: [String: String] = [:]) throws -> String {
        try wire(columns: columns).replacing("=\r\n", with: "").replacing("\r\n", with: "\n")
    }

    /// What is wrong with its templates or its length, a line each.
    func problems(columns: [String] = []) throws -> [String] {
        let fields = MessageView.recipientFields(columns: columns)
        let rendering = try rendering
        do throws(Problems) {
            _ = try rendering.form(fields: fields)
            return []
        } catch { return error.all.map(\.description) }
    }

    private func unwrapped<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw TestFailure("a name in the test is no name") }
        return value
    }
}
