import Disk
import JSON
import TestSupport
import Testing

@testable import Broadcasting

/// `Exercise: yes`: to whom it may go, and that it is never taken for what is real.
struct ExerciseTests {
    private static let lists = [
        "news": "ann@hub.example\n", "drill": "dora@hub.example\n", "kent": "kim@hub.example\n",
    ]
    private static let marked = #""lists": {"drill": {"exercise": true}}"#

    private func desk(_ settings: String = marked) throws -> StaffedDesk {
        try StaffedDesk(settings, lists: Self.lists)
    }

    private func draft(_ to: String, _ keys: String = "", _ body: String = "Hello.") -> String {
        "Subject: Lines\nTo: \(to)\n\(keys)\n\(body)\n"
    }

    @Test func `it goes to lists that are marked, and to no other`() throws {
        let desk = try desk()
        #expect(try desk.accept("a.md", draft("drill", "Exercise: yes\nExcept: kent\n")).isExercise)
        #expect(
            try desk.take("b.md", draft("drill, news, kent", "Exercise: yes\n")).problems == [
                "drafts/b.md:2:12: error: list 'news' is not for exercises; those that are: drill",
                "drafts/b.md:2:18: error: list 'kent' is not for exercises; those that are: drill",
            ])
        // The mark keeps nothing real away.
        #expect(try !desk.accept("c.md", draft("drill", "", "In earnest.")).isExercise)
    }

    @Test func `usual lists are asked for their mark, too`() throws {
        let text = "Subject: Lines\nExercise: yes\n\nHello.\n"
        let desk = try desk(#""defaultLists": ["news"]"#)
        #expect(
            try desk.take("a.md", text).problems == [
                "drafts/a.md:2:11: error: list 'news' is not for exercises; no list is: whoever looks after the machine marks one with \"exercise\": true in the configuration"
            ])
    }

    @Test(arguments: [
        ("maybe", "'maybe' is no Exercise; possible are yes, no"),
        ("true", "'true' is no Exercise; possible are yes, no"),
    ])
    func `anything but yes and no is refused`(value: String, message: String) throws {
        #expect(
            try desk().take("a.md", draft("drill", "Exercise: \(value)\n")).problems == [
                "drafts/a.md:3:11: error: \(message)"
            ])
    }

    @Test func `a drill that is lost in the text is refused`() throws {
        let problems = try desk().take("a.md", draft("drill", "\nExercise: yes\n")).problems
        #expect(problems?.first?.contains("'Exercise' stands in the text, where it has no effect") == true)
    }

    @Test func `a drill does not hold the real lines, nor they the drill; the same drill is held`() throws {
        let desk = try desk()
        _ = try desk.accept("drill.md", draft("drill", "Exercise: yes\n"))
        _ = try desk.accept("real.md", draft("drill"))
        #expect(try desk.take("again.md", draft("drill", "Exercise: YES\n")).heldFor?.count == 1)
        #expect(try desk.take("real-again.md", draft("drill", "Exercise: no\n")).heldFor?.count == 1)
        // Nor does one whose record is lost.
        try desk.restart()
        #expect(desk.desk.history.all.count == 2)
    }

    @Test func `a lost record of a drill says nothing of the real lines`() throws {
        let desk = try desk()
        let id = try desk.accept("drill.md", draft("drill", "Exercise: yes\n")).id
        try desk.folder.write("{", to: "broadcasts/\(id)/broadcast.json")
        try desk.restart()
        _ = try desk.accept("real.md", draft("drill"))
        #expect(try desk.take("drill.md", draft("drill", "Exercise: yes\n")).heldFor?.count == 1)
    }

    @Test func `it has no part in real threads, nor they in its own`() throws {
        let desk = try desk()
        let drill = try desk.accept("a.md", draft("drill", "Exercise: yes\n")).id
        let real = try desk.accept("b.md", draft("drill")).id
        for (name, key) in [("c", "Updates"), ("d", "Withdraws")] {
            #expect(
                try desk.take("\(name)1.md", draft("drill", "\(key): \(real)\nExercise: yes\n", "Else."))
                    .problems == [
                        "drafts/\(name)1.md:3:\(key.count + 3): error: '\(key)': broadcast \(real) is none: in an exercise name the broadcast of an exercise, or take 'Exercise' out"
                    ])
            #expect(
                try desk.take("\(name)2.md", draft("drill", "\(key): \(drill)\n", "Else.")).problems == [
                    "drafts/\(name)2.md:3:\(key.count + 3): error: '\(key)': broadcast \(drill) was an exercise: say 'Exercise: yes' here too, or name the real broadcast"
                ])
        }
        for id in [drill, real] {
            #expect(!BroadcastFolder(desk.folder("broadcasts/\(id)")).isCancelled, "a drill stopped \(id)")
        }
        let update = try desk.accept("e.md", draft("drill", "Updates: \(drill)\nExercise: yes\n", "Else."))
        #expect(update.isExercise)
        let eml = try desk.folder.read("broadcasts/\(update.id)/message.eml")
        #expect(eml.contains("\r\nSubject: EXERCISE: Updated: Lines\r\n"), "\(eml)")
    }

    @Test func `its records say so, and so does what is made of them`() throws {
        let desk = try desk()
        let record = try desk.accept("a.md", draft("drill", "Exercise: yes\n"))
        let folder = BroadcastFolder(desk.folder("broadcasts/\(record.id)"))
        #expect(try folder.record().isExercise)
        #expect(folder.summary()?["exercise"] == .bool(true))
        #expect(folder.summary().flatMap(PastBroadcast.init)?.isExercise == true)
        let receipt = try desk.folder.read("drafts/sent/a.md.receipt.txt")
        #expect(receipt.hasPrefix("EXERCISE: this is a drill"), "\(receipt)")
        let summary = try folder.recountedSummary()
        let notice = Notice.finished(summary, missed: try Missed(folder), zone: StaffedDesk.zone)
        #expect(notice.subject == "EXERCISE: Sent, but not to all: Lines", "\(notice.subject)")
        // What is older than the key was none.
        guard case .object(let members) = record.json else { return }
        let older = try BroadcastRecord(.object(members.filter { $0.name != "exercise" }))
        #expect(!older.isExercise)
    }

    @Test func `it counts apart`() throws {
        let desk = try desk()
        var tallies = BroadcastTallies()
        for (name, keys) in [("a.md", "Exercise: yes\nTopic: Dover\n"), ("b.md", "Topic: Dover\n")] {
            let record = try desk.accept(name, draft("drill", keys))
            let summary = BroadcastFolder(desk.folder("broadcasts/\(record.id)")).summary()
            tallies.add(try #require(summary.flatMap(PastBroadcast.init)), month: "2050-11")
        }
        #expect(tallies.total.broadcasts == 1 && tallies.exercises.broadcasts == 1)
        #expect(tallies.months.map(\.broadcasts) == [1] && tallies.topics.map(\.broadcasts) == [1])
    }

    @Test func `it goes to those who chose a digest at once, in no digest, and catches nobody up`() throws {
        let desk = try desk(#""digestAt": "17:00", "lists": {"drill": {"exercise": true, "catchUp": true}}"#)
        try desk.folder.write("{{#lines}}{{subject}}{{/lines}}\n", to: "Templates/digest.txt.mustache")
        try desk.folder.write(
            "email,delivery\ndora@hub.example,digest\nann@hub.example,each\n", to: "lists/drill.csv")
        try Folder.remove(desk.folder("lists/drill.txt"))
        let record = try desk.accept("a.md", draft("drill", "Exercise: yes\nExpires: 2050-12-01\n"))
        #expect(record.recipients == 2)
        try desk.folder.write(
            "email,delivery\ndora@hub.example,digest\nann@hub.example,each\nnew@hub.example,\n",
            to: "lists/drill.csv")
        try desk.restart()
        for _ in 0..<3 {
            desk.time.advance(milliseconds: 6 * 3_600_000)
            let bundled = try #require(desk.desk.bundle())
            #expect(bundled.accepted.isEmpty && bundled.problems.isEmpty, "\(bundled.problems)")
        }
        // The same lines in earnest are in both.
        #expect(try desk.accept("b.md", draft("drill", "Expires: 2050-12-01\n")).recipients == 2)
    }

    @Test func `the mark is true or false`() throws {
        let text = BroadcastingTests.configuration(#""lists": {"drill": {"exercise": "yes"}}"#)
        let problems = Configuration.load(
            bytes: Array(text.utf8), path: "config.json", workspace: "/w"
        ) { _ in true }.problems.map(\.description)
        #expect(
            problems.first?.hasSuffix(
                "lists.drill.exercise: expected true or false, without quotes, found the text 'yes'") == true,
            "\(problems)")
    }
}
