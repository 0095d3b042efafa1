import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct BroadcastHistoryTests {
    private func record(
        _ id: String, at minute: Int64, content: String = "c", lines: String = "l", size: Int = 3
    )
        throws -> BroadcastRecord
    {
        var record = BroadcastRecord(
            id: id,
            draft: DraftIdentity(name: "a.md", contentDigest: content, linesDigest: lines, fileMark: "1:2"),
            subject: "A", sender: try EmailAddress("desk@hub.example"), messageDomain: "hub.example")
        record.acceptedAt = Timestamp(milliseconds: minute * 60_000)
        record.lists = [
            BroadcastRecord.ListShare(
                name: try #require(Name("news")), subscribers: size, badLines: 0, recipients: size,
                form: MessageForm(pieces: []))
        ]
        return record
    }

    @Test func `only the very same file, with the same octets, is the one a broadcast was made from`() throws
    {
        var history = BroadcastHistory()
        let record = try record("b", at: 0)
        history.add(record)
        let draft = record.draft
        #expect(history.madeFrom(draft.fileMark, draft.contentDigest)?.id == "b")
        #expect(history.madeFrom(draft.fileMark + "x", draft.contentDigest) == nil)
        #expect(history.madeFrom(draft.fileMark, draft.contentDigest + "x") == nil)
        #expect(history.hasAccepted(contentDigest: "c"))
        #expect(!history.hasAccepted(contentDigest: "x"))
    }

    @Test func `the last broadcast of the same lines counts, whatever the order of reading`() throws {
        for minutes in [[1, 5], [5, 1]] as [[Int64]] {
            var history = BroadcastHistory()
            for minute in minutes { history.add(try record("at-\(minute)", at: minute)) }
            let draft = try record("new", at: 0).draft
            let now = Timestamp(milliseconds: 10 * 60_000)
            #expect(history.sameLines(draft.linesDigest, within: 5 * 60_000, of: now) == nil)
            #expect(history.sameLines(draft.linesDigest, within: 5 * 60_000 + 1, of: now)?.id == "at-5")
        }
    }

    @Test func `a list is as long as it was the last time`() throws {
        var history = BroadcastHistory()
        for size in [3, 8] { history.add(try record("b\(size)", at: 0, size: size)) }
        #expect(history.lastSize(of: try #require(Name("news"))) == 8)
        #expect(history.lastSize(of: try #require(Name("kent"))) == nil)
    }

    /// Each way in which a broadcast's folder can be damaged, and a draft dropped after it.
    @Test(arguments: ["", "{\"id\":", "{}", "null", "no file"])
    func `the lines of a broadcast whose record is damaged are not sent again unseen`(_ damage: String) throws
    {
        let desk = try StaffedDesk()
        let first = try desk.accept()
        let path = "broadcasts/\(first.id)/broadcast.json"
        if damage == "no file" {
            try FileManager.default.removeItem(atPath: desk.folder(path))
        } else {
            try desk.folder.write(damage, to: path)
        }
        try desk.restart()
        #expect(desk.desk.history.damaged.map(\.id) == [first.id])
        desk.time.advance(milliseconds: 30 * 86_400_000)
        let reasons = try #require(try desk.take("again.md").heldFor)
        #expect(
            reasons.count == 1 && reasons[0].contains("broadcasts/\(first.id) cannot be read"), "\(reasons)")
        // Other lines are not its affair.
        _ = try desk.accept("other.md", "Subject: Other\nTo: news\n\nText.\n")
    }

    @Test func `where nobody knows what was sent, everything waits for a person within the window`() throws {
        let desk = try StaffedDesk()
        let first = try desk.accept()
        for name in ["broadcast.json", "draft.md"] {
            try FileManager.default.removeItem(atPath: desk.folder("broadcasts/\(first.id)/\(name)"))
        }
        try desk.restart()
        let other = "Subject: Other\nTo: news\n\nText.\n"
        #expect(try desk.take("other.md", other).heldFor != nil)
        guard case .accepted = try desk.approve("other.md") else { throw TestFailure("not let go") }
        desk.time.advance(milliseconds: Int64(desk.configuration.duplicateWindow))
        _ = try desk.accept("more.md", "Subject: More\nTo: news\n\nText.\n")
    }

    @Test func `a folder that is no broadcast holds nothing`() throws {
        let desk = try StaffedDesk()
        try desk.folder.makeFolder("broadcasts/lost+found")
        try desk.restart()
        _ = try desk.accept()
    }
}
