import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// What the desk makes of a draft that does not keep to the house style.
struct HouseStyleDeskTests {
    private static let lines = "Subject: Lines\nTo: news\n\nAn influx.\n"
    private static let told =
        "drafts/lines.md:4:4: warning: 'influx' is not in the house style: say 'people arriving'"

    private func style(_ severity: String) -> String {
        "{\"words\": {\"severity\": \"\(severity)\", \"phrases\": [{\"avoid\": [\"influx\"], \"say\": \"people arriving\"}]}}"
    }

    private func desk(_ style: String) throws -> StaffedDesk {
        let desk = try StaffedDesk()
        try use(style, desk)
        return desk
    }

    /// As at the start, or by SIGHUP.
    private func use(_ style: String, _ desk: StaffedDesk) throws {
        try desk.folder.write(style, to: "house-style.json")
        desk.desk.use(styled(desk), zone: StaffedDesk.zone)
    }

    private func styled(_ desk: StaffedDesk) -> Configuration {
        var configuration = desk.configuration
        configuration.houseStyle = HouseStyleFile.read(in: desk.folder.path)
        return configuration
    }

    @Test func `a warning sends the draft, and stands in its record and its receipt`() throws {
        let desk = try desk(style("warning"))
        let record = try desk.accept("lines.md", Self.lines)
        #expect(record.problems == [Self.told])
        #expect(try desk.folder.read("drafts/sent/lines.md.receipt.txt").contains("- \(Self.told)\n"))
    }

    @Test func `an error sends it back whole, with what to say instead`() throws {
        let desk = try desk(style("error"))
        let told = Self.told.replacing("warning:", with: "error:")
        #expect(try desk.take("lines.md", Self.lines).problems == [told])
        #expect(desk.folder.names(in: "broadcasts") == [])
        let why = try desk.why("rejected", "lines.md")
        #expect(why.contains(told) && why.contains("put right what is named above"), "\(why)")
        _ = try desk.accept("lines.md", Self.lines.replacing("An influx", with: "People arriving"))
    }

    @Test func `the template of the list makes it a media request`() throws {
        let desk = try StaffedDesk(#""lists": {"news": {"template": "media-request"}}"#)
        try desk.folder.write(StaffedDesk.template, to: "Templates/media-request.txt.mustache")
        try use("{\"contact\": {\"severity\": \"error\"}}", desk)
        #expect(
            try desk.take().problems?.first?.hasPrefix("drafts/lines.md:1:10: error: this goes out") == true)
    }

    @Test func `without a style that can be read a draft waits for a person, who can let it go`() throws {
        let desk = try desk("{\"wrods\": {}}")
        let reasons = try #require(try desk.take().heldFor)
        #expect(
            reasons.count == 1
                && reasons[0].hasPrefix(
                    "drafts/lines.md:1:10: nobody can tell whether these lines keep to the house style: "
                        + "house-style.json:1:2: error: wrods: unknown key"),
            "\(reasons)")
        #expect(desk.folder.names(in: "broadcasts") == [])
        #expect(
            try desk.why("held", "lines.md").contains("move the file from drafts/held/ to drafts/approved/"))
        guard case .accepted(let record) = try desk.approve("lines.md") else {
            throw TestFailure("not accepted")
        }
        #expect(
            record.problems == [
                "house-style.json:1:2: warning: cannot be used, so this draft was not compared with the house style"
            ])
    }

    @Test func `a style that is put right is used for what comes next`() throws {
        let desk = try desk("{")
        #expect(try desk.take().heldFor != nil)
        try use(style("error"), desk)
        _ = try desk.accept("other.md")
    }

    @Test func `what was sent before the style grew stricter is not rejected after a crash`() throws {
        let desk = try desk(style("warning"))
        try desk.folder.write(Self.lines, to: "drafts/lines.md")
        let file = try desk.settled("lines.md")
        // A folder in the way of the draft's removal, as after a crash.
        try desk.folder.makeFolder("drafts/.lines.md.accepted")
        guard case .accepted(let record) = desk.desk.take(file) else { throw TestFailure("not accepted") }
        try FileManager.default.removeItem(atPath: desk.folder("drafts/.lines.md.accepted"))
        try use(style("error"), desk)
        guard case .tidied("lines.md", record.id) = desk.desk.take(file) else {
            throw TestFailure("not tidied")
        }
        #expect(desk.folder.names(in: "drafts/rejected") == [])
    }

    @Test(arguments: ["error", "bad"])
    func `nothing keeps a withdrawal back`(severity: String) throws {
        let desk = try StaffedDesk()
        let first = try desk.accept()
        try use(severity == "bad" ? "{" : style(severity), desk)
        let text = "Subject: Lines\nWithdraws: \(first.id)\n\nAn influx.\n"
        let problems = Checking(styled(desk), zone: StaffedDesk.zone, clock: desk.time.clock)
            .draft(Array(text.utf8), shownAs: "drafts/b.md")
        #expect(problems.count == 1 && problems.allSatisfy { $0.severity == .warning }, "\(problems)")
        guard case .postponed = try desk.take("b.md", text) else { throw TestFailure("it did not wait") }
        #expect(Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(first.id)")).isCancelled)
    }

    @Test func `check says the same of it, and preview and test as well`() throws {
        let desk = try desk(style("warning"))
        let checking = Checking(styled(desk), zone: StaffedDesk.zone, clock: desk.time.clock)
        #expect(
            checking.draft(Array(Self.lines.utf8), shownAs: "drafts/lines.md").map(\.description) == [
                Self.told
            ])
        let rehearsal = try Rehearsal(
            Array(Self.lines.utf8), path: "drafts/lines.md", for: nil, id: "test", styled(desk),
            zone: StaffedDesk.zone, now: desk.time.now)
        #expect(rehearsal.remarks == [Self.told])
    }

    @Test func `test says that it would be held where the style cannot be read`() throws {
        let desk = try desk("{")
        let remarks = try Rehearsal(
            Array(Self.lines.utf8), path: "a.md", for: nil, id: "test", styled(desk),
            zone: StaffedDesk.zone, now: desk.time.now
        ).remarks
        #expect(
            remarks.contains { $0.contains("warning: it would be held: nobody can tell") }, "\(remarks)")
    }
}
