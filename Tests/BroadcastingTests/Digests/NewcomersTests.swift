import Disk
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

    @Test func `a newcomer gets what holds, once, when the list has been quiet for a minute`() throws {
        let desk = try desk()
        _ = try desk.accept("one.md", text("One"))
        _ = try desk.accept("two.md", text("Two", ""))
        let three = try desk.accept("three.md", text("Three"))
        #expect(try bundles(desk) == [])
        try desk.folder.write("ann@hub.example\nbob@hub.example\ncy@hub.example\n", to: "lists/news.txt")
        #expect(try bundles(desk) == [])
        desk.time.advance(milliseconds: 58_000)
        #expect(try bundles(desk) == [])
        desk.time.advance(milliseconds: 1_000)
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
        #expect(try bundles(desk) == [["Still valid: Three", "cy"]])
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
    }
}
