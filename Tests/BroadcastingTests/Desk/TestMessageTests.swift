import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct TestMessageTests {
    private func make(_ desk: StaffedDesk, _ text: String, to address: String) throws -> Result<
        TestMessage, Problems
    > {
        try TestMessage.make(
            Array(text.utf8), path: "a.md", to: try EmailAddress(address), desk.configuration,
            zone: StaffedDesk.zone,
            now: desk.time.now)
    }

    private func message(_ desk: StaffedDesk, _ text: String, to address: String) throws -> String {
        String(decoding: try make(desk, text, to: address).get().content, as: UTF8.self)
    }

    @Test func `a subscriber's message is as they would get it, from their own list`() throws {
        let desk = try StaffedDesk(lists: ["kent": "Kay <kay@hub.example>\n", "news": "ann@hub.example\n"])
        let text = "Subject: A\nTo: news, kent\n\nText.\n"
        let message = try message(desk, text, to: "KAY@hub.example")
        #expect(message.contains("To: Kay <kay@hub.example>\r\n"), "\(message)")
        #expect(message.contains("subject=3Dunsubscribe%20kent") || message.contains("unsubscribe%20kent"))
        #expect(!message.contains("ann@"))
    }

    @Test func `anybody else gets it as on the first list`() throws {
        let desk = try StaffedDesk()
        let message = try message(desk, StaffedDesk.lines, to: "press@hub.example")
        #expect(message.contains("To: press@hub.example\r\n"), "\(message)")
        #expect(message.contains("unsubscribe%20news"))
        #expect(desk.folder.names(in: "broadcasts") == [])
    }

    @Test(arguments: [
        ("Subject: A\nTo: nws\n\nText.\n", "a.md:2:5: error: there is no list 'nws'; did you mean 'news'?"),
        (
            "Subject: A\nTo: news\n",
            "a.md:3:1: error: there is no text; write it behind the keys and a blank line"
        ),
        (
            "Subject: A\n\nText.\n",
            "a.md:1:10: error: there is no 'To:' key: say which lists this goes to, for instance 'To: news'"
        ),
    ])
    func `a draft with errors is no message`(_ text: String, _ problem: String) throws {
        let desk = try StaffedDesk()
        guard case .failure(let found) = try make(desk, text, to: "press@hub.example") else {
            throw TestFailure("a message was made")
        }
        #expect(found.all.map(\.description) == [problem])
    }

    @Test func `what would be warned of, or hold the draft, is told`() throws {
        let lines = (0..<20).map { "a\($0)@hub.example\n" } + (0..<6).map { "bad-\($0)@\n" }
        let desk = try StaffedDesk(lists: ["news": lines.joined()])
        let text = "Subject: A\nTo: news\nSend-At: 2050-11-23 11:00\n\nText.\n"
        let warnings = try make(desk, text, to: "press@hub.example").get().warnings
        #expect(warnings.first?.hasPrefix("a.md:3:10: warning: 'Send-At' has passed") == true, "\(warnings)")
        #expect(
            warnings.contains {
                $0.hasPrefix("a.md:2:5: warning: it would be held: lists/news.txt has 6 bad lines")
            }, "\(warnings)")
        #expect(warnings.count { $0.hasPrefix("lists/news.txt:") } == 6, "\(warnings)")
    }

    @Test func `a list that nobody is left on is no reason not to send one message`() throws {
        let desk = try StaffedDesk(lists: ["news": "# nobody yet\n"])
        let warnings = try make(desk, StaffedDesk.lines, to: "press@hub.example").get().warnings
        #expect(warnings.contains { $0.contains("it would be held: ") }, "\(warnings)")
    }
}
