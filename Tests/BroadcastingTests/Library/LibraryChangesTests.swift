import Disk
import Glibc
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// What happens between the moment at which somebody looked and the moment at which it goes.
extension LibraryDeskTests {
    @Test func `a scheduled one whose line is edited meanwhile is held when its time has come`() throws {
        let desk = try desk()
        try approve(desk, "Ann", "Bob")
        #expect(try desk.take("a.md", Self.use + "Send-At: 2050-11-23 13:00\n").scheduledUntil != nil)
        try desk.folder.write(Self.line + "More.\n", to: "library/dover.md")
        desk.time.advance(milliseconds: 3_600_000)
        #expect(try desk.takeScheduled("a.md").heldFor?.count == 1)
    }

    @Test func `where nobody has to approve, one whose line is edited meanwhile waits anew`() throws {
        let desk = try desk(#""coolingTime": "10m""#)
        #expect(try desk.take("a.md", Self.use).scheduledUntil == "2050-11-23T12:10:00.000Z")
        #expect(try desk.takeScheduled("a.md") == .waits(name: "a.md"))
        #expect(desk.desk.takeDue().isEmpty)
        desk.time.advance(milliseconds: 300_000)
        #expect(desk.desk.takeDue().isEmpty)
        // Put in its place by another name, as editors do.
        try desk.folder.write(Self.line + "More.\n", to: "library/.dover.md.tmp")
        #expect(rename(desk.folder("library/.dover.md.tmp"), desk.folder("library/dover.md")) == 0)
        #expect(desk.desk.takeDue().map(\.name) == ["a.md"])
        #expect(try desk.takeScheduled("a.md").scheduledUntil == "2050-11-23T12:15:00.000Z")
    }

    @Test func `one that would go behind the review date is held when it is dropped`() throws {
        let desk = try desk("")
        let held = try desk.take("a.md", Self.use + "Send-At: 2051-01-02\n").heldFor ?? []
        #expect(held.first?.contains("the review date of library/dover.md has passed") == true, "\(held)")
        #expect(try desk.take("b.md", Self.use + "Send-At: 2050-12-30\n").scheduledUntil != nil)
    }

    @Test func `what a template says only where there is an end is approved as well`() throws {
        let desk = try desk()
        let template = StaffedDesk.template + "{{#expires}}Until then.{{/expires}}\n"
        try desk.folder.write(template, to: "Templates/lines.txt.mustache")
        try approve(desk, "Ann", "Bob")
        _ = try desk.accept("a.md", Self.use + "Expires: 2050-12-24\n")
        try desk.folder.write(
            template.replacing("Until", with: "Never until"), to: "Templates/lines.txt.mustache")
        #expect(try desk.take("b.md", "Use: dover\nplace: Calais\nExpires: 2050-12-24\n").heldFor?.count == 1)
    }

    @Test func `one that a program has open all day is read when nobody has touched it for a while`() throws {
        let desk = try desk("")
        let writer = open(desk.folder("library/dover.md"), O_WRONLY | O_CLOEXEC)
        defer { close(writer) }
        guard case .postponed(_, _, .fileBeingSaved) = try desk.take("a.md", Self.use) else {
            throw TestFailure("it did not wait")
        }
        desk.time.advance(milliseconds: 1_000)
        #expect(desk.desk.take(try desk.settled("a.md")).isAccepted)
    }
}
