import Disk
import Mail
import TestSupport
import Testing

@testable import Broadcasting

@Suite struct ListChangeTests {
    private static let people = "Ann Day <ann@hub.example>\nbob@hub.example\ncara@hub.example\n"

    private func text(_ number: Int, to: String = "news", _ more: String = "") -> String {
        "Subject: Lines \(number)\nTo: \(to)\n\(more)\nHello.\n"
    }

    @Test func `who came and who went since the last broadcast is named`() throws {
        let desk = try StaffedDesk(lists: ["news": ListChangeTests.people])
        let first = try desk.accept("one.md", text(1))
        #expect(first.lists[0].change == nil)
        try desk.folder.write(
            "BOB@hub.example\ndan@hub.example\nEve <eve@hub.example>\n", to: "lists/news.txt")
        let second = try desk.accept("two.md", text(2))
        let change = try #require(second.lists[0].change)
        #expect(
            change.inWords == [
                "news: +2 −2 since broadcast \(first.id)", "    + dan@hub.example",
                "    + Eve <eve@hub.example>",
                "    − Ann Day <ann@hub.example>", "    − cara@hub.example",
            ])
        #expect(try BroadcastRecord(second.json) == second)
        let receipt = try desk.folder.read("drafts/sent/two.md.receipt.txt")
        #expect(receipt.contains("Changed on the lists:\n  news: +2 −2 since broadcast \(first.id)\n"))
        #expect(receipt.contains("\n      − Ann Day <ann@hub.example>\n"))
        #expect(try desk.accept("three.md", text(3)).lists[0].change == nil)
    }

    @Test func `the note of a held draft shows who is missing, ten of them and how many more`() throws {
        let many = (1...30).map { "a\($0)@hub.example\n" }.joined()
        let desk = try StaffedDesk(lists: ["news": many])
        _ = try desk.accept("one.md", text(1))
        try desk.folder.write("a1@hub.example\nnew@hub.example\n", to: "lists/news.txt")
        #expect(try desk.take("two.md", text(2)).heldFor?.count == 1)
        let note = try desk.why("held", "two.md")
        #expect(
            note.contains(
                "\nOn the lists, since the last broadcast to them:\n\nnews: +1 −29 since broadcast 2050"))
        #expect(note.contains("\n    + new@hub.example\n    − a2@hub.example\n"))
        #expect(note.contains("\n    − a11@hub.example\n    − … and 19 more\n\nWhat to do:"))
    }

    @Test func `somebody who got it through another list, or was left out, was there all the same`() throws {
        let desk = try StaffedDesk(lists: [
            "news": ListChangeTests.people, "kent": "ann@hub.example\neve@hub.example\n",
            "away": "eve@hub.example\n",
        ])
        let first = try desk.accept("one.md", text(1, to: "news, kent", "Except: away\n"))
        #expect(first.lists.map(\.recipients) == [3, 0])
        #expect(try desk.accept("two.md", text(2, to: "kent")).lists[0].change == nil)
        try desk.folder.write("eve@hub.example\n", to: "lists/kent.txt")
        #expect(
            try desk.accept("three.md", text(3, to: "news, kent")).lists.map { $0.change?.removed.count } == [
                nil, 1,
            ])
    }

    @Test func `what an older broadcast does not tell is not guessed`() throws {
        let desk = try StaffedDesk(lists: ["news": ListChangeTests.people, "kent": "ann@hub.example\n"])
        let first = try desk.accept("one.md", text(1, to: "news, kent"))
        try Folder.remove(desk.folder("broadcasts/\(first.id)/elsewhere.jsonl"))
        #expect(try desk.accept("two.md", text(2, to: "kent")).lists[0].change == nil)
    }

    @Test func `who is suppressed is on the list all the same`() throws {
        let desk = try StaffedDesk(lists: ["news": ListChangeTests.people])
        let ann = Suppressions.Entry(
            at: desk.time.now, address: try EmailAddress("ann@hub.example"), list: nil, reason: "asked")
        try desk.folder.makeFolder("state")
        try Suppressions(of: desk.configuration.folders).append([ann])
        _ = try desk.accept("one.md", text(1))
        #expect(try desk.accept("two.md", text(2)).lists[0].change == nil)
    }

    @Test func `a preview shows the same`() throws {
        let desk = try StaffedDesk(lists: ["news": ListChangeTests.people])
        let first = try desk.accept("one.md", text(1))
        try desk.folder.write(ListChangeTests.people + "dan@hub.example\n", to: "lists/news.txt")
        let rehearsal = try Rehearsal(
            Array(text(2).utf8), path: "drafts/two.md", for: nil, id: "preview", desk.configuration,
            zone: StaffedDesk.zone, now: desk.time.now)
        #expect(
            rehearsal.changes.map(\.inWords) == [
                ["news: +1 since broadcast \(first.id)", "    + dan@hub.example"]
            ])
    }
}
