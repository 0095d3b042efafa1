import Mail
import Testing

@testable import Broadcasting

struct PlainMailboxTests {
    @Test(arguments: [
        "jo@hub.example", "<jo@hub.example>", "Jo Bloggs <jo@hub.example>", "O'Brien, B. <b@hub.example>",
    ])
    func `ordinary lines go the quick way`(line: String) {
        #expect(PlainMailbox(Array(line.utf8)[...]) != nil)
    }

    @Test(arguments: [
        "\"Jo\" <jo@hub.example>", "'Jo' <jo@hub.example>", "Zo\u{EB} <zoe@hub.example>",
        "a@b.example <c@d.example>",
        "Jo <jo@hub.example> x", "Jo <jo@hub.example", "jo", "J\u{7}o <jo@hub.example>",
    ])
    func `odd lines go the other way`(line: String) {
        #expect(PlainMailbox(Array(line.utf8)[...]) == nil)
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `the quick way to read a mailbox says what the full one says`(seed: UInt64) {
        var random = ListRandom(seed: seed)
        let line =
            random.bytes(Int.random(in: 0...14, using: &random), from: Array("Jo B.,'\"\\-@()#".utf8))
            + Array(
                [" <jo@hub.example>", "jo@hub.example", "<jo@hub.example>", " <jo@gmial.com>", ""][
                    Int(seed % 5)
                ].utf8)
        guard let plain = PlainMailbox(line[...]), let text = String(validating: line, as: UTF8.self) else {
            return
        }
        guard let (mailbox, warnings) = try? Mailbox.parse(text) else {
            Issue.record("taken by the quick way only: \(text)")
            return
        }
        #expect(mailbox == Mailbox(name: plain.name, address: plain.parsed.address))
        #expect(warnings == plain.parsed.warnings)
    }
}
