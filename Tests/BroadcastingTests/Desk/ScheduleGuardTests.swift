import Disk
import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// Drafts that go later, and what the guards say to them: when they are dropped, and again when they go.
struct ScheduleGuardTests {
    private let later = "Subject: Lines\nTo: news\nSend-At: 2050-11-23 15:00\n\nHello.\n"
    private let threeHours: Int64 = 3 * 3_600_000
    private let broken = "ann@hub.example\n" + (0..<6).map { "broken-\($0)@\n" }.joined()

    @Test func `what holds a draft holds it when it is dropped, and let go it waits for its time`() throws {
        let desk = try StaffedDesk(lists: ["news": broken])
        #expect(try desk.take("lines.md", later).heldFor?.count == 1)
        #expect(
            try desk.why("held", "lines.md").contains(
                "It then waits in drafts/scheduled/ until Wednesday 23 November 2050, 15:00 GMT (15:00 UTC).")
        )
        #expect(try desk.approve("lines.md").scheduledUntil == "2050-11-23T15:00:00.000Z")
        #expect(try desk.takeScheduled() == .waits(name: "lines.md"))
        try desk.restart()
        desk.time.advance(milliseconds: threeHours)
        #expect(try desk.takeScheduled().isAccepted)
    }

    @Test func `a reason that nobody has let pass holds it when it is to go`() throws {
        let desk = try StaffedDesk(lists: ["news": broken])
        _ = try desk.take("lines.md", later)
        _ = try desk.approve("lines.md")
        try desk.folder.write(broken + "more@\n", to: "lists/news.txt")
        desk.time.advance(milliseconds: threeHours)
        #expect(try desk.takeScheduled().heldFor?.count == 1)
        #expect(desk.folder.names(in: "drafts/held") == ["lines.md", "lines.md.why.txt"])
    }

    @Test func `a list that halves while it waits holds it, also where a person would have it go now`() throws
    {
        for isMoved in [false, true] {
            let desk = try StaffedDesk(lists: ["news": "a@hub.example\nb@hub.example\nc@hub.example\n"])
            _ = try desk.accept("first.md", "Subject: First\nTo: news\n\nText.\n")
            _ = try desk.take("lines.md", later)
            try desk.folder.write("a@hub.example\n", to: "lists/news.txt")
            guard isMoved else {
                desk.time.advance(milliseconds: threeHours)
                #expect(try desk.takeScheduled().heldFor?.count == 1)
                continue
            }
            try desk.moveToApproved("lines.md", from: "scheduled")
            let file = try desk.settled("lines.md", in: "drafts/approved")
            #expect(desk.desk.take(file, from: .approved).heldFor?.count == 1)
            #expect(try desk.approve("lines.md").scheduledUntil != nil)
        }
    }

    @Test func `the same lines are not put on the schedule twice, nor sent beside it`() throws {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later)
        for text in [later, later.replacing("15:00", with: "16:00"), StaffedDesk.lines] {
            let reasons = try #require(try desk.take("again.md", text).heldFor)
            #expect(
                reasons.count == 1 && reasons[0].contains("wait in drafts/scheduled/ as 'lines.md'"),
                "\(reasons)")
        }
        #expect(try desk.takeScheduled() == .waits(name: "lines.md"))
        try FileManager.default.removeItem(atPath: desk.folder("drafts/scheduled/lines.md"))
        #expect(try desk.take("new.md", later).scheduledUntil != nil)
    }

    @Test func `a name is taken where another draft of that name is held or scheduled`() throws {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later)
        #expect(try desk.take("lines.md", later) == .held(name: "lines-2.md", reasons: [try reason(desk)]))
        #expect(try desk.take("lines-2.md", later.replacing("Hello", with: "Hi")).scheduledUntil != nil)
        #expect(desk.folder.names(in: "drafts/scheduled").contains("lines-2-2.md"))
    }

    private func reason(_ desk: StaffedDesk) throws -> String {
        let why = try desk.why("held", "lines-2.md")
        let line = try #require(why.split(separator: "\n").first { $0.hasPrefix("- drafts/lines.md:1:10:") })
        return String(line.dropFirst(2))
    }

    @Test func `sent while it waited, however long, it is held`() throws {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later.replacing("11-23", with: "11-30"))
        try desk.folder.makeFolder("away")
        try #require(rename(desk.folder("drafts/scheduled/lines.md"), desk.folder("away/lines.md")) == 0)
        desk.time.advance(milliseconds: 1_000)
        _ = try desk.accept("now.md")
        try #require(rename(desk.folder("away/lines.md"), desk.folder("drafts/scheduled/lines.md")) == 0)
        desk.time.advance(milliseconds: 7 * 86_400_000 + threeHours)
        #expect(try desk.takeScheduled().heldFor?.count == 1)
    }

    @Test func `what is withdrawn at a certain time goes on until then`() throws {
        let desk = try StaffedDesk()
        let record = try desk.accept()
        let broadcast = BroadcastFolder(desk.folder("broadcasts/\(record.id)"))
        let text = later.replacing("\n\n", with: "\nWithdraws: \(record.id)\n\n")
        #expect(try desk.take("withdrawal.md", text).scheduledUntil != nil)
        let why = try desk.why("scheduled", "withdrawal.md")
        #expect(
            why.contains("mailed yet.\n\nBroadcast \(record.id) is NOT stopped: it goes on being sent.\n"),
            "\(why)")
        #expect(!broadcast.isCancelled)
        desk.time.advance(milliseconds: threeHours)
        guard case .postponed = try desk.takeScheduled("withdrawal.md") else {
            throw TestFailure("not stopped first")
        }
        #expect(broadcast.isCancelled)
        desk.time.advance(milliseconds: 5_000)
        #expect(try desk.takeScheduled("withdrawal.md").problems?.first?.contains("nobody to tell") == true)
    }

    @Test func `an update finds what it updates again when it goes`() throws {
        let desk = try StaffedDesk()
        let record = try desk.accept()
        let text = later.replacing("\n\n", with: "\nUpdates: \(record.id)\nEmbargo: 2050-11-24\n\n")
        #expect(try desk.take("update.md", text).scheduledUntil != nil)
        desk.time.advance(milliseconds: threeHours)
        guard case .accepted(let update) = try desk.takeScheduled("update.md") else {
            throw TestFailure("not sent")
        }
        #expect(update.relation == .updates && update.ancestors.map(\.id) == [record.id])
    }
}
