import Mail
import Mustache
import Testing

@testable import Broadcasting

@Suite struct MessageViewTests {
    static let names = [
        "subject", "body.html", "body.text", "stance", "embargo", "expires", "contact", "sources", "topics",
        "list.name", "list.title", "list.description", "list.address", "list.id", "list.from", "list.replyTo",
        "list.subjectPrefix", "list.footer", "organisation", "postalAddress", "subscriber.name",
        "subscriber.email", "subscriber.town", "unsubscribe.url", "broadcast.id", "archive.url",
        "owner.email",
        "owner.url", "stanceLabel", "stanceAdvice", "stanceColour", "stanceLimit", "updates", "withdraws",
        "earlier.id", "earlier.subject", "earlier.date", "changes",
    ]

    private func value(_ name: String, in value: Value) -> Value? {
        name.split(separator: ".").reduce(Optional(value)) { found, part in
            guard case .map(let members)? = found else { return nil }
            return members[String(part)]
        }
    }

    @Test(arguments: names)
    func `every name of the contract exists, though it may be empty`(name: String) throws {
        let values = try RenderedMessage().view.values(fields: ["name", "email", "town"], bodyHTML: "")
        #expect(value(name, in: values) != nil)
    }

    @Test(arguments: [
        ("list.from", "Press desk <press@hub.example>"), ("list.replyTo", "Press desk <press@hub.example>"),
        ("list.title", "kent"), ("list.id", "kent.lists.hub.example"),
        ("list.address", "kent@lists.hub.example"),
        ("stance", "respond"), ("embargo", ""), ("broadcast.id", "2026-11-24T060000Z-lines"),
        ("unsubscribe.url", "mailto:press@hub.example?subject=unsubscribe%20kent"),
        ("owner.email", "press@hub.example"), ("owner.url", "mailto:press@hub.example"), ("updates", ""),
    ])
    func `a name stands for what the configuration and the draft say`(name: String, text: String) throws {
        let values = try RenderedMessage().view.values(fields: [], bodyHTML: "")
        #expect(value(name, in: values) == .string(text))
    }

    @Test func `name and email come first, columns by their names`() {
        #expect(
            MessageView.recipientFields(columns: ["town", "name", "a"]) == ["name", "email", "a", "town"])
    }

    @Test(arguments: [
        ("desk@hub.example", "desk@hub.example"), ("a+b&c@x.example", "a%2Bb%26c@x.example"),
        ("o'neil%x?y=z@x.example", "o%27neil%25x%3Fy%3Dz@x.example"), ("A-z_0.9~@x", "A-z_0.9~@x"),
    ])
    func `an address keeps its meaning in a mailto URL`(address: String, encoded: String) {
        #expect(MessageView.percentEncoded(address) == encoded)
    }

    @Test(arguments: Stance.allCases)
    func `a stance says what to do in words, on a colour of its own`(stance: Stance) {
        #expect(!stance.label.isEmpty && stance.advice.hasSuffix("."))
        #expect(Stance.allCases.filter { $0.label == stance.label || $0.colour == stance.colour } == [stance])
    }

    @Test(arguments: [
        ("respond", ""), ("if-asked", "if-asked"), ("hold", "hold"), ("do-not-amplify", "do-not-amplify"),
        ("amplify", ""),
    ])
    func `a stance is a limit where it keeps people from speaking`(stance: String, limit: String) throws {
        let message = try RenderedMessage("Subject: S\nTo: kent\nStance: \(stance)\n\nB")
        let values = try message.view.values(fields: [], bodyHTML: "")
        #expect(value("stanceLimit", in: values) == .string(limit))
    }

    /// WCAG 2.1, success criterion 1.4.3; its gamma curve is near a square.
    @Test(arguments: Stance.allCases)
    func `white text on a stance's colour can be read`(stance: Stance) throws {
        let rgb = try #require(UInt32(stance.colour.dropFirst(), radix: 16))
        let channels = [16, 8, 0].map { Double(rgb >> UInt32($0) & 255) / 255 }
        let luminance =
            0.2126 * channels[0] * channels[0] + 0.7152 * channels[1] * channels[1]
            + 0.0722 * channels[2] * channels[2]
        #expect(1.05 / (luminance + 0.05) >= 4.5)
    }
}
