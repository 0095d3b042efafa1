import Foundation
import TestSupport
import Testing

@testable import Disk

struct FolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `missing parents are made, and what is there is left`() throws {
        try Folder.make(folder("a/b/c"), mode: 0o700)
        try Folder.make(folder("a/b/c"))
        #expect(Folder.exists(folder("a/b/c")))
        try folder.write("", to: "file")
        #expect(throws: SystemError.self) { try Folder.make(folder("file/below")) }
    }

    @Test func `names come sorted by their bytes, and those that are no text are left out`() throws {
        for name in ["b", "a", ".hidden", "ä"] { try folder.write("", to: name) }
        let raw = Array(folder("x").utf8) + [0xFF, 0]
        let made = raw.withUnsafeBytes { bytes -> Int32 in
            guard let base = bytes.baseAddress else { return -1 }
            return open(base.assumingMemoryBound(to: CChar.self), O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        }
        try #require(made >= 0)
        close(made)
        #expect(try Folder.names(in: folder.path) == [".hidden", "a", "b", "ä"])
        #expect(throws: SystemError.self) { try Folder.names(in: folder("none")) }
        #expect(try Folder.rename(rawName: Array("x".utf8) + [0xFF], in: folder.path, to: "plain"))
        #expect(try !Folder.rename(rawName: Array("a".utf8), in: folder.path, to: "plain"))
        #expect(Folder.exists(folder("plain")))
    }

    @Test func `a name that is taken is not taken over`() throws {
        try folder.write("one", to: "one")
        try folder.write("two", to: "two")
        #expect(try !Folder.renameUnlessTaken(folder("one"), to: folder("two")))
        #expect(try folder.read("two") == "two")
        #expect(try Folder.renameUnlessTaken(folder("one"), to: folder("three")))
        try Folder.rename(folder("three"), to: folder("two"))
        #expect(try folder.read("two") == "one")
        #expect(throws: SystemError.self) { try Folder.rename(folder("none"), to: folder("x")) }
    }

    @Test func `what is gone already is as good as removed`() throws {
        try Folder.remove(folder("none"))
        try Folder.make(folder("a"))
        try folder.write("", to: "a/1")
        try Folder.removeTree(folder("a"))
        #expect(!Folder.exists(folder("a")))
        #expect(throws: SystemError.self) { try Folder.removeTree(folder("a")) }
        try Folder.synchronize(folder.path)
    }

    @Test func `a link that leads nowhere exists`() throws {
        try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: "/nowhere")
        #expect(Folder.exists(folder("link")))
    }
}
