import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct ListFileTests {
    private let kent = Name("kent")

    @Test func `why a list cannot be had is said in words`() throws {
        let name = try #require(kent)
        #expect(ListFault.unknown(name).description == "there is no list 'kent'")
        #expect(
            ListFault.beingEdited(path: "lists/kent.txt").description
                == "'lists/kent.txt' is being changed just now: try again in a moment")
        let none = NotAList(path: "lists/kent.txt", "is not a file")
        #expect(ListFault.notAList(none).description == "lists/kent.txt:1:1: error: is not a file")
    }

    @Test func `a symbolic link is not followed`() throws {
        let disk = try ListsOnDisk(["real": "a@hub.example"])
        try FileManager.default.createSymbolicLink(
            atPath: disk.path + "/kent.txt", withDestinationPath: "real")
        let folder = try disk.folder()
        let name = try #require(kent)
        #expect(
            throws: ListFault.notAList(
                NotAList(
                    path: "lists/kent.txt",
                    "is a symbolic link, which is not followed: put the file itself there"))
        ) { _ = try folder.open(name) }
    }

    @Test func `a FIFO and a folder are no lists, and nobody waits for them`() throws {
        let disk = try ListsOnDisk()
        let name = try #require(kent)
        #expect(mkfifo(disk.path + "/kent.txt", 0o600) == 0)
        let fault = ListFault.notAList(NotAList(path: "lists/kent.txt", "is not a file"))
        #expect(throws: fault) { _ = try disk.folder().open(name) }
        try FileManager.default.removeItem(atPath: disk.path + "/kent.txt")
        try FileManager.default.createDirectory(
            atPath: disk.path + "/kent.txt", withIntermediateDirectories: false)
        #expect(throws: fault) { _ = try disk.folder().open(name) }
    }

    @Test func `a file that changes while it is read is being edited`() throws {
        let disk = try ListsOnDisk(["kent.txt": "a@hub.example\n"])
        let file = try disk.folder().open(try #require(kent))
        try file.checkUnchanged()
        let handle = try #require(FileHandle(forUpdatingAtPath: disk.path + "/kent.txt"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("b@hub.example\n".utf8))
        try handle.close()
        do {
            try file.checkUnchanged()
            Issue.record("not noticed")
        } catch { #expect(error == .beingEdited(path: "lists/kent.txt")) }
    }

    @Test func `a file that went after the folder was read is being edited`() throws {
        let disk = try ListsOnDisk(["kent.txt": ""])
        let folder = try disk.folder()
        try FileManager.default.removeItem(atPath: disk.path + "/kent.txt")
        let name = try #require(kent)
        #expect(throws: ListFault.beingEdited(path: "lists/kent.txt")) { _ = try folder.open(name) }
    }

    @Test func `a file that has just changed waits where the kernel cannot tell who writes`() throws {
        let disk = try ListsOnDisk(["kent.txt": ""])
        let name = try #require(kent)
        let written = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let early = try ListFolder(at: disk.path, care: .untouched(at: written))
        #expect(throws: ListFault.beingEdited(path: "lists/kent.txt")) { _ = try early.open(name) }
        let later = try ListFolder(at: disk.path, care: .untouched(at: written.adding(milliseconds: 1_000)))
        _ = try later.open(name)
    }

    @Test func `a file that is open for writing is being edited`() throws {
        let disk = try ListsOnDisk(["kent.txt": ""])
        let name = try #require(kent)
        let folder = try ListFolder(at: disk.path, care: .closed(at: Timestamp(milliseconds: 0)))
        _ = try folder.open(name)
        let writer = try #require(FileHandle(forWritingAtPath: disk.path + "/kent.txt"))
        #expect(throws: ListFault.beingEdited(path: "lists/kent.txt")) { _ = try folder.open(name) }
        try writer.close()
        _ = try folder.open(name)
    }

    @Test func `a list that is saved again and again is read as it was when it was opened`() throws {
        let disk = try ListsOnDisk(["kent.txt": "ann@hub.example\n"])
        let name = try #require(kent)
        let folder = try ListFolder(at: disk.path, care: .closed(at: Timestamp(milliseconds: 0)))
        let file = try folder.open(name)
        try writeFile("bob@hub.example\ncy@hub.example\n", to: disk.path + "/kent.txt")
        try file.checkUnchanged()
        var reader = try ListReader(file.bytes, path: file.path, kind: file.kind)
        guard case .subscriber(let first)? = try reader.next() else { throw TestFailure("nobody") }
        #expect(try first.address.description == "ann@hub.example" && reader.next() == nil)
    }

    @Test func `more than 64 MiB is no list`() throws {
        let disk = try ListsOnDisk(["kent.txt": ""])
        #expect(truncate(disk.path + "/kent.txt", (64 << 20) + 1) == 0)
        let name = try #require(kent)
        #expect(throws: ListFault.notAList(.tooLarge("lists/kent.txt"))) { _ = try disk.folder().open(name) }
    }
}
