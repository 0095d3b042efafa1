import Disk
import Foundation
import JSON
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct DeskTests {
    @Test func `an accepted draft is a folder, a receipt, and no file in the drafts folder`() throws {
        let desk = try StaffedDesk()
        let record = try desk.accept()
        #expect(record.id == "2050-11-23T120000Z-lines")
        #expect(desk.folder.names(in: "broadcasts") == [record.id])
        #expect(
            desk.folder.names(in: "broadcasts/\(record.id)")
                == ["broadcast.json", "draft.md", "message.eml", "recipients.jsonl", "summary.json"])
        #expect(try desk.folder.read("broadcasts/\(record.id)/draft.md") == StaffedDesk.lines)
        #expect(desk.folder.names(in: "drafts/sent") == ["lines.md.receipt.txt"])
        #expect(try desk.folder.read("drafts/sent/lines.md.receipt.txt").contains("State: sending"))
        #expect(!Folder.exists(desk.folder("drafts/lines.md")))
    }

    @Test func `the archive copy is the list's own, by its address`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write(
            "{{subject}} {{subscriber.name}} {{subscriber.email}}, on {{list.title}} {{unsubscribe.url}}\n",
            to: "Templates/lines.txt.mustache")
        let record = try desk.accept()
        let copy = try desk.folder.read("broadcasts/\(record.id)/message.eml")
        #expect(copy.contains("=20news@example.org=\r\n, on news"), "\(copy)")
    }

    @Test func `a list that was saved less than a tenth of a second ago is waited for`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write(StaffedDesk.lines, to: "drafts/lines.md")
        try desk.folder.write("ann@hub.example\n", to: "lists/news.txt")
        var status = stat()
        try #require(stat(desk.folder("lists/news.txt"), &status) == 0)
        let saved = Int64(status.st_ctim.tv_sec) * 1000 + Int64(status.st_ctim.tv_nsec) / 1_000_000
        desk.time.advance(milliseconds: saved + 99 - desk.time.now.milliseconds)
        guard case .postponed("lines.md", _, .fileBeingSaved) = desk.desk.take(try desk.settled("lines.md"))
        else { throw TestFailure("not waited for") }
        desk.time.advance(milliseconds: 1)
        guard case .accepted = desk.desk.take(try desk.settled("lines.md")) else {
            throw TestFailure("not accepted")
        }
    }

    @Test func `damaged suppressions are for a person, by the name that people know the file by`() throws {
        let desk = try StaffedDesk()
        try desk.folder.makeFolder("state")
        try desk.folder.write("damage\n", to: "state/suppressions.jsonl")
        guard case .postponed(_, let why, .damage) = try desk.take() else {
            throw TestFailure("not postponed")
        }
        #expect(why.hasPrefix("state/suppressions.jsonl:1: 'damage'"), "\(why)")
    }

    @Test func `a rejected draft lies beside the reason, with its line and column`() throws {
        let desk = try StaffedDesk()
        #expect(
            try desk.take("a.md", "Subject: A\nTo: news\nEmbrago: 2050-11-24\n\nText.\n").problems?.count == 1
        )
        #expect(desk.folder.names(in: "drafts/rejected") == ["a.md", "a.md.why.txt"])
        #expect(try desk.why("rejected", "a.md").contains("drafts/a.md:3:1: error: unknown key 'Embrago'"))
        #expect(desk.folder.names(in: "broadcasts") == [])
    }

    @Test(arguments: [
        ("{{subjct}}\n{{unsubscribe.url}}\n", "did you mean 'subject'?"), ("{{#a}}", "lines.txt.mustache:1:"),
    ])
    func `a template's fault is not the draft's`(_ template: String, _ hint: String) throws {
        let desk = try StaffedDesk()
        try desk.folder.write(template, to: "Templates/lines.txt.mustache")
        #expect(try desk.take().problems != nil)
        let why = try desk.why("rejected", "lines.md")
        #expect(why.contains("has to put Templates/lines.txt.mustache right"), "\(why)")
        #expect(why.contains(hint), "\(why)")
    }

    @Test func `a name that is taken gets a number`() throws {
        let desk = try StaffedDesk()
        for _ in 0..<3 { _ = try desk.take("a.md", "Subject: A\n\nText.\n") }
        #expect(
            desk.folder.names(in: "drafts/rejected")
                == ["a-2.md", "a-2.md.why.txt", "a-3.md", "a-3.md.why.txt", "a.md", "a.md.why.txt"])
    }

    @Test func `the same file found again after a crash is no second broadcast`() throws {
        let desk = try StaffedDesk()
        let lines = StaffedDesk.lines.replacing("To: news", with: "To: news\nExpires: 2050-11-24")
        try desk.folder.write(lines, to: "drafts/lines.md")
        try desk.folder.makeFolder("drafts/.lines.md.accepted")
        guard case .accepted(let record) = desk.desk.take(try desk.settled("lines.md")) else {
            throw TestFailure("not accepted though its file cannot be removed")
        }
        #expect(Folder.exists(desk.folder("drafts/lines.md")))
        try FileManager.default.removeItem(atPath: desk.folder("drafts/.lines.md.accepted"))
        try FileManager.default.removeItem(atPath: desk.folder("drafts/sent/lines.md.receipt.txt"))
        // Even when it could not be accepted any more.
        desk.time.advance(milliseconds: 3 * 86_400_000)
        try desk.restart()
        #expect(desk.desk.take(try desk.settled("lines.md")) == .tidied(name: "lines.md", id: record.id))
        #expect(!Folder.exists(desk.folder("drafts/lines.md")))
        #expect(desk.folder.names(in: "drafts/sent") == ["lines.md.receipt.txt"])
        #expect(desk.folder.names(in: "broadcasts") == [record.id])
    }

    @Test func `a file that could not be removed goes a little later`() throws {
        let desk = try StaffedDesk()
        try desk.folder.makeFolder("drafts/.lines.md.accepted")
        _ = try desk.accept()
        desk.desk.tidy()
        #expect(Folder.exists(desk.folder("drafts/lines.md")))
        try FileManager.default.removeItem(atPath: desk.folder("drafts/.lines.md.accepted"))
        desk.desk.tidy()
        #expect(!Folder.exists(desk.folder("drafts/lines.md")))
    }

    @Test(arguments: [
        "Subject: Lines\nTo: news\n\nHullo.\n", "Subject: Longer lines\nTo: news\n\nHello.\n", "",
    ])
    func `what was saved while the draft was accepted stays in the folder`(_ newer: String) throws {
        let desk = try StaffedDesk()
        try desk.folder.write(StaffedDesk.lines, to: "drafts/lines.md")
        let file = try desk.settled("lines.md")
        let open = try File(desk.folder("drafts/lines.md"), O_WRONLY | O_TRUNC)
        try open.write(Array(newer.utf8))
        guard case .accepted = desk.desk.take(file) else { throw TestFailure("not accepted") }
        #expect(try desk.folder.read("drafts/lines.md") == newer)
    }

    @Test func `what was saved while the draft was turned away is looked at again`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write("Subject: Lines\n\nHello.\n", to: "drafts/lines.md")
        let file = try desk.settled("lines.md")
        try desk.folder.write(StaffedDesk.lines, to: "drafts/lines.md")
        #expect(desk.desk.take(file) == .postponed(name: "lines.md", why: "it has been saved again"))
        guard case .accepted = desk.desk.take(try desk.settled("lines.md")) else {
            throw TestFailure("not accepted")
        }
    }

    @Test func `notes go when their draft goes, and no others`() throws {
        let desk = try StaffedDesk()
        for name in ["a.md", "b.md"] { _ = try desk.take(name, "Subject: A\n\nText.\n") }
        try FileManager.default.removeItem(atPath: desk.folder("drafts/rejected/a.md"))
        desk.desk.tidy()
        #expect(desk.folder.names(in: "drafts/rejected") == ["b.md", "b.md.why.txt"])
    }

    @Test func `an end whose telling a crash has swallowed is told of at the start, once`() throws {
        let desk = try StaffedDesk()
        let record = try desk.accept()
        var writer = JSONWriter()
        for (index, address) in ["ann@hub.example", "bob@hub.example"].enumerated() {
            DeliveryEvent(at: desk.time.now, recipient: index, to: address, kind: .accepted, attempt: 1)
                .write(into: &writer)
        }
        let log = String(decoding: writer.bytes, as: UTF8.self)
        try desk.folder.write(log, to: "broadcasts/\(record.id)/deliveries.jsonl")
        try desk.restart()
        let untold = desk.desk.untold()
        #expect(untold.map(\.record.id) == [record.id])
        untold.forEach(desk.desk.writeReceipt)
        #expect(desk.desk.untold() == [])
        let receipt = try desk.folder.read("drafts/sent/lines.md.receipt.txt")
        #expect(receipt.contains("State: sent\n  2 accepted\n"), "\(receipt)")
    }

    @Test func `only what it has prepared itself is cleared away`() throws {
        let desk = try StaffedDesk()
        for name in [".2050-11-23T120000Z-lines", ".backup"] {
            try desk.folder.makeFolder("broadcasts/\(name)")
            try desk.folder.write("x", to: "broadcasts/\(name)/draft.md")
        }
        try desk.restart()
        #expect(try Folder.names(in: desk.folder("broadcasts")) == [".backup"])
    }

    @Test func `broadcasts are their owner's alone, whoever made the folder`() throws {
        let desk = try StaffedDesk()
        try #require(chmod(desk.folder("broadcasts"), 0o755) == 0)
        try desk.restart()
        let record = try desk.accept()
        for name in ["broadcasts", "broadcasts/\(record.id)"] {
            var status = stat()
            try #require(stat(desk.folder(name), &status) == 0)
            #expect(status.st_mode & 0o777 == 0o700)
        }
    }

    @Test func `a file that is too big, of another kind, or of a strange name is turned away unread`() throws
    {
        let desk = try StaffedDesk()
        try desk.folder.write("x", to: "drafts/a.md")
        var file = try desk.settled("a.md")
        file.content = .tooBig(size: 262_145)
        #expect(
            desk.desk.take(file).problems
                == [
                    "drafts/a.md:1:1: error: the file has 262145 bytes; a draft has at most 262144 (256 KiB): "
                        + "shorten the text"
                ])
        try desk.folder.write("x", to: "drafts/a.docx")
        file = try desk.settled("a.docx")
        file.content = .foreign("this is a Word document")
        #expect(desk.desk.take(file).problems == ["drafts/a.docx:1:1: error: this is a Word document"])
        try desk.folder.write("x", to: "drafts/b\n.md")
        file = try desk.settled("b\n.md")
        file.name = "b?.md"
        file.content = .badName
        #expect(desk.desk.take(file) == .renamed(to: "b-.md"))
        #expect(Folder.exists(desk.folder("drafts/b-.md")))
    }
}
