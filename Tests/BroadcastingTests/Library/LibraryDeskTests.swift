import Disk
import Glibc
import JSON
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// Drafts that use a line, at the desk: which go at once, and which wait for people.
struct LibraryDeskTests {
    static let line =
        "Subject: In {{place}}\nTo: news\nReview: 2050-12-31\nBlanks: place\n\nIn *{{place}}*.\n"
    static let use = "Use: dover\nplace: Dover\n"
    static let settings = #""lists": {"news": {"approvals": 2}, "kent": {"approvals": 1}}"#

    func desk(_ settings: String = settings, line: String = line) throws -> StaffedDesk {
        let desk = try StaffedDesk(
            settings,
            lists: ["news": "ann@hub.example\nBob <bob@hub.example>\n", "kent": "kim@hub.example\n"])
        try desk.folder.makeFolder("library")
        try desk.folder.write(line, to: "library/dover.md")
        return desk
    }

    private func standing(_ desk: StaffedDesk) throws -> LineStanding {
        let file = try LibraryFolder(desk.configuration).read("dover.md", now: desk.time.now)
        let line = try #require(PreparedLine.read(file, zone: StaffedDesk.zone, now: desk.time.now).line)
        return try LineStanding(line, desk.desk.configuration, now: desk.time.now)
    }

    /// As `linerelay approve library/dover` does.
    func approve(_ desk: StaffedDesk, _ people: String...) throws {
        let question = try #require(try standing(desk).approval).question
        let log = ApprovalLog(of: desk.configuration.folders)
        func append(_ event: ApprovalLog.Entry.Event) throws {
            try log.append(
                ApprovalLog.Entry(
                    at: desk.time.now, draft: "library/dover.md", digest: question.digest, event))
        }
        try append(.shown(needed: question.needed))
        for person in people { try append(.approved(by: try #require(Person(person)))) }
    }

    @Test func `a line that so many have approved goes at once, again and again`() throws {
        let desk = try desk()
        try approve(desk, "Ann", "Bob")
        let record = try desk.accept("a.md", Self.use)
        #expect(record.subject == "In Dover")
        #expect(record.approvals?.given.map(\.who.name) == ["Ann", "Bob"])
        #expect(record.library?.path == "library/dover.md")
        let folder = "broadcasts/\(record.id)"
        #expect(try desk.folder.read("\(folder)/draft.md") == Self.use)
        #expect(try desk.folder.read("\(folder)/library.md") == Self.line)
        #expect(try desk.folder.read("\(folder)/message.eml").contains("Subject: In Dover\r\n"))
        #expect(record.library?.digest == Digest.sha256(Array(Self.line.utf8)))
        #expect(try BroadcastFolder(desk.folder(folder)).record() == record)
        #expect(
            try desk.folder.read("drafts/sent/a.md.receipt.txt").contains(
                "\nPrepared line: library/dover.md\n"))
        // With other words it is another text; with the same ones a second copy.
        _ = try desk.accept("b.md", "Use: dover\nplace: Calais\n")
        #expect(try desk.take("c.md", Self.use).heldFor?.count == 1)
        #expect(try desk.why("held", "c.md").contains("has been approved: 'Ann', 'Bob'."))
    }

    @Test(arguments: [
        (
            "one approval",
            "as it is now, library/dover.md has 1 of 2 approvals ('linerelay approve library/dover.md')"
        ),
        (
            "an edit",
            "as it is now, library/dover.md has 0 of 2 approvals ('linerelay approve library/dover.md')"
        ),
        (
            "a template",
            "as it is now, library/dover.md has 0 of 2 approvals ('linerelay approve library/dover.md')"
        ),
        ("a list beside", "library/dover.md is not addressed to 'kent'"),
        ("an update", "with 'Updates' it is not what was approved of library/dover.md"),
        (
            "its review",
            "the review date of library/dover.md has passed (Saturday 31 December 2050, 24:00 GMT"
        ),
    ])
    func `else it is approved like any draft, and the note says why`(what: String, why: String) throws {
        let desk = try desk()
        try approve(desk, "Ann", "Bob")
        var use = Self.use
        switch what {
        case "one approval":
            try Folder.remove(desk.folder("state/approvals.jsonl"))
            try approve(desk, "Ann")
        case "an edit": try desk.folder.write(Self.line + "More.\n", to: "library/dover.md")
        case "a template":
            try desk.folder.write("!" + StaffedDesk.template, to: "Templates/lines.txt.mustache")
        case "a list beside": use += "To: news, kent\n"
        case "an update": use += "Updates: \(try desk.accept("first.md", Self.use).id)\n"
        default: desk.time.advance(milliseconds: 60 * 86_400_000)
        }
        let held = try desk.take("a.md", use).heldFor ?? []
        #expect(held.last?.contains("; the prepared line does not go without: \(why)") == true, "\(held)")
        let note = try desk.why("held", "a.md")
        #expect(
            note.contains("it needs 2 approvals") && note.contains("- 2 of 2 approvals are missing."),
            "\(note)")
    }

    @Test func `fewer lists, a later time and a drill are what was approved`() throws {
        let line = Self.line.replacing("To: news", with: "To: news, kent")
        let desk = try desk(
            #""lists": {"news": {"approvals": 1, "exercise": true}, "kent": {"approvals": 1}}"#, line: line)
        try approve(desk, "Ann")
        let record = try desk.accept(
            "a.md",
            Self.use + "To: news\nExercise: yes\nExpires: 2050-12-24\nExcept: kent\nPriority: urgent\n")
        #expect(record.isExercise && record.lists.map(\.name.text) == ["news"] && record.priority == .urgent)
        #expect(try desk.take("b.md", Self.use + "Send-At: 2050-11-23 13:00\n").scheduledUntil != nil)
        desk.time.advance(milliseconds: 3_600_000)
        #expect(try desk.takeScheduled("b.md").isAccepted)
    }

    @Test func `where more approvals are asked for later, those that there are do not do`() throws {
        let desk = try desk(#""lists": {"news": {"approvals": 1}}"#)
        try approve(desk, "Ann")
        var stricter = desk.configuration
        stricter.lists[try #require(Name("news"))]?.approvals = 2
        desk.desk.use(stricter, zone: StaffedDesk.zone)
        #expect(try desk.take("a.md", Self.use).heldFor?.count == 1)
    }

    @Test func `a number of recipients above which somebody approves is minded, too`() throws {
        let desk = try desk(#""approvalsAbove": 1"#)
        #expect(try standing(desk).approval?.missing == 1)
        #expect(try desk.take("a.md", Self.use).heldFor?.count == 1)
        try approve(desk, "Ann")
        _ = try desk.accept("b.md", "Use: dover\nplace: Calais\n")
    }

    @Test func `who wrote the line cannot approve it`() throws {
        let desk = try desk(#""lists": {"news": {"approvals": 1}}"#)
        try approve(desk, Person(user: getuid()).name)
        #expect(try standing(desk).approval?.missing == 1)
    }

    @Test func `where nobody has to approve, the review date alone holds it, and a person lets it go`() throws
    {
        let desk = try desk("")
        #expect(try standing(desk).approval == nil)
        _ = try desk.accept("a.md", Self.use)
        desk.time.advance(milliseconds: 60 * 86_400_000)
        let reasons = try desk.take("b.md", Self.use).heldFor ?? []
        #expect(
            reasons.count == 1 && reasons[0].hasPrefix("drafts/b.md:1:6: the review date of library/dover.md")
        )
        #expect(try desk.approve("b.md").isAccepted)
    }

    @Test func `a thread and a lost record know what was sent, whatever becomes of the library`() throws {
        let desk = try desk("")
        let first = try desk.accept("a.md", Self.use)
        try Folder.removeTree(desk.folder("library"))
        let update = try desk.accept(
            "b.md", "Subject: In Dover\nTo: news\nUpdates: \(first.id)\n\nIn Kent.\n")
        let folder = BroadcastFolder(desk.folder("broadcasts/\(update.id)"))
        #expect(Folder.exists(folder.recordPath) && !Folder.exists(folder.libraryPath))
        let draft = try #require(Reading.draft("Subject: A\nTo: news\nUpdates: \(first.id)\n\nB") as Draft?)
        let earlier = try Earlier.find(draft, path: "a", in: desk.configuration.folders.broadcasts)
        #expect(earlier?.draft?.body == "In *Dover*.")
        try desk.folder.write("{", to: "broadcasts/\(first.id)/broadcast.json")
        try desk.restart()
        #expect(try desk.take("c.md", "Subject: In Dover\nTo: news\n\nIn *Dover*.\n").heldFor?.count == 1)
    }

    @Test func `a digest has its text, whatever becomes of the library`() throws {
        let desk = try desk(#""digestAt": "17:00""#)
        try desk.folder.write(
            "{{#lines}}[{{subject}}|{{body.text}}|{{{body.html}}}]{{/lines}}\n",
            to: "Templates/digest.txt.mustache")
        try desk.folder.write("email,delivery\ndora@hub.example,digest\n", to: "lists/news.csv")
        try Folder.remove(desk.folder("lists/news.txt"))
        _ = try desk.accept("a.md", "Use: dover\nplace: *Dover*\n")
        try Folder.removeTree(desk.folder("library"))
        desk.time.advance(milliseconds: 6 * 3_600_000)
        let bundled = try #require(desk.desk.bundle())
        let id = try #require(bundled.accepted.first, "\(bundled.problems)").id
        let eml = try desk.folder.read("broadcasts/\(id)/message.eml").replacing("=\r\n", with: "")
        #expect(eml.contains("[In *Dover*|In **Dover**.|<p>In <em>*Dover*</em>.</p>"), "\(eml)")
    }

    @Test func `an unknown line is rejected, and one that is being saved is waited for`() throws {
        let desk = try desk("")
        #expect(
            try desk.take("a.md", "Use: dovr\n").problems == [
                "drafts/a.md:1:6: error: there is no prepared line 'dovr' in library/; did you mean 'dover'?"
            ])
        let file = try File(desk.folder("library/dover.md"), O_WRONLY | O_APPEND)
        guard case .postponed(_, _, because: .fileBeingSaved) = try desk.take("b.md", Self.use) else {
            Issue.record("it was not waited for")
            return
        }
        _ = file
    }

    @Test func `the house style is minded, with its places in the line`() throws {
        let desk = try desk("")
        try desk.folder.write(
            #"{"words": {"severity": "error", "phrases": [{"avoid": ["influx", "Dover"], "say": "people"}]}}"#,
            to: "house-style.json")
        try desk.folder.write(Self.line + "\nAn influx.\n", to: "library/dover.md")
        var styled = desk.configuration
        styled.houseStyle = HouseStyleFile.read(in: desk.folder.path)
        desk.desk.use(styled, zone: StaffedDesk.zone)
        let problems = try desk.take("a.md", Self.use).problems ?? []
        #expect(
            problems.map { String($0.prefix(23)) } == [
                "library/dover.md:1:13: ", "library/dover.md:6:5: e", "library/dover.md:8:4: e",
            ], "\(problems)")
    }
}
