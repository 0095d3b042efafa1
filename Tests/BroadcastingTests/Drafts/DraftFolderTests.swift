import Foundation
import Mail
import Testing

@testable import Broadcasting

/// A folder of its own, and a watcher that sees only the clock that the test gives it.
private final class Desk {
    let path: String
    let folder: DraftFolder
    /// Milliseconds.
    var now: Int64 = 0
    /// Long before any file was written, unless a test is about age.
    var wall = Timestamp(milliseconds: 0)

    init(usesEvents: Bool = true, settleTime: Int = 1_000) throws {
        path = FileManager.default.temporaryDirectory.path + "/drafts-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        folder = DraftFolder(path: path, settleTime: settleTime, usesEvents: usesEvents)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func report(after milliseconds: Int64 = 0) -> FolderReport {
        now += milliseconds
        return folder.takeSettled(monotonic: now, wall: wall)
    }

    /// `name=content` of each file handed out.
    func taken(after milliseconds: Int64 = 0) -> [String] {
        report(after: milliseconds).settled.map { file in
            guard case .bytes(let bytes) = file.content else { return "\(file.name):\(file.content)" }
            return file.name + "=" + (String(validating: bytes, as: UTF8.self) ?? "?")
        }
    }

    func write(_ name: String, _ text: String) throws {
        try #require(FileManager.default.createFile(atPath: path + "/" + name, contents: Data(text.utf8)))
    }

    func open(_ name: String, _ flags: Int32 = O_WRONLY | O_CREAT) throws -> FileHandle {
        let descriptor = Glibc.open(path + "/" + name, flags | O_CLOEXEC, 0o644)
        try #require(descriptor >= 0)
        return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    func move(_ old: String, _ new: String) throws {
        try #require(rename(path + "/" + old, path + "/" + new) == 0)
    }

    /// In whole milliseconds.
    func lastChange(of name: String) throws -> Timestamp {
        var status = stat()
        try #require(stat(path + "/" + name, &status) == 0)
        return Timestamp(
            milliseconds: Int64(status.st_ctim.tv_sec) * 1_000 + Int64(status.st_ctim.tv_nsec) / 1_000_000)
    }

    func delete(_ name: String) throws { try #require(unlink(path + "/" + name) == 0) }
}

struct DraftFolderTests {
    @Test(arguments: [true, false])
    func `a file written in place is taken when it has rested`(_ usesEvents: Bool) throws {
        let desk = try Desk(usesEvents: usesEvents)
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
        let desk = try Desk()
        _ = desk.report()
        try desk.write(".a.txt.tmp", "one")
        try desk.move(".a.txt.tmp", "a.txt")
        #expect(desk.taken() == ["a.txt=one"])
        try desk.write(".a.txt.tmp", "two")
        try desk.move(".a.txt.tmp", "a.txt")
        #expect(desk.taken() == ["a.txt=two"])
    }

    @Test func `an event makes the descriptor readable, and looking clears it`() throws {
        let desk = try Desk()
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
        let desk = try Desk()
        try desk.write("a.txt", "one")
        desk.wall = try desk.lastChange(of: "a.txt").adding(milliseconds: age)
        #expect(desk.taken() == taken)
        #expect(desk.taken(after: 1_000) == (taken.isEmpty ? ["a.txt=one"] : []))
    }

    @Test func `a copied modification time does not make a file old`() throws {
        let desk = try Desk()
        try desk.write("a.txt", "one")
        let longAgo = Date(timeIntervalSince1970: 0)
        try FileManager.default.setAttributes(
            [.modificationDate: longAgo], ofItemAtPath: desk.path + "/a.txt")
        desk.wall = try desk.lastChange(of: "a.txt")
        #expect(desk.taken() == [])
    }

    @Test func `a file that grows slowly is taken whole`() throws {
        let desk = try Desk()
        _ = desk.report()
        let file = try desk.open("a.txt")
        for word in ["one ", "two ", "three"] {
            try file.write(contentsOf: Data(word.utf8))
            #expect(desk.taken(after: 900) == [])
        }
        #expect(desk.taken(after: 5_000) == [])
        try file.close()
        #expect(desk.taken() == [])
        #expect(desk.taken(after: 1_000) == ["a.txt=one two three"])
    }

    @Test func `a file held open by a program that has written nothing yet is not taken`() throws {
        let desk = try Desk()
        _ = desk.report()
        let file = try desk.open("a.txt")
        #expect(desk.taken(after: 0) == [])
        #expect(desk.taken(after: 3_000) == [])
        #expect(desk.folder.leftAlone.map(\.reason) == ["it is still open for writing"])
        try file.write(contentsOf: Data("one".utf8))
        try file.close()
        #expect(desk.taken(after: 0) == [])
        #expect(desk.taken(after: 1_000) == ["a.txt=one"])
        #expect(desk.folder.leftAlone == [])
    }

    @Test func `a file renamed into place while its writer goes on waits for the writer`() throws {
        let desk = try Desk()
        _ = desk.report()
        let file = try desk.open(".a.tmp")
        try file.write(contentsOf: Data("one".utf8))
        try desk.move(".a.tmp", "a.txt")
        #expect(desk.taken() == [])
        try file.write(contentsOf: Data(" two".utf8))
        try file.close()
        #expect(desk.taken(after: 10) == [])
        #expect(desk.taken(after: 1_000) == ["a.txt=one two"])
    }

    @Test func `truncating and writing anew, as some editors save, gives the new text only`() throws {
        let desk = try Desk()
        try desk.write("a.txt", "old old old")
        _ = desk.report()
        let file = try desk.open("a.txt", O_WRONLY | O_TRUNC)
        #expect(desk.taken(after: 1_000) == [])
        try file.write(contentsOf: Data("new".utf8))
        try file.close()
        #expect(desk.taken(after: 0) == [])
        #expect(desk.taken(after: 1_000) == ["a.txt=new"])
    }

    @Test func `a backup beside it, as Vim saves, does not matter; its swap file does`() throws {
        let desk = try Desk()
        try desk.write(".a.txt.swp", "")
        try desk.write("a.txt", "old")
        _ = desk.report()
        try desk.move("a.txt", "a.txt~")
        try desk.write("a.txt", "new")
        try desk.delete("a.txt~")
        #expect(desk.taken(after: 0) == [])
        #expect(desk.taken(after: 60_000) == [])
        let left = try #require(desk.folder.leftAlone.first)
        #expect(left.name == "a.txt")
        #expect(left.reason.contains("'.a.txt.swp'"))
        try desk.delete(".a.txt.swp")
        #expect(desk.taken() == ["a.txt=new"])
        #expect(desk.folder.leftAlone == [])
    }

    @Test(arguments: [".~lock.a.txt#", ".#a.txt"])
    func `a lock is respected even where it is a link to nowhere, and for files renamed into place`(
        _ lock: String
    ) throws {
        let desk = try Desk()
        _ = desk.report()
        try #require(symlink("jo@host.1", desk.path + "/" + lock) == 0)
        try desk.write("b.tmp", "one")
        try desk.move("b.tmp", "a.txt")
        #expect(desk.taken() == [])
        #expect(desk.folder.leftAlone.count == 1)
        try desk.delete(lock)
        #expect(desk.taken() == ["a.txt=one"])
    }

    @Test func `deleted before it has rested, a file was never there`() throws {
        let desk = try Desk()
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

    @Test func `links, pipes, sockets and folders are passed over, a second name is not trusted`() throws {
        let desk = try Desk()
        try #require(symlink("/etc/hostname", desk.path + "/link.txt") == 0)
        try #require(mkfifo(desk.path + "/pipe.txt", 0o600) == 0)
        try #require(mkdir(desk.path + "/folder.txt", 0o700) == 0)
        try desk.write("one.bak", "one")
        try #require(link(desk.path + "/one.bak", desk.path + "/one.txt") == 0)
        _ = desk.report()
        #expect(desk.taken(after: 60_000) == [])
        #expect(desk.folder.leftAlone.map(\.name) == ["one.txt"])
        try desk.delete("one.bak")
        #expect(desk.taken(after: 0) == [])
        #expect(desk.taken(after: 1_000) == ["one.txt=one"])
    }

    @Test func `an empty file is taken, after its rest`() throws {
        let desk = try Desk()
        _ = desk.report()
        try desk.write("b", "")
        try desk.move("b", "a.txt")
        #expect(desk.taken() == [])
        #expect(desk.taken(after: 1_000) == ["a.txt="])
    }

    @Test func `what is too big, no text by its name, or badly named is handed out unread`() throws {
        let desk = try Desk()
        try desk.write("big.txt", String(repeating: "x", count: 262_145))
        try desk.write("full.txt", String(repeating: "x", count: 262_144))
        try desk.write("a.docx", "one")
        try #require(close(Glibc.open(desk.path + "/\u{FF}", O_CREAT, 0o644)) == 0)
        try desk.write("line\u{1B}[2J.txt", "one")
        let raw: [CChar] = (desk.path + "/caf").utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xE9)]
        try #require(
            close(
                Glibc.open(raw + ".txt".utf8.map { CChar(bitPattern: $0) } + [0], O_CREAT | O_WRONLY, 0o644))
                == 0)
        _ = desk.report()
        let settled = desk.report(after: 1_000).settled
        let contents = Dictionary(uniqueKeysWithValues: settled.map { ($0.name, $0.content) })
        #expect(settled.count == 5)
        #expect(contents["big.txt"] == .tooBig(size: 262_145))
        #expect(contents["full.txt"] == .bytes([UInt8](repeating: 0x78, count: 262_144)))
        #expect(contents["line?[2J.txt"] == .badName)
        #expect(contents["caf?.txt"] == .badName)
        #expect(
            settled.first { $0.name == "caf?.txt" }?.rawName == Array("caf".utf8) + [0xE9]
                + Array(".txt".utf8))
        guard case .foreign(let reason) = contents["a.docx"] else {
            Issue.record("not rejected by its name")
            return
        }
        #expect(reason.contains("a Word document"))
    }

    @Test func `a state is handed out once, again when asked for, and again when it has changed`() throws {
        let desk = try Desk()
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
        let desk = try Desk()
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
        let desk = try Desk()
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
        let desk = try Desk(usesEvents: usesEvents, settleTime: 10_000)
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
        let desk = try Desk()
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
