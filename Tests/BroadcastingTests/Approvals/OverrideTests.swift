import JSON
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// What everybody is told of a draft that goes without the approvals that it needs.
struct OverrideTests {
    /// Held, overridden, and let go.
    private func overridden(_ settings: String = "") throws -> (StaffedDesk, Desk.Event) {
        let desk = try StaffedDesk(#""lists": {"news": {"approvals": 2}}"# + settings)
        #expect(try desk.take().heldFor?.count == 1)
        let log = ApprovalLog(of: desk.configuration.folders)
        let shown = try #require(try log.load().last)
        try log.append(
            .init(
                at: desk.time.now, draft: "lines.md", digest: shown.digest,
                .overridden(by: try #require(Person("Ann")), isAuthor: false, reason: "no time")))
        return (desk, try desk.approve("lines.md"))
    }

    @Test func `a crash behind the acceptance keeps nobody from being told`() throws {
        let (desk, event) = try overridden()
        guard case .accepted(let record) = event else { throw TestFailure("not accepted: \(event)") }
        #expect(try BroadcastRecord(record.json) == record)
        let notice = try #require(desk.desk.takeNotices().first)
        #expect(notice.subject == "Sent without approval: lines.md")
        for words in ["Overridden by: 'Ann'\nWhy: no time", "linerelay cancel \(record.id)"] {
            #expect(notice.text.contains(words), "\(notice.text)")
        }
        try desk.restart()
        #expect(desk.desk.takeNotices() == [notice])
        desk.time.advance(milliseconds: 90_000_000)
        try desk.restart()
        #expect(desk.desk.takeNotices().isEmpty)
    }

    @Test func `where it waits first, they are told at once, and of the same event when it goes`() throws {
        let (desk, event) = try overridden(#", "coolingTime": "1h""#)
        #expect(event.scheduledUntil != nil)
        let early = try #require(desk.desk.takeNotices().first)
        #expect(early.text.contains("linerelay reject lines.md"))
        desk.time.advance(milliseconds: 3_600_000)
        #expect(try desk.takeScheduled().isAccepted)
        #expect(desk.desk.takeNotices().map(\.event) == [early.event])
    }

    @Test func `somebody's own line cannot make the author approve`() throws {
        let (desk, _) = try overridden()
        let log = ApprovalLog(of: desk.configuration.folders)
        let shown = try #require(try log.load().first)
        let author = try #require(Person.owner(of: desk.folder("lists/news.txt")))
        var approval = Approval(
            ApprovalQuestion(needed: 2, digest: shown.digest, because: "", reach: ""), author: author,
            name: "lines.md",
            [shown, .init(at: shown.at, draft: "lines.md", digest: shown.digest, .approved(by: author))],
            sent: (nil, nil))
        #expect(approval.given.isEmpty && approval.isShown)
        let answers = [approval.approve(author, at: shown.at), approval.approve(.mover, at: shown.at)]
        #expect(answers == [false, true] && approval.missing == 1)
    }
}
