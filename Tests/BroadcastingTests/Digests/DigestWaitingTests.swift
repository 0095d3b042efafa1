import Disk
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// What becomes of a digest when people, lists or the program are not what they were.
extension DigestMakingTests {
    @Test func `a list can have a time of its own, and each line goes once`() throws {
        let desk = try desk(
            #""lists": {"news": {"digestAt": "13:00"}}"#,
            others: ["kent": "email,delivery\nkim@hub.example,digest\n"])
        let one = try desk.accept("one.md", text("One", to: "news, kent"))
        // The other list has none.
        #expect(try people(one, desk) == ["ann", "kim"] && one.digest == 2)
        desk.time.advance(milliseconds: 3_600_000)
        #expect(try bundles(desk).map { try people($0, desk) } == [["dora", "dan"]])
        let both = try self.desk(
            #""digestAt": "17:00", "lists": {"news": {"digestAt": "13:00"}}"#,
            others: ["kent": "email,delivery\nkim@hub.example,digest\n"])
        _ = try both.accept("one.md", text("One", to: "news, kent"))
        both.time.advance(milliseconds: 3_600_000)
        #expect(try bundles(both).map { try people($0, both) } == [["dora", "dan"]])
        fiveHoursLater(both)
        #expect(try bundles(both).map { try people($0, both) } == [["kim"]])
        try both.restart()
        #expect(try bundles(both).isEmpty)
    }

    @Test func `who has left, opted out or is suppressed meanwhile gets none, who changed to each does`()
        throws
    {
        let desk = try desk()
        _ = try desk.accept("one.md", text("One"))
        try desk.folder.write(
            "email,name,delivery\nann@hub.example,Ann,each\ndora@hub.example,Dora,each\ndan@hub.example,Dan,none\n",
            to: "lists/news.txt")
        fiveHoursLater(desk)
        let digest = try #require(try bundles(desk).first)
        let file = try RecipientFile(folder(digest, desk).recipientsPath)
        let people = try (0..<file.count).map { try file.recipient(at: $0) }
        #expect(people.map(\.address.localPart) == ["dora", "dan"])
        #expect(people.map(\.suppressed) == [nil, "has opted out since"] && digest.suppressed == 1)
        #expect(try bundles(desk).isEmpty)
    }

    @Test func `who is on another list now gets it, who is on none does not, and the record says so`() throws
    {
        let desk = try desk(others: ["kent": "kim@hub.example\n"])
        _ = try desk.accept("one.md", text("One"))
        try desk.folder.write("email,delivery\nann@hub.example,each\nx@hub.example,\n", to: "lists/news.txt")
        try desk.folder.write("kim@hub.example\ndora@hub.example\n", to: "lists/kent.txt")
        fiveHoursLater(desk)
        let digest = try #require(try bundles(desk).first)
        let file = try RecipientFile(folder(digest, desk).recipientsPath)
        let people = try (0..<file.count).map { try file.recipient(at: $0) }
        #expect(people.map(\.address.localPart) == ["dora", "dan"])
        #expect(people.map(\.suppressed) == [nil, "on no list any more"])
    }

    @Test func `a list that looks wrong keeps its digest waiting, and it goes when that is put right`() throws
    {
        let desk = try desk()
        _ = try desk.accept("one.md", text("One"))
        try desk.folder.write("email,delivery\ndora@hub.example,digest\n", to: "lists/news.txt")
        fiveHoursLater(desk)
        // Nothing is given up, however long it takes.
        desk.time.advance(milliseconds: 10 * 86_400_000)
        let bundled = try #require(desk.desk.bundle())
        #expect(bundled.accepted.isEmpty)
        let problem = try #require(bundled.problems["digest news"])
        #expect(
            problem.hasPrefix("the digest for the list 'news' waits: lists/news.txt has lost more than half"))
        try desk.folder.write(Self.people, to: "lists/news.txt")
        desk.time.advance(milliseconds: 60_000)
        #expect(try bundles(desk).map { try people($0, desk) } == [["dora", "dan"]])
    }

    @Test func `what does not fit one message goes in two`() throws {
        let desk = try desk()
        let long = String(repeating: "Safety. \n", count: 22_000)
        for number in 1...6 { _ = try desk.accept("\(number).md", text("Line \(number)") + long) }
        fiveHoursLater(desk)
        let made = try bundles(desk)
        #expect(made.map { $0.bundle?.of.count } == [3, 3])
        #expect(try made.map { try people($0, desk) } == [["dora", "dan"], ["dora", "dan"]])
        #expect(made.allSatisfy { $0.largestMessage <= MessageRendering.sizeLimit })
        try desk.restart()
        #expect(try bundles(desk).isEmpty)
    }

    @Test func `in a workspace that was put back, the digest of what was there before waits for a person`()
        throws
    {
        let desk = try desk()
        _ = try desk.accept("one.md", text("One"))
        try desk.restart()
        desk.desk.doubtBundles("broadcasts/ is older than state/")
        // However often it is started before.
        try desk.restart()
        fiveHoursLater(desk)
        let digest = try #require(try bundles(desk).first)
        #expect(folder(digest, desk).pauseReason()?.hasPrefix("broadcasts/ is older than state/; ") == true)
        fiveHoursLater(desk)
        try desk.restart()
        #expect(try bundles(desk).isEmpty)
    }

    @Test func `one that ends the program twice is set aside, until there is more in it`() throws {
        let desk = try desk()
        let one = try desk.accept("one.md", text("One"))
        fiveHoursLater(desk)
        try desk.folder.makeFolder("state")
        let subject = BundleOrder(kind: .digest, ids: [one.id], list: try #require(Name("news"))) { _ in }
            .subject
        guard case .draft(let name, let digest) = subject else { throw TestFailure("it is no draft") }
        let line = #"{"event":"crashed","signal":11,"draft":"\#(name)","sha256":"\#(digest)"}"# + "\n"
        try desk.folder.write(line + line, to: "state/crashes.jsonl")
        let crashes = try CrashLog(desk.folder("state/crashes.jsonl"))
        try desk.restart(crashes: crashes)
        let bundled = try #require(desk.desk.bundle())
        #expect(bundled.accepted.isEmpty)
        #expect(bundled.problems["bundle news"]?.contains("set aside") == true, "\(bundled.problems)")
        _ = try desk.accept("two.md", text("Two"))
        desk.time.advance(milliseconds: 86_400_000)
        #expect(try bundles(desk).map { $0.bundle?.of.count } == [2])
    }
}
