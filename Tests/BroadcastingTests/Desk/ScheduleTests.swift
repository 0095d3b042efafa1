import Disk
import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// Drafts that go later.
struct ScheduleTests {
    /// Three hours after the desk's noon.
    private let later = "Subject: Lines\nTo: news\nSend-At: 2050-11-23 15:00\n\nHello.\n"
    private let threeHours: Int64 = 3 * 3_600_000

    @Test func `a draft whose time lies ahead waits, and its note says until when and what can be done`()
        throws
    {
        let desk = try StaffedDesk()
        #expect(try desk.take("lines.md", later).scheduledUntil == "2050-11-23T15:00:00.000Z")
        #expect(desk.folder.names(in: "drafts/scheduled") == ["lines.md", "lines.md.why.txt"])
        #expect(desk.folder.names(in: "broadcasts") == [] && !Folder.exists(desk.folder("drafts/lines.md")))
        let why = try desk.why("scheduled", "lines.md")
        for part in [
            "'lines.md' waits. Nobody has been mailed yet.",
            "It goes on Wednesday 23 November 2050, 15:00 GMT (15:00 UTC).", "it goes to 2 recipients",
            "linerelay reject lines.md", "linerelay approve lines.md", "('Send-At')",
        ] { #expect(why.contains(part), "\(part): \(why)") }
        #expect(try desk.takeScheduled() == .waits(name: "lines.md"))
        #expect(desk.desk.nextDue == threeHours && desk.desk.takeDue() == [])
    }

    @Test func `at its time it is sent to whoever is on the list by then, and counts from then`() throws {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later)
        _ = try desk.takeScheduled()
        try desk.folder.write("cleo@hub.example\n", to: "lists/news.txt")
        try desk.restart()
        _ = try desk.takeScheduled()
        desk.time.advance(milliseconds: threeHours)
        #expect(desk.desk.takeDue().map(\.name) == ["lines.md"])
        guard case .accepted(let record) = try desk.takeScheduled() else { throw TestFailure("not sent") }
        #expect(record.recipients == 1 && record.problems == [])
        #expect(record.droppedAt == desk.time.now && record.id == "2050-11-23T150000Z-lines")
        desk.desk.tidy()
        #expect(desk.folder.names(in: "drafts/scheduled") == [])
        #expect(desk.folder.names(in: "drafts/sent") == ["lines.md.receipt.txt"])
        #expect(try desk.folder.read("state/scheduled.json") == "{}\n")
    }

    @Test func `one that goes late says by how much, and one whose lines have expired does not go`() throws {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later)
        let expiring = later.replacing("Lines", with: "Other").replacing(
            "\n\n", with: "\nExpires: 2050-11-23 16:00\n\n")
        _ = try desk.take("other.md", expiring)
        desk.time.advance(milliseconds: threeHours + 7_500_000)
        try desk.restart()
        guard case .accepted(let record) = try desk.takeScheduled() else { throw TestFailure("not sent") }
        #expect(
            record.problems == [
                "drafts/scheduled/lines.md:3:10: warning: it goes 2 h 5 min later than 'Send-At' asked "
                    + "(Wednesday 23 November 2050, 15:00 GMT (15:00 UTC)): LineRelay could not send it then"
            ])
        #expect(try desk.takeScheduled("other.md").problems?.count == 2)
        #expect(try desk.why("rejected", "other.md").contains("'Expires' has passed"))
    }

    @Test func `what is wrong with it rejects it when it is dropped`() throws {
        let desk = try StaffedDesk()
        #expect(try desk.take("a.md", later.replacing("news", with: "nws")).problems?.count == 1)
        try desk.folder.write("{{#a}}", to: "Templates/lines.txt.mustache")
        #expect(try desk.take("b.md", later).problems?.count == 1)
        #expect(desk.folder.names(in: "drafts/scheduled") == [])
    }

    @Test func `moved to approved it goes now, whatever was edited on the way`() throws {
        for edit in ["", "More.\n"] {
            let desk = try StaffedDesk()
            _ = try desk.take("lines.md", later)
            _ = try desk.takeScheduled()
            if !edit.isEmpty { try desk.folder.write(later + edit, to: "drafts/scheduled/lines.md") }
            try #require(
                rename(desk.folder("drafts/scheduled/lines.md"), desk.folder("drafts/approved/lines.md")) == 0
            )
            desk.desk.tidy()
            try desk.restart()
            let file = try desk.settled("lines.md", in: "drafts/approved")
            #expect(desk.desk.take(file, from: .approved).isAccepted)
            #expect(desk.desk.tidy().recalled == [])
        }
    }

    @Test func `another draft of its name that was held is not sent before its time when it is let go`()
        throws
    {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later)
        #expect(try desk.take("copy.md", later).heldFor?.count == 1)
        try #require(rename(desk.folder("drafts/held/copy.md"), desk.folder("drafts/approved/lines.md")) == 0)
        let file = try desk.settled("lines.md", in: "drafts/approved")
        #expect(desk.desk.take(file, from: .approved).scheduledUntil != nil)
        #expect(desk.folder.names(in: "drafts/scheduled").contains("lines-2.md"))
    }

    @Test func `edited where it lies, it goes by what it says then`() throws {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later)
        let place = "drafts/scheduled/lines.md"
        try desk.folder.write(later.replacing("15:00", with: "18:00"), to: place)
        #expect(try desk.takeScheduled().scheduledUntil == "2050-11-23T18:00:00.000Z")
        #expect(try desk.why("scheduled", "lines.md").contains("18:00 GMT"))
        desk.time.advance(milliseconds: threeHours)
        #expect(desk.desk.takeDue() == [])
        #expect(try desk.takeScheduled() == .waits(name: "lines.md"))
        try desk.folder.write(later.replacing("15:00", with: "14:00"), to: place)
        guard case .accepted(let record) = try desk.takeScheduled() else { throw TestFailure("not sent") }
        #expect(record.problems.count == 1 && record.problems[0].contains("'Send-At' has passed"))
    }

    @Test func `edited so that it is wrong it is rejected, and without a time it is held`() throws {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later)
        try desk.folder.write(later.replacing("Send-At", with: "Send-Up"), to: "drafts/scheduled/lines.md")
        #expect(
            try desk.takeScheduled().problems?.first?.hasPrefix("drafts/scheduled/lines.md:3:1: error:")
                == true)
        _ = try desk.take("lines.md", later)
        try desk.folder.write(StaffedDesk.lines, to: "drafts/scheduled/lines.md")
        #expect(
            try desk.takeScheduled().heldFor
                == ["it lies in drafts/scheduled/, and no 'Send-At' in it says when it is to go"])
        #expect(try desk.approve("lines.md").isAccepted)
        desk.desk.tidy()
        #expect(desk.folder.names(in: "drafts/scheduled") == [])
    }

    @Test func `a file that was put there by hand is scheduled, but not sent for a time that has passed`()
        throws
    {
        let desk = try StaffedDesk()
        try desk.folder.write(later, to: "drafts/scheduled/lines.md")
        #expect(try desk.takeScheduled().scheduledUntil == "2050-11-23T15:00:00.000Z")
        desk.time.advance(milliseconds: threeHours)
        #expect(try desk.takeScheduled().isAccepted)
        // As an editor saves it that was open all the time.
        try desk.folder.write(later + "More.\n", to: "drafts/scheduled/lines.md")
        #expect(try desk.takeScheduled().heldFor?.first?.contains("had passed") == true)
    }

    @Test func `what changes at the last moment is not sent as it was`() throws {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later)
        desk.time.advance(milliseconds: threeHours)
        let file = try desk.settled("lines.md", in: "drafts/scheduled")
        try desk.folder.write(later + "More.\n", to: "drafts/scheduled/lines.md")
        #expect(
            desk.desk.take(file, from: .scheduled)
                == .postponed(name: "lines.md", why: "it has been saved again"))
        try FileManager.default.removeItem(atPath: desk.folder("drafts/scheduled/lines.md"))
        guard case .postponed = desk.desk.take(file, from: .scheduled) else { throw TestFailure("sent") }
        #expect(desk.folder.names(in: "broadcasts") == [])
        #expect(desk.desk.tidy().recalled == ["lines.md"])
    }

    @Test func `accepted once, it is not sent again when the clock is set back or its file stays`() throws {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later)
        desk.time.advance(milliseconds: threeHours)
        try desk.folder.makeFolder("drafts/scheduled/.lines.md.accepted")
        #expect(try desk.takeScheduled().isAccepted)
        desk.time.step(milliseconds: -threeHours)
        guard case .postponed = try desk.takeScheduled() else { throw TestFailure("not left") }
        try FileManager.default.removeItem(atPath: desk.folder("drafts/scheduled/.lines.md.accepted"))
        try desk.restart()
        #expect(
            try desk.takeScheduled() == .tidied(name: "lines.md", id: "2050-11-23T150000Z-lines"))
        #expect(desk.desk.tidy().recalled == [])
        #expect(desk.folder.names(in: "broadcasts").count == 1)
    }

    @Test func `another time zone gives it another time`() throws {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later)
        _ = try desk.takeScheduled()
        let paris = try #require(TimeZoneRules(identifier: "Europe/Paris"))
        desk.desk.use(desk.configuration, zone: paris)
        #expect(desk.desk.takeDue().map(\.name) == ["lines.md"])
        #expect(try desk.takeScheduled().scheduledUntil == "2050-11-23T14:00:00.000Z")
        #expect(desk.desk.nextDue == 7_200_000)
    }

    @Test func `without its record it is looked at anew`() throws {
        for damage in ["{", nil] {
            let desk = try StaffedDesk()
            _ = try desk.take("lines.md", later)
            if let damage {
                try desk.folder.write(damage, to: "state/scheduled.json")
            } else {
                try FileManager.default.removeItem(atPath: desk.folder("state/scheduled.json"))
            }
            try desk.restart()
            #expect(try desk.takeScheduled().scheduledUntil == "2050-11-23T15:00:00.000Z")
        }
    }

    @Test func `one that came with a copy that was put back is held`() throws {
        let desk = try StaffedDesk()
        _ = try desk.take("lines.md", later)
        let folder = desk.folder("drafts/scheduled")
        desk.desk.doubt = Doubt("it was put back", in: [folder], writtenUpTo: desk.time.now)
        #expect(try desk.takeScheduled().heldFor?.count == 1)
        #expect(desk.desk.tidy().recalled == [])
    }

    @Test func `a time that comes while it is written down is not missed`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write(later, to: "drafts/scheduled/lines.md")
        let file = try desk.settled("lines.md", in: "drafts/scheduled")
        #expect(desk.desk.take(file, from: .scheduled).scheduledUntil != nil)
        desk.time.advance(milliseconds: threeHours)
        #expect(desk.desk.nextDue == 0)
        #expect(desk.desk.takeDue().map(\.name) == ["lines.md"])
    }
}
