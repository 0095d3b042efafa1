import Disk
import Glibc
import JSON
import Mail
import class TestSupport.TemporaryFolder
import struct TestSupport.TestFailure
import func TestSupport.writeFile
import Testing

@testable import Broadcasting

/// A withdrawal stops what is unsent, and goes to those who were sent it, or may have been, and to nobody else.
struct WithdrawalTests {
    let desk: StaffedDesk
    let first: BroadcastRecord
    private var folder: Broadcasting.BroadcastFolder {
        Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(first.id)"))
    }
    private var text: String { "Subject: Lines\nTo: news\nWithdraws: \(first.id)\n\nDo not use them.\n" }

    init() throws {
        let lists = ["news": (0..<6).map { "r\($0)@hub.example\n" }.joined(), "other": "x@hub.example\n"]
        desk = try StaffedDesk(lists: lists)
        first = try desk.accept()
    }

    private func log(_ events: [(DeliveryEvent.Kind, Int)]) throws {
        let log = try DeliveryLog(folder.logPath)
        for (kind, index) in events {
            log.append(
                DeliveryEvent(
                    at: desk.time.now, recipient: index, to: "r\(index)@hub.example", kind: kind, attempt: 1))
        }
        #expect(log.commit() == .done)
    }

    @Test func `what is withdrawn stops, though an attachment of the withdrawal is still being saved`() throws
    {
        let path = desk.folder("drafts/attachments/note.txt")
        try writeFile("half", to: path)
        let writer = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
        defer { close(writer) }
        let wrong = text.replacing("Withdraws", with: "Attach: note.txt\nAttach: none.txt\nWithdraws")
        guard case .postponed = try desk.take("b.md", wrong) else { throw TestFailure("not postponed") }
        #expect(!folder.isCancelled)
        let right = text.replacing("Withdraws", with: "Attach: note.txt\nWithdraws")
        guard case .postponed(_, _, .fileBeingSaved) = try desk.take("c.md", right) else {
            throw TestFailure("not postponed")
        }
        #expect(folder.isCancelled && folder.cancelReason == "the lines were withdrawn")
    }

    private func recipients(of record: BroadcastRecord) throws -> [String] {
        let file = try RecipientFile(desk.folder("broadcasts/\(record.id)/recipients.jsonl"))
        return try (0..<file.count).map { try file.recipient(at: $0).address.description }
    }

    @Test func `it waits until nothing more of it leaves, and goes to those who may have it`() throws {
        try log([
            (.attempting, 0), (.accepted, 0), (.attempting, 1), (.deferred, 2), (.attempting, 3),
            (.unconfirmed, 3), (.rejected, 4),
        ])
        guard case .postponed(_, let why, _) = try desk.take("b.md", text) else {
            Issue.record("it did not wait")
            return
        }
        #expect(why.contains("is being stopped first"))
        #expect(folder.isCancelled && folder.cancelReason == "the lines were withdrawn")
        folder.mark(.cancelled)
        // Whoever left the list since has to know as well.
        try desk.folder.write("r0@hub.example\nnew@hub.example\n", to: "lists/news.txt")
        guard case .accepted(let record) = desk.desk.take(try desk.settled("b.md")) else {
            Issue.record("it was not accepted")
            return
        }
        #expect(try recipients(of: record) == ["r0@hub.example", "r1@hub.example", "r3@hub.example"])
        #expect(record.priority == .urgent && record.relation == .withdraws)
        #expect(record.subject == "Lines")
        // What it went to says nothing of the list's length.
        try desk.restart()
        let news = try #require(Name("news"))
        #expect(desk.desk.history.lastSize(of: news) == 6)
        #expect(desk.desk.history.last(to: news) == .init(id: first.id, subscribers: 6))
    }

    @Test func `where its end is not told, it goes on when nothing can begin any more`() throws {
        try log([(.attempting, 1)])
        _ = try desk.take("b.md", text)
        desk.time.advance(milliseconds: 4_999)
        guard case .postponed = desk.desk.take(try desk.settled("b.md")) else {
            Issue.record("it did not wait")
            return
        }
        desk.time.advance(milliseconds: 1)
        guard case .accepted(let record) = desk.desk.take(try desk.settled("b.md")) else {
            Issue.record("it was not accepted")
            return
        }
        #expect(try recipients(of: record) == ["r1@hub.example"])
    }

    @Test func `where nobody was sent it, nobody is told, and it is stopped all the same`() throws {
        _ = try desk.take("b.md", text)
        folder.mark(.cancelled)
        let problems = try #require(desk.desk.take(try desk.settled("b.md")).problems)
        #expect(problems.count == 1 && problems[0].contains("there is nobody to tell"), "\(problems)")
        #expect(folder.isCancelled)
    }

    @Test func `whoever is suppressed since is not mailed again, and lists in it are not heeded`() throws {
        try log([(.attempting, 0), (.accepted, 0), (.attempting, 1), (.accepted, 1)])
        folder.mark(.sent)
        try desk.folder.makeFolder("state")
        try Suppressions(desk.folder("state/suppressions.jsonl")).append(
            [
                Suppressions.Entry(
                    at: desk.time.now, address: try EmailAddress("r1@hub.example"), list: nil,
                    reason: "asked to")
            ])
        let record = try desk.accept(
            "b.md", text.replacing("To: news", with: "To: other\nExcept: news"))
        #expect(try recipients(of: record) == ["r0@hub.example", "r1@hub.example"])
        #expect(record.suppressed == 1)
        #expect(record.problems.count == 2 && record.problems.allSatisfy { $0.contains("is not heeded") })
        // Finished as it is: what is withdrawn is not tried again either.
        #expect(folder.isCancelled && folder.summary()?["state"]?.stringValue == "sent")
    }

    @Test func `a damaged log may hide somebody, and is looked at first`() throws {
        try log([(.attempting, 0), (.accepted, 0), (.attempting, 1), (.accepted, 1)])
        folder.mark(.sent)
        let whole = try desk.folder.read("broadcasts/\(first.id)/deliveries.jsonl")
        var lines = whole.split(separator: "\n")
        lines[1] = "{damaged"
        try desk.folder.write(
            lines.joined(separator: "\n") + "\n", to: "broadcasts/\(first.id)/deliveries.jsonl")
        guard case .postponed(_, let why, let delay) = try desk.take("b.md", text) else {
            Issue.record("it did not wait")
            return
        }
        #expect(why.contains("deliveries.jsonl:2: ") && delay == .damage, "\(why)")
        try desk.folder.write(whole, to: "broadcasts/\(first.id)/deliveries.jsonl")
        guard case .accepted(let record) = desk.desk.take(try desk.settled("b.md")) else {
            Issue.record("it was not accepted")
            return
        }
        #expect(record.recipients == 2)
    }

    @Test(arguments: ["{}", #"{"at": "2050-11-23T13:00:00.000Z"}"#])
    func `a mark that says no time, or one to come, is waited for no longer than another`(mark: String) throws
    {
        try log([(.attempting, 1)])
        try desk.folder.write(mark + "\n", to: "broadcasts/\(first.id)/cancelled")
        guard case .postponed = try desk.take("b.md", text) else {
            Issue.record("it did not wait")
            return
        }
        desk.time.advance(milliseconds: 5_000)
        guard case .accepted(let record) = desk.desk.take(try desk.settled("b.md")) else {
            Issue.record("it was not accepted")
            return
        }
        #expect(record.recipients == 1)
    }

    @Test func `one that is about to be tried again is not finished`() throws {
        try log([(.attempting, 0), (.accepted, 0)])
        folder.mark(.sent)
        try folder.writeRetry(at: desk.time.now)
        guard case .postponed(_, let why, _) = try desk.take("b.md", text) else {
            Issue.record("it did not wait")
            return
        }
        #expect(why.contains("is being stopped first"))
    }

    @Test func `a log that has become shorter hides somebody, and is looked at first`() throws {
        var standing = Standing(recipients: 6)
        try standing.apply(
            DeliveryEvent(at: desk.time.now, recipient: 0, to: "r0@hub.example", kind: .accepted, attempt: 1))
        try folder.writeSummary(Summary(first, standing, paused: false))
        folder.mark(.sent)
        guard case .postponed(_, let why, .damage) = try desk.take("b.md", text) else {
            Issue.record("it did not wait")
            return
        }
        #expect(why.contains("is stopped, but nobody can be told so yet: "), "\(why)")
        #expect(
            why.contains("deliveries.jsonl: it tells of 0 accepted messages, and summary.json of 1"), "\(why)"
        )
        try log([(.attempting, 0), (.accepted, 0)])
        guard case .accepted(let record) = desk.desk.take(try desk.settled("b.md")) else {
            Issue.record("it was not accepted")
            return
        }
        #expect(record.recipients == 1)
    }

    @Test func `its readers' columns are those of the broadcast, whatever their list has now`() throws {
        let desk = try StaffedDesk(lists: ["news": "email,town\nann@hub.example,Dover\n"])
        try desk.folder.write("{{subscriber.town}}\n", to: "Templates/lines.txt.mustache")
        let first = try desk.accept()
        try desk.folder.write("ann@hub.example\n", to: "lists/news.txt")
        let checking = Checking(desk.configuration, zone: StaffedDesk.zone, clock: desk.time.clock)
        let text = "Subject: Lines\nWithdraws: \(first.id)\n\nDo not use them.\n"
        #expect(checking.draft(Array(text.utf8), shownAs: "b.md") == [])
    }

    @Test func `a check stops nothing`() throws {
        let checking = Checking(desk.configuration, zone: StaffedDesk.zone, clock: desk.time.clock)
        #expect(checking.draft(Array(text.utf8), shownAs: "b.md") == [])
        #expect(!folder.isCancelled)
    }
}
