import Foundation
import Mail
import Testing

@testable import Broadcasting

/// The ways in which programs save, and what else lies about in a folder.
struct FolderLookTests {
    @Test func `a file that grows slowly is taken whole`() throws {
        let desk = try WatchedDesk()
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
        let desk = try WatchedDesk()
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
        let desk = try WatchedDesk()
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
        let desk = try WatchedDesk()
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
        let desk = try WatchedDesk()
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
        let desk = try WatchedDesk()
        _ = desk.report()
        try #require(symlink("jo@host.1", desk.path + "/" + lock) == 0)
        try desk.write("b.tmp", "one")
        try desk.move("b.tmp", "a.txt")
        #expect(desk.taken() == [])
        #expect(desk.folder.leftAlone.count == 1)
        try desk.delete(lock)
        #expect(desk.taken() == ["a.txt=one"])
    }

    @Test func `links, pipes, sockets and folders are passed over, a second name is not trusted`() throws {
        let desk = try WatchedDesk()
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
        let desk = try WatchedDesk()
        _ = desk.report()
        try desk.write("b", "")
        try desk.move("b", "a.txt")
        #expect(desk.taken() == [])
        #expect(desk.taken(after: 1_000) == ["a.txt="])
    }

    @Test func `what is too big, no text by its name, or badly named is handed out unread`() throws {
        let desk = try WatchedDesk()
        try desk.write("big.txt", String(repeating: "x", count: 262_145))
        try desk.write("full.txt", String(repeating: "x", count: 262_144))
        try desk.write("a.docx", "one")
        try #require(close(Glibc.open(desk.path + "/\u{FF}", O_CREAT | O_CLOEXEC, 0o644)) == 0)
        try desk.write("line\u{1B}[2J.txt", "one")
        let raw: [CChar] = (desk.path + "/caf").utf8.map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xE9)]
        try #require(
            close(
                Glibc.open(
                    raw + ".txt".utf8.map { CChar(bitPattern: $0) } + [0], O_CREAT | O_WRONLY | O_CLOEXEC,
                    0o644))
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
}
