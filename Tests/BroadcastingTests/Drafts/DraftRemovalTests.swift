import Disk
import Foundation
import TestSupport
import Testing

@testable import Broadcasting

struct DraftRemovalTests {
    private static let long = String(repeating: "x", count: 252) + ".md"

    @Test(arguments: ["a.md", long, String(repeating: "\u{E9}", count: 126) + ".md"])
    func `what was accepted goes, what is newer stays, however long the name`(_ name: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("new", to: name)
        try DraftRemoval.remove(name, in: folder.path, accepted: Array("old".utf8))
        #expect(try folder.read(name) == "new")
        try DraftRemoval.remove(name, in: folder.path, accepted: Array("new".utf8))
        #expect(try Folder.names(in: folder.path) == [])
        try DraftRemoval.remove(name, in: folder.path, accepted: Array("new".utf8))
    }

    @Test(arguments: ["old", "new", "newer, and longer"])
    func `after a crash in the middle, what was accepted goes and what is newer comes back`(_ text: String)
        throws
    {
        let folder = try TemporaryFolder()
        try folder.write(text, to: ".a.md.accepted")
        try folder.write("x", to: ".b.md.partial")
        DraftRemoval.recover(folder.path) { $0 == Array("old".utf8) }
        #expect(try Folder.names(in: folder.path) == [".b.md.partial"] + (text == "old" ? [] : ["a.md"]))
    }

    @Test func `a third version is not overwritten by the second`() throws {
        let folder = try TemporaryFolder()
        try folder.write("second", to: ".a.md.accepted")
        try folder.write("third", to: "a.md")
        DraftRemoval.recover(folder.path) { _ in false }
        #expect(try folder.read("a.md") == "third")
        #expect(try folder.read(".a.md.accepted") == "second")
    }
}
