import Foundation
import Mail
import Testing

@testable import Broadcasting

struct GatheringTests {
    /// Names of lists, by comma, and what was given: `list address`.
    private func gather(
        _ disk: ListsOnDisk, to: String, except: String = "", own: Set<String> = []
    ) throws -> (given: [String], gathering: Gathering) {
        var given: [String] = []
        let gathering = try Gathering.run(
            to: to.split(separator: ",").compactMap { Name($0) },
            except: except.split(separator: ",").compactMap { Name($0) }, folder: try disk.folder(), own: own
        ) { given.append("\($0) \($1.address)") }
        return (given, gathering)
    }

    @Test func `an address on several lists belongs to the first in the draft's order`() throws {
        let disk = try ListsOnDisk([
            "a.txt": "one@hub.example\ntwo@hub.example\n",
            "b.csv": "email\nTWO@hub.example\nthree@hub.example\n",
        ])
        #expect(
            try gather(disk, to: "a,b").given == [
                "a one@hub.example", "a two@hub.example", "b three@hub.example",
            ])
        let (given, gathering) = try gather(disk, to: "b,a")
        #expect(given == ["b TWO@hub.example", "b three@hub.example", "a one@hub.example"])
        #expect(gathering.recipients == 3)
        #expect(gathering.lists.map(\.subscribers) == [2, 2])
        #expect(gathering.lists.map(\.recipients) == [2, 1])
        #expect(gathering.lists.allSatisfy { $0.warnings.count == 0 })
    }

    @Test func `an address twice on a list is mailed once and both lines are named`() throws {
        let disk = try ListsOnDisk([
            "a.txt": "x@hub.example\n", "b.txt": "\nx@hub.example\ny@hub.example\nX@hub.example",
        ])
        let (given, gathering) = try gather(disk, to: "a,b")
        #expect(given == ["a x@hub.example", "b y@hub.example"])
        let list = try #require(gathering.lists.last)
        #expect(list.subscribers == 2)
        #expect(list.repeated == 1)
        #expect(
            list.warnings.kept.map(\.description)
                == ["lists/b.txt:4:1: warning: 'X@hub.example' is on line 2 too: gets one message"])
    }

    @Test func `whoever is on a list under Except is left out, even one that it would not mail`() throws {
        let disk = try ListsOnDisk([
            "a.txt": "one@hub.example\ntwo@hub.example\nthree@hub.example",
            "b.csv": "email,delivery\none@hub.example,each\ntwo@hub.example,none",
        ])
        let (given, gathering) = try gather(disk, to: "a", except: "b")
        #expect(given == ["a three@hub.example"])
        #expect(gathering.lists.map(\.part) == [.except, .to])
        #expect(gathering.lists.last?.excluded == 2)
        #expect(gathering.lists.last?.subscribers == 3)
    }

    @Test(arguments: ["x@hub.example,each\nX@hub.example,none\n", "X@hub.example,none\nx@hub.example,each\n"])
    func `who opted out on one of two lines is not mailed`(rows: String) throws {
        let disk = try ListsOnDisk(["a.csv": "email,delivery\n\(rows)y@hub.example,\n"])
        let (given, gathering) = try gather(disk, to: "a")
        #expect(given == ["a y@hub.example"])
        #expect(gathering.lists.first?.warnings.count == 1)
        #expect(gathering.lists.first?.subscribers == 1)
    }

    @Test func `a file that is no list gives nobody, and the others go on`() throws {
        let disk = try ListsOnDisk(["a.txt": "x@hub.example\n<<<<<<< HEAD\n", "b.txt": "y@hub.example\n"])
        let (given, gathering) = try gather(disk, to: "a,b")
        #expect(given == ["b y@hub.example"])
        #expect(gathering.lists.first?.summary == nil)
        #expect(gathering.lists.first?.notAList?.position == Position(line: 2, column: 1))
    }

    @Test func `of many problems the first are kept and all are counted`() throws {
        let lines = (0..<50).map { "bad \($0)\n" }.joined()
        let disk = try ListsOnDisk(["a.txt": lines + "y@hub.example\n"])
        let gathering = try Gathering.run(
            to: [try #require(Name("a"))], folder: try disk.folder(), keeping: 3
        ) { _, _ in }
        let list = try #require(gathering.lists.first)
        #expect(list.errors.count == 50)
        #expect(list.errors.kept.map(\.position?.line) == [1, 2, 3])
        #expect(list.summary?.bad == 50)
    }

    @Test func `every problem is told when it is met, kept or not, in the order of the file`() throws {
        let disk = try ListsOnDisk([
            "a.txt": "bad\nx@hub.example\nX@hub.example\n", "b.txt": "y@hub.example\nworse\n",
        ])
        var told: [String] = []
        let gathering = try Gathering.run(
            to: [try #require(Name("a"))], except: [try #require(Name("b"))], folder: try disk.folder(),
            keeping: 0, each: { _, _ in },
            noting: { told.append("\($0.path):\($0.position?.line ?? 0) \($0.severity)") })
        #expect(told == ["lists/b.txt:2 error", "lists/a.txt:1 error", "lists/a.txt:3 warning"])
        #expect(gathering.lists.allSatisfy { $0.errors.kept.isEmpty && $0.errors.count == 1 })
    }

    @Test func `what becomes of every line is told, in the order of the file`() throws {
        let disk = try ListsOnDisk([
            "a.txt": "one@hub.example\n", "b.txt": "left@hub.example",
            "c.csv": "email,delivery\none@hub.example,\nleft@hub.example,\nnone@hub.example,none\nbad,\n"
                + "two@hub.example,\nTWO@hub.example,\nsix@hub.example,digest\n",
        ])
        var told: [String] = []
        let names = try ["a", "c"].map { try #require(Name($0)) }
        _ = try Gathering.run(
            to: names, except: [try #require(Name("b"))], folder: try disk.folder(),
            digests: Set(names),
            each: { list, subscriber in told.append("\(list) given \(subscriber.address)") },
            telling: { fate, list in
                switch fate {
                case .recipient(let who): told.append("\(list.path) \(who.line) recipient")
                case .digest(let who): told.append("\(list.path) \(who.line) digest")
                case .repeats(let who, let line): told.append("\(list.path) \(who.line) repeats \(line)")
                case .onEarlierList(let who): told.append("\(list.path) \(who.line) earlier")
                case .excluded(let who): told.append("\(list.path) \(who.line) excluded")
                case .passedOver(_, let why, let line): told.append("\(list.path) \(line) \(why)")
                case .bad(let problem): told.append("\(list.path) \(problem.position?.line ?? 0) bad")
                }
            })
        #expect(
            told == [
                "lists/a.txt 1 recipient", "a given one@hub.example", "lists/c.csv 2 earlier",
                "lists/c.csv 3 excluded",
                "lists/c.csv 4 deliveryNone", "lists/c.csv 5 bad", "lists/c.csv 6 recipient",
                "c given two@hub.example", "lists/c.csv 7 repeats 6", "lists/c.csv 8 digest",
            ])
    }

    @Test func `an unknown list stops everything`() throws {
        let disk = try ListsOnDisk(["a.txt": "x@hub.example"])
        #expect(throws: ListFault.unknown(try #require(Name("b")))) { try gather(disk, to: "a,b") }
    }

    @Test func `what the caller throws comes through`() throws {
        struct Full: Error {}
        let disk = try ListsOnDisk(["a.txt": "x@hub.example"])
        #expect(throws: Full.self) {
            try Gathering.run(to: [try #require(Name("a"))], folder: disk.folder()) { _, _ in throw Full() }
        }
    }

    @Test func `a list that changes while it is read is being edited`() throws {
        let disk = try ListsOnDisk(["a.txt": "x@hub.example\ny@hub.example\n"])
        #expect(throws: ListFault.beingEdited(path: "lists/a.txt")) {
            try Gathering.run(to: [try #require(Name("a"))], folder: disk.folder()) { _, _ in
                let handle = try #require(FileHandle(forWritingAtPath: disk.path + "/a.txt"))
                try handle.truncate(atOffset: 0)
                try handle.close()
            }
        }
    }

    @Test func `columns are told for each list`() throws {
        let disk = try ListsOnDisk(["a.csv": "email,City,name\n", "b.txt": ""])
        #expect(try gather(disk, to: "a,b").gathering.lists.map(\.columns) == [["city"], []])
    }
}
