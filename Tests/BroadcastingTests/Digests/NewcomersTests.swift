import Disk
import Glibc
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// `catchUp`: who is new on a list gets what still holds.
@Suite struct NewcomersTests {
    private static let settings = #""lists": {"news": {"catchUp": true}}"#

    private func desk(_ settings: String = settings, lists: [String: String] = [:]) throws -> StaffedDesk {
        let desk = try StaffedDesk(
            settings, lists: ["news": "ann@hub.example\nbob@hub.example\n"].merging(lists) { $1 })
        try desk.folder.write(
            "{{#lines}}\n[{{subject}}]\n{{/lines}}\n{{#catchUp}}NEW{{/catchUp}}\n",
            to: "Templates/digest.txt.mustache")
        return desk
    }

    private func text(_ subject: String, _ more: String = "Expires: 2050-11-25\n") -> String {
        "Subject: \(subject)\nTo: news\n\(more)\nBody of \(subject).\n"
    }

    private func bundles(_ desk: StaffedDesk) throws -> [[String]] {
        desk.time.advance(milliseconds: 1_000)
        let bundled = try #require(desk.desk.bundle())
        try #require(bundled.problems.isEmpty, "\(bundled.problems)")
        return try bundled.accepted.map { record in
            let file = try RecipientFile(desk.folder("broadcasts/\(record.id)/recipients.jsonl"))
            return [record.subject]
                + (try (0..<file.count).map { try file.recipient(at: $0).address.localPart })
        }
    }

    @Test func `a newcomer gets what holds, once`() throws {
        let desk = try desk()
        _ = try desk.accept("one.md", text("One"))
        _ = try desk.accept("two.md", text("Two", ""))
        let three = try desk.accept("three.md", text("Three"))
        #expect(try bundles(desk) == [])
        try desk.folder.write("ann@hub.example\nbob@hub.example\ncy@hub.example\n", to: "lists/news.txt")
        #expect(try bundles(desk) == [["Lines that are valid now: 2", "cy"]])
        #expect(try bundles(desk) == [])
        try desk.restart()
        #expect(try bundles(desk) == [])
        // What is sent later reaches them as everybody, and nobody twice.
        _ = try desk.accept("four.md", text("Four"))
        try desk.restart()
        #expect(try bundles(desk) == [])
        #expect(Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(three.id)")).bundleMark.ids.count == 1)
    }

    @Test func `what has lapsed, was withdrawn, or is updated since does not hold`() throws {
        let desk = try desk()
        _ = try desk.accept("one.md", text("One", "Expires: 2050-11-23 13:00\n"))
        let two = try desk.accept("two.md", text("Two"))
        _ = try desk.accept("three.md", text("Three", "Expires: 2050-11-25\nUpdates: \(two.id)\n"))
        let four = try desk.accept("four.md", text("Four"))
        try Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(four.id)")).writeCancel(at: desk.time.now)
        desk.time.advance(milliseconds: 2 * 3_600_000)
        try desk.folder.write("ann@hub.example\nbob@hub.example\ncy@hub.example\n", to: "lists/news.txt")
        try desk.restart()
        #expect(try bundles(desk) == [["Still valid: Updated: Three", "cy"]])
    }

    @Test func `what was updated does not hold, though the update is over, unless that was taken back`()
        throws
    {
        let desk = try desk()
        let one = try desk.accept("one.md", text("One"))
        let two = try desk.accept("two.md", text("Two", "Expires: 2050-11-23 13:00\nUpdates: \(one.id)\n"))
        desk.time.advance(milliseconds: 2 * 3_600_000)
        try desk.folder.write("ann@hub.example\nbob@hub.example\ncy@hub.example\n", to: "lists/news.txt")
        #expect(try bundles(desk) == [])
        try Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(two.id)")).writeCancel(at: desk.time.now)
        #expect(try bundles(desk) == [["Still valid: One", "cy"]])
    }

    @Test func `what is paused when somebody comes reaches them when it goes on`() throws {
        let desk = try desk()
        let one = try desk.accept("one.md", text("One"))
        let folder = Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(one.id)"))
        #expect(folder.writePause("the brake", at: desk.time.now))
        try desk.folder.write("ann@hub.example\nbob@hub.example\ncy@hub.example\n", to: "lists/news.txt")
        #expect(try bundles(desk) == [])
        try folder.removePause()
        #expect(try bundles(desk) == [["Still valid: One", "cy"]])
    }

    @Test func `nobody who was left out, has it from another list, or is on a list without 'catchUp'`() throws
    {
        let desk = try desk(lists: ["away": "dan@hub.example\n", "kent": "eve@hub.example\n"])
        _ = try desk.accept(
            "one.md", "Subject: One\nTo: news, kent\nExcept: away\nExpires: 2050-11-25\n\nBody.\n")
        try desk.folder.write(
            "ann@hub.example\nbob@hub.example\ndan@hub.example\neve@hub.example\n", to: "lists/news.txt")
        try desk.folder.write("eve@hub.example\nfay@hub.example\n", to: "lists/kent.txt")
        try desk.restart()
        #expect(try bundles(desk) == [])
    }

    @Test func `nobody who stood there and had opted out then`() throws {
        let desk = try desk(lists: ["news": "email,delivery\nann@hub.example,\noff@hub.example,none\n"])
        _ = try desk.accept("one.md", text("One"))
        try desk.folder.write(
            "email,delivery\nann@hub.example,\noff@hub.example,each\ncy@hub.example,\n", to: "lists/news.txt")
        #expect(try bundles(desk) == [["Still valid: One", "cy"]])
    }

    @Test func `a list is left alone until nobody has touched it for ten seconds`() throws {
        let desk = try desk()
        let news = try #require(Name("news"))
        let now = Timestamp(milliseconds: Int64(time(nil)) * 1_000)
        func folder(_ milliseconds: Int64) throws -> ListFolder {
            try ListFolder(
                at: desk.folder("lists"), care: .rested(at: now.adding(milliseconds: milliseconds)))
        }
        let busy = ListFault.beingEdited(path: "lists/news.txt")
        #expect(throws: busy) { _ = try folder(8_000).open(news) }
        _ = try folder(12_000).open(news)
        let writer = open(desk.folder("lists/news.txt"), O_WRONLY | O_CLOEXEC)
        defer { close(writer) }
        #expect(throws: busy) { _ = try folder(12_000).open(news) }
    }

    @Test func `in a workspace that was put back, it waits for a person, however often it is started`() throws
    {
        let desk = try desk()
        _ = try desk.accept("one.md", text("One"))
        try desk.restart()
        desk.desk.doubtBundles("broadcasts/ is older than state/")
        try desk.restart()
        try desk.folder.write("ann@hub.example\nbob@hub.example\ncy@hub.example\n", to: "lists/news.txt")
        let bundled = try #require(desk.desk.bundle())
        let record = try #require(bundled.accepted.first)
        let folder = Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(record.id)"))
        #expect(folder.pauseReason()?.hasPrefix("broadcasts/ is older than state/; ") == true)
    }

    @Test func `many at once look like another list, and nobody is mailed`() throws {
        let desk = try desk()
        _ = try desk.accept("one.md", text("One"))
        let others = (0..<51).map { "p\($0)@hub.example\n" }.joined()
        try desk.folder.write("ann@hub.example\nbob@hub.example\n\(others)", to: "lists/news.txt")
        try desk.restart()
        let bundled = try #require(desk.desk.bundle())
        #expect(bundled.accepted.isEmpty)
        #expect(
            bundled.problems["catch up news"]?.contains("51 of its 53 subscribers are new at once") == true)
        // It stands in the status until the list is put right.
        desk.time.advance(milliseconds: 60_000)
        #expect(try #require(desk.desk.bundle()).problems == bundled.problems)
        try desk.folder.write("ann@hub.example\nbob@hub.example\ncy@hub.example\n", to: "lists/news.txt")
        desk.time.advance(milliseconds: 60_000)
        #expect(try bundles(desk) == [["Still valid: One", "cy"]])
    }
}
