import Mail
import Testing

@testable import Broadcasting

struct ListGuardTests {
    @Test(arguments: [
        (5, 10, false), (4, 10, true), (0, 1, true), (0, 0, false), (10, 5, false), (5, 11, true),
        (1, 2, false),
    ])
    func `more than half lost is too many`(now: Int, before: Int, isTooMany: Bool) {
        #expect(ListGuard.hasLostTooMany(now: now, before: before) == isTooMany)
    }

    @Test(arguments: [
        (4, 5, false), (5, 5, true), (5, 49, true), (5, 50, false), (6, 60, false), (6, 59, true),
        (0, 0, false),
    ])
    func `more than one line in ten bad, five at least, is too many`(bad: Int, lines: Int, isTooMany: Bool) {
        #expect(ListGuard.hasTooManyBadLines(bad: bad, of: lines) == isTooMany)
    }

    private func reasons(
        _ files: [String: String], to: [String], except: [String] = [], previous: [String: Int] = [:]
    ) throws -> [ListGuard.Reason] {
        let disk = try ListsOnDisk(files)
        let gathering = try Gathering.run(
            to: to.compactMap { Name($0) }, except: except.compactMap { Name($0) }, folder: try disk.folder()
        ) { _, _ in }
        var before: [Name: Int] = [:]
        for (name, count) in previous { before[try #require(Name(name))] = count }
        return ListGuard.reasons(toHold: gathering, previous: before)
    }

    @Test func `good lists hold nothing`() throws {
        let files = ["a.txt": "x@hub.example\nbad\n", "b.txt": "# nobody yet\n"]
        #expect(try reasons(files, to: ["a", "b"], previous: ["a": 2]).isEmpty)
    }

    @Test func `a list that shrank is held, with both numbers`() throws {
        let found = try reasons(["a.txt": "x@hub.example\nx@hub.example\n"], to: ["a"], previous: ["a": 3])
        #expect(
            found.map(\.message) == [
                "lists/a.txt has lost more than half its subscribers since the last broadcast to it: 1 now, 3 then; "
                    + "was it cut short by accident?"
            ])
    }

    @Test func `many bad lines are held, the first ten shown and the rest counted`() throws {
        let text = (1...13).map { "bad \($0)\n" }.joined() + "x@hub.example\n"
        let found = try #require(try reasons(["a.txt": text], to: ["a"]).first)
        #expect(
            found.message == "lists/a.txt has 13 bad lines of 14, more than one in ten: is it the right file?"
        )
        #expect(found.lines.count == 11)
        #expect(found.lines.first == "lists/a.txt:1:1: error: 'bad 1' is not an email address: no '@'")
        #expect(found.lines.last == "… and 3 bad lines more")
    }

    @Test func `no list at all is held`() throws {
        let found = try reasons(["a.txt": "x@hub.example\n", "b.csv": "name\nx\n"], to: ["a", "b"])
        #expect(found.count == 1)
        #expect(
            found.first?.message.hasPrefix("the list 'b' cannot be used: lists/b.csv:1:1: error: ") == true)
    }

    @Test func `one bad line under Except is held`() throws {
        let found = try reasons(
            ["a.txt": "x@hub.example\n", "b.txt": "y@hub.example\nbad\n"], to: ["a"], except: ["b"])
        #expect(found.count == 1)
        #expect(found.first?.lines == ["lists/b.txt:2:1: error: 'bad' is not an email address: no '@'"])
    }

    @Test(arguments: [["a"], ["b"]])
    func `a draft that reaches nobody is held`(except: [String]) throws {
        let files = ["a.txt": "x@hub.example\n", "b.txt": ""]
        #expect(try reasons(files, to: except == ["a"] ? ["a"] : ["b"], except: except).count == 1)
    }
}
