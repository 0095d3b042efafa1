import Disk
import Foundation
import JSON
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// What attachments mean for a draft, from its reading to its record.
struct AttachingTests {
    private static let pdf = Array("%PDF-1.4\nbriefing\n".utf8)
    private static let draft = "Subject: A\nTo: news\nAttach: briefing.pdf\n\nText.\n"

    private func desk() throws -> StaffedDesk {
        let desk = try StaffedDesk()
        try writeFile(AttachingTests.pdf, to: desk.folder("drafts/attachments/briefing.pdf"))
        return desk
    }

    private func message(_ delivery: Delivery, _ index: Int) -> [UInt8] {
        var message: [UInt8] = []
        _ = try? delivery.next(slot: 0, through: "r", atMost: 1)
        delivery.write(index, into: &message)
        return message
    }

    private func delivery(_ desk: StaffedDesk, _ id: String) throws -> Delivery {
        let schedule = RetrySchedule(desk.configuration.retry)
        let world = Delivery.World(
            clock: desk.time.clock, schedule: schedule, key: desk.key, hasOtherRelay: false, random: { 0 })
        return try Delivery(BroadcastFolder(desk.folder("broadcasts/\(id)")), world)
    }

    private func check(_ desk: StaffedDesk, _ text: String) -> [Problem] {
        let checking = Checking(desk.configuration, zone: StaffedDesk.zone, clock: desk.time.clock)
        return spawning.withLock { checking.draft(Array(text.utf8), shownAs: "drafts/a.md") }
    }

    @Test func `what is sent is frozen beside the record, and a change of the file changes nothing`() throws {
        let desk = try desk()
        let record = try desk.accept("a.md", AttachingTests.draft)
        #expect(record.attached?.inWords == "briefing.pdf (18 octets)")
        let before = message(try delivery(desk, record.id), 0)
        #expect(
            before.count <= record.largestMessage && record.largestMessage > record.attached?.size ?? .max)
        try writeFile("something else", to: desk.folder("drafts/attachments/briefing.pdf"))
        let changed = message(try delivery(desk, record.id), 0)
        try FileManager.default.removeItem(atPath: desk.folder("drafts/attachments/briefing.pdf"))
        let removed = message(try delivery(desk, record.id), 0)
        #expect(changed == before && removed == before)
        let text = String(decoding: before, as: UTF8.self)
        #expect(text.contains(Data(AttachingTests.pdf).base64EncodedString()))
        #expect(text.contains("filename=\"briefing.pdf\""))
        let archive = try desk.folder.read("broadcasts/\(record.id)/message.eml")
        #expect(archive.contains(Data(AttachingTests.pdf).base64EncodedString()))
        let json = try desk.folder.read("broadcasts/\(record.id)/broadcast.json")
        #expect(
            !json.contains(Data(AttachingTests.pdf).base64EncodedString()) && json.contains("briefing.pdf"))
    }

    @Test func `a record with attachments reads back, and one that has lost them is damaged`() throws {
        let desk = try desk()
        let folder = BroadcastFolder(
            desk.folder("broadcasts/\(try desk.accept("a.md", AttachingTests.draft).id)"))
        let record = try folder.record()
        #expect(record.attached?.files.map(\.type) == ["application/pdf"] && record.attached?.wire == [])
        #expect(try folder.wholeRecord().attached?.wire.count == record.attached?.size)
        guard case .object(let members) = record.json else { throw TestFailure("no object") }
        // Its messages would go without them.
        #expect(throws: DamagedRecord.self) {
            try BroadcastRecord(.object(members.filter { $0.name != "attachments" }))
        }
        let plain = try desk.accept("b.md", "Subject: B\nTo: news\n\nText.\n")
        #expect(try BroadcastRecord(plain.json).attached == nil)
    }

    @Test func `the same lines with another attachment are the same lines`() throws {
        let desk = try desk()
        _ = try desk.accept("a.md", AttachingTests.draft)
        let same = try #require(try desk.take("b.md", AttachingTests.draft).heldFor)
        #expect(
            same.count == 1 && same[0].hasPrefix("drafts/b.md:1:10: the same subject, text and lists were"))
        try writeFile("%PDF-1.4\nanother\n", to: desk.folder("drafts/attachments/briefing.pdf"))
        #expect(try desk.take("c.md", AttachingTests.draft).heldFor?.count == 1)
        #expect(try desk.take("d.md", "Subject: A\nTo: news\n\nText.\n").heldFor?.count == 1)
    }

    @Test func `a draft that is a broadcast already is that, though its attachment has gone`() throws {
        let desk = try desk()
        try desk.folder.write(AttachingTests.draft, to: "drafts/a.md")
        let file = try desk.settled("a.md")
        guard case .accepted(let record) = spawning.withLock({ desk.desk.take(file) }) else {
            throw TestFailure("not accepted")
        }
        try writeFile(AttachingTests.draft, to: desk.folder("drafts/a.md"))
        try FileManager.default.removeItem(atPath: desk.folder("drafts/attachments/briefing.pdf"))
        try desk.restart()
        #expect(desk.desk.take(file) == .tidied(name: "a.md", id: record.id))
    }

    @Test func `a missing attachment rejects the draft, with its place`() throws {
        let desk = try desk()
        let problems = try desk.take(
            "a.md", "Subject: A\nTo: news\nAttach: brief.pdf\nAttach: ../x\n\nText.\n"
        ).problems
        #expect(
            problems?.count == 1
                && problems?[0].hasPrefix("drafts/a.md:4:9: error: '../x' is not the name") == true)
        #expect(
            try desk.take("b.md", "Subject: A\nTo: news\nAttach: brieefing.pdf\n\nText.\n").problems == [
                "drafts/b.md:3:9: error: there is no 'brieefing.pdf' in drafts/attachments; did you mean 'briefing.pdf'?"
            ])
    }

    @Test(arguments: ["/etc/passwd", "..", "a/b", "a\\b", "C:x", ".hidden", "../../etc/passwd"])
    func `no name leads anywhere`(name: String) throws {
        let problems = try desk().take("a.md", "Subject: A\nTo: news\nAttach: \(name)\n\nText.\n").problems
        #expect(
            problems?.count == 1 && problems?[0].contains("is not the name of a file") == true,
            "\(problems ?? [])")
    }

    @Test func `a program rejects the draft, with the reason`() throws {
        let desk = try desk()
        try writeFile("x", to: desk.folder("drafts/attachments/a.exe"))
        let problems = try desk.take("a.md", "Subject: A\nTo: news\nAttach: a.exe\n\nText.\n").problems
        #expect(problems?[0].contains("'a.exe' is a program or a script (.exe)") == true)
        #expect(desk.folder.names(in: "broadcasts") == [])
    }

    @Test func `one that is named twice is sent once`() throws {
        let desk = try desk()
        let record = try desk.accept(
            "a.md", "Subject: A\nTo: news\nAttach: briefing.pdf\nAttach: briefing.pdf\n\nText.\n")
        #expect(record.attached?.files.count == 1)
        #expect(
            record.problems == ["drafts/a.md:4:9: warning: 'briefing.pdf' is attached twice; it is sent once"]
        )
    }

    @Test func `the message has 1 MiB with everything in it, and the check says so too`() throws {
        let desk = try desk()
        let path = desk.folder("drafts/attachments/big.txt")
        let text = "Subject: A\nTo: news\nAttach: big.txt\n\nText.\n"
        // 57 octets make a line of 78.
        let fits = ((1 << 20) - 4_000) / 78 * 57
        try writeFile([UInt8](repeating: 0x61, count: fits), to: path)
        #expect(check(desk, text) == [])
        let record = try desk.accept("a.md", text)
        #expect(record.largestMessage > 1_000_000 && record.largestMessage <= 1 << 20)
        try writeFile([UInt8](repeating: 0x61, count: fits + 4_000), to: path)
        let problems = try #require(try desk.take("b.md", "\(text)More.\n").problems)
        #expect(problems.count == 1 && problems[0].contains("take an attachment out"), "\(problems)")
        let found = check(desk, text)
        #expect(found.count == 1 && found[0].message.contains("take an attachment out"), "\(found)")
    }

    @Test func `fifty files are enough, and the one too many has a place`() throws {
        let desk = try desk()
        for number in 0..<50 { try writeFile("x", to: desk.folder("drafts/attachments/\(number).txt")) }
        let lines = (0..<50).map { "Attach: \($0).txt\n" }
        let record = try desk.accept("a.md", "Subject: A\nTo: news\n\(lines.joined())\nText.\n")
        #expect(record.attached?.files.count == 50)
        let more =
            "Subject: B\nTo: news\n\((lines + ["Attach: briefing.pdf\n", "Attach: none.pdf\n"]).joined())\nText.\n"
        #expect(
            try desk.take("b.md", more).problems == [
                "drafts/b.md:53:9: error: 52 files are named, and a message has at most 50: put them into a zip file, or on the web"
            ])
    }

    @Test func `no more is read than fits into a message`() throws {
        let desk = try desk()
        for number in 0..<40 {
            try writeFile(
                [UInt8](repeating: 0x61, count: 900_000), to: desk.folder("drafts/attachments/\(number).txt"))
        }
        let lines = (0..<40).map { "Attach: \($0).txt\n" }.joined()
        let problems = try #require(try desk.take("a.md", "Subject: A\nTo: news\n\(lines)\nText.\n").problems)
        #expect(
            problems.count == 1 && problems[0].hasPrefix("drafts/a.md:4:9: error: the message would have"))
    }

    @Test func `more than 2 GiB for everybody together waits for a person, and the check says so`() throws {
        let lists = ["news": (0..<5_000).map { "a\($0)@hub.example\n" }.joined()]
        let desk = try StaffedDesk(lists: lists)
        try writeFile(
            [UInt8](repeating: 0x61, count: 400_000), to: desk.folder("drafts/attachments/big.txt"))
        let text = "Subject: A\nTo: news\nAttach: big.txt\n\nText.\n"
        let held = try #require(try desk.take("a.md", text).heldFor)
        #expect(
            held.count == 1 && held[0].hasPrefix("drafts/a.md:3:9: its attachments weigh 2.5 GiB for 5000"),
            "\(held)")
        let found = check(desk, text)
        #expect(found.map(\.severity) == [.warning])
        #expect(found[0].message.hasPrefix("it would be held: its attachments"), "\(found)")
        guard case .accepted(let record) = try desk.approve("a.md") else { throw TestFailure("not accepted") }
        #expect(
            try desk.folder.read("drafts/sent/\(record.receipt)").contains(
                "\nAttached: big.txt (390.6 KiB)\nWeight: "))
    }

    @Test func `one that is being saved is waited for`() throws {
        let desk = try desk()
        let writer = open(desk.folder("drafts/attachments/briefing.pdf"), O_WRONLY | O_APPEND | O_CLOEXEC)
        defer { close(writer) }
        guard case .postponed("a.md", let why, .fileBeingSaved) = try desk.take("a.md", AttachingTests.draft)
        else {
            throw TestFailure("not postponed")
        }
        #expect(why == "'drafts/attachments/briefing.pdf' is being changed just now: try again in a moment")
        #expect(desk.folder.names(in: "drafts").contains("a.md"))
    }
}
