import Mail
import TestSupport
import Testing

@testable import Broadcasting

@Suite struct MessageRenderingTests {
    /// The header, unfolded.
    private func header(_ message: RenderedMessage) throws -> String {
        let wire = try message.wire()
        return String(wire[..<(wire.firstRange(of: "\r\n\r\n")?.lowerBound ?? wire.endIndex)])
            .replacing("\r\n ", with: " ").replacing("\r\n", with: "\n")
    }

    @Test func `every field of the contract is there, once`() throws {
        #expect(
            try header(RenderedMessage()) == """
                From: Press desk <press@hub.example>
                To: Ann Day <ann@kent.example>
                Reply-To: Press desk <press@hub.example>
                Subject: Lines
                Date: Tue, 24 Nov 2026 06:00:00 +0000
                Message-ID: <1@hub.example>
                List-Id: kent <kent.lists.hub.example>
                List-Unsubscribe: <mailto:press@hub.example?subject=unsubscribe%20kent>
                List-Owner: <mailto:press@hub.example>
                List-Help: <mailto:press@hub.example?subject=help>
                List-Post: NO
                Precedence: list
                X-Auto-Response-Suppress: OOF, AutoReply
                Feedback-ID: 2026-11-24T060000Z-lines:kent:lines:lists-hub-examp
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary="=_20261124T060000Zlines"
                """)
    }

    @Test func `a draft that ends says when, and nothing says that a machine wrote it`() throws {
        let text = "Subject: Lines\nTo: kent\nExpires: 2050-11-26\n\nBody"
        let header = try header(RenderedMessage(text))
        #expect(header.contains("\nExpires: Sun, 27 Nov 2050 00:00:00 +0000\n"), "\(header)")
        #expect(!header.lowercased().contains("auto-submitted"))
    }

    @Test func `a list's own settings win, and a draft's Reply-To over them`() throws {
        var message = try RenderedMessage()
        message.configuration.replyTo = try Mailbox("all@hub.example")
        #expect(try header(message).contains("Reply-To: all@hub.example\n"))
        message.settings.from = try Mailbox("Kent desk <kent@hub.example>")
        message.settings.replyTo = try Mailbox("Réply <kent-reply@hub.example>")
        message.settings.subjectPrefix = "[Kent]"
        message.settings.title = "Kent, all"
        let header = try header(message)
        #expect(header.contains("From: Kent desk <kent@hub.example>\n"))
        #expect(header.contains("Reply-To: =?utf-8?q?R=C3=A9ply?= <kent-reply@hub.example>\n"))
        #expect(header.contains("Subject: [Kent] Lines\n"))
        #expect(header.contains("List-Id: \"Kent, all\" <kent.lists.hub.example>\n"))
        message.draft.replyTo = Located(try Mailbox("d@hub.example"), at: Position(line: 1, column: 1))
        #expect(try self.header(message).contains("Reply-To: d@hub.example\n"))
    }

    @Test func `braces arrive as typed, wherever they stand`() throws {
        let braces = "{{subject}} {{{x}}}"
        var message = try RenderedMessage(
            "Subject: S \(braces)\nTo: kent\nContact: C \(braces)\n\nB \(braces)")
        message.settings.footer = "F \(braces)"
        message.configuration.organisation = "O \(braces)"
        let text = try message.text()
        for mark in ["Subject: S ", "SPEAK: C ", "\nB ", "\nF ", "\nO ", "<p>B ", "<h1>S "] {
            #expect(text.contains(mark + braces), "\(mark)")
        }
    }

    @Test func `a subscriber's value is escaped in HTML whatever the template says`() throws {
        let templates = ["t.txt": "{{subscriber.town}}", "t.html": "{{{subscriber.town}}}"]
        var message = try RenderedMessage(templates: templates)
        message.template = "t"
        let text = try message.text(columns: ["town": "<b>{{x}}&"])
        #expect(text.contains("\n\n<b>{{x}}&\n"))
        #expect(text.contains("\n\n&lt;b&gt;{{x}}&amp;\n"))
    }

    @Test func `a template without HTML makes a message of its text alone`() throws {
        var message = try RenderedMessage(templates: ["t.txt": "{{subject}}"])
        message.template = "t"
        let wire = try message.wire()
        #expect(wire.contains("Content-Type: text/plain; charset=utf-8\r\n"))
        #expect(wire.hasSuffix("\r\n\r\nLines\r\n"))
    }

    /// As docs/templates.md shows it.
    @Test func `a template of one's own takes in lines and says one thing otherwise`() throws {
        let box =
            "{{<box}}\n{{$class}}change{{/class}}\n{{$inside}}\n<p>Ring Kent.</p>\n{{/inside}}\n{{/box}}\n"
        var message = try RenderedMessage(templates: [
            "kent.txt": "{{<lines}}\n{{$note}}\nRing Kent.\n\n{{/note}}\n{{/lines}}\n",
            "kent.html": "{{<lines}}\n{{$note}}\n\(box){{/note}}\n{{/lines}}\n",
        ])
        message.template = "kent"
        let text = try message.text()
        #expect(text.contains("in public.\n\nRing Kent.\n\n------------------------------\n\nLines\n"))
        #expect(
            text.contains("<td class=3D\"change\" style=3D\"padding:12px 20px\">\n<p>Ring Kent.</p>\n</td>"))
    }

    @Test func `a section says something else where a subscriber has no value`() throws {
        let source =
            "{{#subscriber.town}}in {{.}}{{/subscriber.town}}{{^subscriber.town}}nowhere{{/subscriber.town}}"
        var message = try RenderedMessage(templates: ["t.txt": source])
        message.template = "t"
        #expect(try message.text(columns: ["town": "Dover"]).hasSuffix("in=20Dover\n"))
        #expect(try message.text(columns: ["town": ""]).hasSuffix("nowhere\n"))
    }

    @Test(arguments: [
        ("{{subjct}}", "1:1: error: there is no value 'subjct'; did you mean 'subject'?"),
        (
            "{{#contact}}\n é{{subscriber.twon}}{{/contact}}",
            "2:3: error: there is no value 'subscriber.twon': none of the lists has such a column;"
                + " did you mean 'subscriber.town'?"
        ),
        ("{{^contact}}{{x.y}}{{/contact}}", "1:13: error: there is no value 'x.y'"),
        ("{{> stnding}}", "1:1: error: there is no partial 'stnding'; did you mean 'standing'?"),
        ("{{> zzz}}", "1:1: error: there is no partial 'zzz'; it would be Templates/zzz.txt.mustache"),
        ("{{#subject}}", "1:1: error: section 'subject' is opened here and never closed"),
        (
            "{{> t}}",
            "1:1: error: partials and sections nest more than 200 deep: "
                + "Templates/t.txt.mustache > t > t > t > t > t > …"
        ),
    ])
    func `a mistake in a template has its place and advice`(source: String, problem: String) throws {
        var message = try RenderedMessage(templates: ["t.txt": source])
        message.template = "t"
        #expect(try message.problems(columns: ["town"]) == ["Templates/t.txt.mustache:" + problem])
    }

    @Test func `a broken partial is named at its own place`() throws {
        let message = try RenderedMessage(templates: ["style.html": "\n{{/x}}"])
        #expect(
            try message.problems() == [
                "Templates/style.html.mustache:2:1: error: '{{/x}}' closes nothing: nothing is open here"
            ])
    }

    @Test func `a missing template is named with the nearest`() throws {
        var message = try RenderedMessage()
        message.template = "lnes"
        #expect(
            try message.problems() == [
                "Templates/lnes.txt.mustache:1:1: error: there is no such template; did you mean 'lines'?"
            ])
    }

    @Test func `a text that becomes too long is the draft's mistake`() throws {
        var message = try RenderedMessage()
        message.draft.body = String(repeating: "\"", count: 200_000)
        #expect(
            try message.problems() == [
                "drafts/a.md:1:1: error: the message would have 1171 KiB, and the limit is 1 MiB: shorten the text"
            ])
    }

    @Test func `a template of 50,000 tags is checked in one pass, whatever the draft holds`() throws {
        let templates = ["t.txt": String(repeating: "{{> p}}", count: 50_000), "p.txt": "{{stance}}"]
        var message = try RenderedMessage(templates: templates)
        message.template = "t"
        message.draft.body = String(repeating: "word ", count: 40_000)
        #expect(try message.problems() == [])
    }

    @Test func `docs/headers.md names every field of a message`() throws {
        let message = try RenderedMessage("Subject: Lines\nTo: kent\nExpires: 2026-11-27\n\nBody")
        let names = try header(message).split(separator: "\n").compactMap { $0.split(separator: ":").first }
        let page = String(
            decoding: try #require(fileOctets(Repository.file("docs/headers.md"))), as: UTF8.self)
        #expect(names.count > 15)
        #expect(names.filter { !page.contains("`\($0)`") } == [])
    }
}
