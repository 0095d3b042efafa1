import Disk
import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// `coolingTime`: an accepted draft waits first, so that it can be called back.
struct CoolingTests {
    private static let minutes = #""coolingTime": "10m""#
    private let urgent = StaffedDesk.lines.replacing("To: news", with: "To: news\nPriority: urgent")

    @Test func `an accepted draft waits so long, an urgent one as well, and says so`() throws {
        let desk = try StaffedDesk(CoolingTests.minutes)
        #expect(try desk.take("lines.md", urgent).scheduledUntil == "2050-11-23T12:10:00.000Z")
        let why = try desk.why("scheduled", "lines.md")
        #expect(why.contains("It goes on Wednesday 23 November 2050, 12:10 GMT (12:10 UTC)."), "\(why)")
        #expect(
            why.contains("Each draft waits 10 min, so that it can be called back\n  (coolingTime)"), "\(why)")
        #expect(try desk.takeScheduled() == .waits(name: "lines.md"))
        desk.time.advance(milliseconds: 600_000 - 1)
        #expect(desk.desk.takeDue() == [] && desk.desk.nextDue == 1)
        desk.time.advance(milliseconds: 1)
        #expect(desk.desk.takeDue().map(\.name) == ["lines.md"])
        guard case .accepted(let record) = try desk.takeScheduled() else { throw TestFailure("not sent") }
        #expect(record.problems == [] && record.droppedAt == desk.time.now)
    }

    @Test func `a step of the time of day neither shortens the wait nor draws it out`() throws {
        for step in [Int64(3_600_000), -3_600_000] {
            let desk = try StaffedDesk(CoolingTests.minutes)
            _ = try desk.take()
            _ = try desk.takeScheduled()
            desk.time.step(milliseconds: step)
            desk.time.advance(milliseconds: 599_000)
            #expect(desk.desk.takeDue() == [])
            #expect(try desk.takeScheduled() == .waits(name: "lines.md"))
            desk.time.advance(milliseconds: 1_000)
            #expect(desk.desk.takeDue().count == 1)
            #expect(try desk.takeScheduled().isAccepted)
        }
    }

    @Test func `a new start goes on with what is left, and waits no longer than the whole time`() throws {
        let desk = try StaffedDesk(CoolingTests.minutes)
        _ = try desk.take()
        desk.time.advance(milliseconds: 400_000)
        try desk.restart()
        #expect(try desk.takeScheduled() == .waits(name: "lines.md"))
        #expect(desk.desk.nextDue == 200_000)
        desk.time.step(milliseconds: -86_400_000)
        try desk.restart()
        #expect(try desk.takeScheduled() == .waits(name: "lines.md"))
        #expect(desk.desk.nextDue == 600_000)
        desk.time.step(milliseconds: 2 * 86_400_000)
        try desk.restart()
        #expect(try desk.takeScheduled().isAccepted)
    }

    @Test func `the later of both times counts`() throws {
        for (time, until) in [("12:05", "12:10"), ("12:20", "12:20")] {
            let desk = try StaffedDesk(CoolingTests.minutes)
            let text = StaffedDesk.lines.replacing("\n\n", with: "\nSend-At: 2050-11-23 \(time)\n\n")
            #expect(try desk.take("lines.md", text).scheduledUntil == "2050-11-23T\(until):00.000Z")
        }
    }

    @Test func `lines that would expire meanwhile are rejected at once`() throws {
        let desk = try StaffedDesk(CoolingTests.minutes)
        let text = StaffedDesk.lines.replacing("\n\n", with: "\nExpires: 2050-11-23 12:10\n\n")
        let problems = try #require(try desk.take("lines.md", text).problems)
        #expect(
            problems.count == 1 && problems[0].hasPrefix("drafts/lines.md:3:10: error: 'Expires'"),
            "\(problems)")
        #expect(problems[0].contains("waits 10 min first (coolingTime)"))
        let good = text.replacing("12:10", with: "12:11").replacing("Hello", with: "Hi")
        #expect(try desk.take("b.md", good).scheduledUntil != nil)
    }

    @Test func `edited it waits anew, approved it does not wait, and let go from held it does`() throws {
        let desk = try StaffedDesk(CoolingTests.minutes)
        _ = try desk.take()
        desk.time.advance(milliseconds: 300_000)
        try desk.folder.write(StaffedDesk.lines + "More.\n", to: "drafts/scheduled/lines.md")
        #expect(try desk.takeScheduled().scheduledUntil == "2050-11-23T12:15:00.000Z")
        try desk.moveToApproved("lines.md", from: "scheduled")
        let file = try desk.settled("lines.md", in: "drafts/approved")
        #expect(desk.desk.take(file, from: .approved).isAccepted)
        #expect(try desk.take("again.md", StaffedDesk.lines + "More.\n").heldFor?.count == 1)
        #expect(try desk.approve("again.md").scheduledUntil == "2050-11-23T12:15:00.000Z")
    }

    @Test func `a withdrawal stops at once, and tells people when it has waited`() throws {
        let desk = try StaffedDesk()
        let record = try desk.accept()
        let broadcast = BroadcastFolder(desk.folder("broadcasts/\(record.id)"))
        var configuration = desk.configuration
        configuration.coolingTime = 600_000
        desk.desk.use(configuration, zone: StaffedDesk.zone)
        let text = StaffedDesk.lines.replacing("\n\n", with: "\nWithdraws: \(record.id)\n\n")
        guard case .postponed = try desk.take("withdrawal.md", text) else {
            throw TestFailure("not stopped first")
        }
        #expect(broadcast.isCancelled)
    }
}
