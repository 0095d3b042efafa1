import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct AcceptanceTests {
    @Test(arguments: [
        StaffedDesk.lines, "Subject: Lines\r\nTo: news\r\n\r\nHello.\r\n",
        "\u{FEFF}Subject: Lines\nTo: news\n\nHello.",
        "---\nsubject:   Lines  \nTO: news, news\n---\n\n\nHello.  \n\n\n",
        "Subject: Lines\nTo: news\n\n\u{A0}Hello.\t\n",
        "Subject: Lines\n\nHello.\n", "Subject: Lines\nTo: news\nStance: hold\n\nHello.\n",
    ])
    func `the same subject, text and lists are held within the window, and sent behind it`(_ again: String)
        throws
    {
        let desk = try StaffedDesk(#""defaultLists": ["news"], "duplicateWindow": "2h""#)
        let first = try desk.accept()
        desk.time.advance(milliseconds: 7_199_999)
        let reasons = try #require(try desk.take("other.txt", again).heldFor)
        #expect(
            reasons.count == 1 && reasons.allSatisfy { $0.contains("broadcast \(first.id)") }, "\(reasons)")
        #expect(try desk.why("held", "other.txt").contains("- drafts/other.txt:"))
        desk.time.advance(milliseconds: 1)
        #expect(try desk.accept("third.md", again).id.hasSuffix("-third"))
    }

    @Test func `the order of the lists does not make other lines, another list or word does`() throws {
        let desk = try StaffedDesk(lists: ["kent": "k@hub.example\n", "news": "n@hub.example\n"])
        _ = try desk.accept("a.md", "Subject: A\nTo: kent, news\n\nText.\n")
        #expect(try desk.take("b.md", "Subject: A\nTo: news, kent\n\nText.\n").heldFor != nil)
        _ = try desk.accept("c.md", "Subject: A\nTo: news\n\nText.\n")
        _ = try desk.accept("d.md", "Subject: A\nTo: news\n\nOther text.\n")
        _ = try desk.accept("e.md", "Subject: B\nTo: news\n\nText.\n")
    }

    @Test func `a form of accents that only a computer can tell apart makes no other lines`() throws {
        let desk = try StaffedDesk()
        _ = try desk.accept("a.md", "Subject: Caf\u{E9}\nTo: news\n\nText.\n")
        #expect(try desk.take("b.md", "Subject: Cafe\u{301}\nTo: news\n\nText.\n").heldFor != nil)
    }

    @Test func `a person who lets it go has looked at it`() throws {
        let desk = try StaffedDesk()
        _ = try desk.accept()
        #expect(try desk.take().heldFor != nil)
        guard case .accepted(let record) = try desk.approve("lines.md") else {
            throw TestFailure("not accepted")
        }
        #expect(record.id == "2050-11-23T120000Z-lines-2")
        #expect(record.receipt == "lines-2.md.receipt.txt")
    }

    @Test func `what the lists give cause for holds the draft, until it is let go`() throws {
        let lines = (0..<20).map { "a\($0)@hub.example\n" } + (0..<6).map { "bad-\($0)@\n" }
        let desk = try StaffedDesk(lists: ["news": lines.joined()])
        let reasons = try #require(try desk.take().heldFor)
        #expect(
            reasons.first?.hasPrefix("drafts/lines.md:2:5: lists/news.txt has 6 bad lines") == true,
            "\(reasons)")
        #expect(desk.folder.names(in: "broadcasts") == [])
        let note = try desk.why("held", "lines.md")
        #expect(note.split(separator: "\n").count { $0.contains("'bad-3@'") } == 1, "\(note)")
        guard case .accepted(let record) = try desk.approve("lines.md") else {
            throw TestFailure("not accepted")
        }
        #expect(record.recipients == 20)
        #expect(record.lists.map(\.badLines) == [6])
    }

    @Test func `nobody to mail is held even when it was let go`() throws {
        let desk = try StaffedDesk(lists: ["news": "# nobody yet\n"])
        #expect(try desk.take().heldFor != nil)
        #expect(!(try desk.why("held", "lines.md").contains("linerelay approve")))
        #expect(try desk.approve("lines.md").heldFor != nil)
        #expect(desk.folder.names(in: "broadcasts") == [])
    }

    @Test func `lists that have halved since the last broadcast hold the draft`() throws {
        let desk = try StaffedDesk(lists: ["news": "a@hub.example\nb@hub.example\nc@hub.example\n"])
        _ = try desk.accept()
        try desk.folder.write("a@hub.example\n", to: "lists/news.txt")
        try desk.restart()
        #expect(try desk.take("b.md", "Subject: B\nTo: news\n\nText.\n").heldFor?.count == 1)
    }

    @Test func `a time to send that has passed sends now, with a warning`() throws {
        let desk = try StaffedDesk()
        let record = try desk.accept("a.md", "Subject: A\nTo: news\nSend-At: 2050-11-23 11:00\n\nText.\n")
        #expect(record.problems.count == 1)
        #expect(record.problems[0].hasPrefix("drafts/a.md:3:10: warning: 'Send-At' has passed"))
    }

    @Test func `a list that has gone rejects the draft, and says which list was meant`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write("a@hub.example\n", to: "lists/views.txt")
        try FileManager.default.removeItem(atPath: desk.folder("lists/news.txt"))
        #expect(
            try desk.take("a.md", "Subject: A\nTo: veiws, news\n\nText.\n").problems == [
                "drafts/a.md:2:5: error: there is no list 'veiws'; did you mean 'views'?",
                "drafts/a.md:2:12: error: there is no list 'news'; make lists/news.txt, or correct the name",
            ])
    }

    @Test func `a message that would pass 1 MiB rejects the draft`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write(
            String(repeating: StaffedDesk.template, count: 8), to: "Templates/lines.txt.mustache")
        let text = String(repeating: "All of it, again.\n", count: 10_000)
        let problems = try #require(try desk.take("a.md", "Subject: A\nTo: news\n\n\(text)").problems)
        #expect(
            problems.allSatisfy { $0.contains("the limit is 1 MiB") } && problems.count == 1, "\(problems)")
        #expect(try everything(in: desk) == [])
    }

    private func everything(in desk: StaffedDesk) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: desk.folder("broadcasts"))
    }
}
