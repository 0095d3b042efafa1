import Foundation
import Mail
import Testing

@testable import Broadcasting

struct DraftFolderTests {
    @Test(arguments: [true, false])
    func `a file written in place is taken when it has rested`(_ usesEvents: Bool) throws {
        let desk = try WatchedDesk(usesEvents: usesEvents)
        let rest: Int64 = usesEvents ? 1_000 : 10_000
        #expect(desk.taken() == [])
        try desk.write("a.txt", "one")
        let first = desk.report(after: 2_000)
        #expect(first.settled.isEmpty)
        #expect(first.nextCheck <= Int(rest))
        #expect(desk.taken(after: rest - 1) == [])
        #expect(desk.taken(after: 1) == ["a.txt=one"])
        #expect(desk.taken(after: 60_000) == [])
    }

    @Test func `a file renamed into place is taken at once`() throws {
        let desk = try WatchedDesk()
        _ = desk.report()
        try desk.write(".a.txt.tmp", "one")
        try desk.move(".a.txt.tmp", "a.txt")
        #expect(desk.taken() == ["a.txt=one"])
        try desk.write(".a.txt.tmp", "two")
        try desk.move(".a.txt.tmp", "a.txt")
        #expect(desk.taken() == ["a.txt=two"])
    }

    @Test func `an event makes the descriptor readable, and looking clears it`() throws {
        let desk = try WatchedDesk()
        _ = desk.report()
        let descriptor = try #require(desk.folder.eventDescriptor)
        func isReadable() -> Bool {
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&request, 1, 0) == 1
        }
        #expect(!isReadable())
        try desk.write("a.txt", "one")
        #expect(isReadable())
        _ = desk.report()
        #expect(!isReadable())
    }

    @Test(arguments: [(999, []), (1_000, ["a.txt=one"])] as [(Int64, [String])])
    func `at the start a file that is old enough is taken at once`(_ age: Int64, _ taken: [String]) throws {
        let desk = try WatchedDesk()
        try desk.write("a.txt", "one")
        desk.wall = try desk.lastChange(of: "a.txt").adding(milliseconds: age)
        #expect(desk.taken() == taken)
        #expect(desk.taken(after: 1_000) == (taken.isEmpty ? ["a.txt=one"] : []))
    }

    @Test func `a copied modification time does not make a file old`() throws {
        let desk = try WatchedDesk()
        try desk.write("a.txt", "one")
        let longAgo = Date(timeIntervalSince1970: 0)
        try FileManager.default.setAttributes(
            [.modificationDate: longAgo], ofItemAtPath: desk.path + "/a.txt")
        desk.wall = try desk.lastChange(of: "a.txt")
        #expect(desk.taken() == [])
    }

    @Test func `deleted before it has rested, a file was never there`() throws {
        let desk = try WatchedDesk()
        _ = desk.report()
        try desk.write("a.txt", "one")
        _ = desk.report()
        try desk.delete("a.txt")
        #expect(desk.taken(after: 1_000) == [])
        try desk.write("b.txt", "one")
        _ = desk.report()
        try desk.move("b.txt", "b.bak")
        #expect(desk.taken(after: 10_000) == [])
    }

    @Test func `a state is handed out once, again when asked for, and again when it has changed`() throws {
        let desk = try WatchedDesk()
        try desk.write("a.txt", "one")
        _ = desk.report()
        let file = try #require(desk.report(after: 1_000).settled.first)
        #expect(desk.taken(after: 10_000) == [])
        desk.folder.handOutAgain(file)
        #expect(desk.taken() == ["a.txt=one"])
        try desk.write("a.txt", "two")
        #expect(desk.taken() == [])
        #expect(desk.taken(after: 1_000) == ["a.txt=two"])
    }

    @Test func `a heap of files comes in portions, each file once`() throws {
        let desk = try WatchedDesk()
        for number in 0..<40 { try desk.write("\(number).txt", "one") }
        _ = desk.report()
        var names: [String] = []
        var report = desk.report(after: 1_000)
        names += report.settled.map(\.name)
        while report.nextCheck == 0 {
            report = desk.report()
            names += report.settled.map(\.name)
        }
        #expect(names.count == 40)
        #expect(Set(names).count == 40)
    }

    @Test func `more events than the queue holds lose no file`() throws {
        let desk = try WatchedDesk()
        _ = desk.report()
        try desk.write("noise", "")
        for round in 0..<17_000 {
            let (old, new) = round % 2 == 0 ? ("noise", "noise2") : ("noise2", "noise")
            rename(desk.path + "/" + old, desk.path + "/" + new)
        }
        try desk.write("a.txt", "one")
        #expect(desk.taken() == [])
        #expect(desk.taken(after: 1_000) == ["a.txt=one"])
    }

    @Test(arguments: [true, false])
    func `a folder that goes and comes back is followed`(_ usesEvents: Bool) throws {
        let desk = try WatchedDesk(usesEvents: usesEvents, settleTime: 10_000)
        try desk.write("a.txt", "one")
        _ = desk.report()
        try #require(rename(desk.path, desk.path + ".away") == 0)
        let missing = desk.report(after: 20_000)
        #expect(missing.trouble?.contains("No such file or directory") == true)
        #expect(missing.settled.isEmpty)
        try #require(mkdir(desk.path, 0o700) == 0)
        #expect(desk.taken(after: 1_000) == [])
        try desk.write("b.txt", "two")
        #expect(desk.taken(after: 5_000) == [])
        #expect(desk.taken(after: 10_000) == ["b.txt=two"])
        try FileManager.default.removeItem(atPath: desk.path + ".away")
    }

    @Test func `no descriptor is left open`() throws {
        func count() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }
        let desk = try WatchedDesk()
        try desk.write("a.txt", "one")
        _ = desk.report()
        let before = try count()
        for round in 0..<200 {
            try desk.write("a.txt", "\(round)")
            _ = desk.report(after: 1_000)
            _ = desk.report(after: 1_000)
        }
        // Other tests run beside this one, and have a few of their own.
        #expect(try count() < before + 150)
    }
}
