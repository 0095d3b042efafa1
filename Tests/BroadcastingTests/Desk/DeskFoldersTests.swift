import Disk
import Foundation
import TestSupport
import Testing

@testable import Broadcasting

/// Folders that a person takes away, or replaces.
struct DeskFoldersTests {
    @Test func `folders that somebody has taken away are made again, with the rights they had`() throws {
        let desk = try StaffedDesk()
        let rights: [(String, mode_t)] = [("drafts", 0o2770), ("drafts/held", 0o750)]
        for (name, mode) in rights { try #require(chmod(desk.folder(name), mode) == 0) }
        #expect(desk.desk.tidy().made == [])
        try FileManager.default.moveItem(atPath: desk.folder("drafts"), toPath: desk.folder("away"))
        #expect(
            desk.desk.tidy().made == ["drafts"] + DraftDesk.Place.allCases.map { "drafts/\($0.rawValue)" })
        for (name, mode) in rights {
            var status = stat()
            try #require(stat(desk.folder(name), &status) == 0)
            #expect(status.st_mode & 0o7777 == mode, "\(name)")
        }
        _ = try desk.accept()
        _ = try desk.take("a.md", "Subject: A\n\nText.\n")
        #expect(desk.folder.names(in: "drafts/sent") == ["lines.md.receipt.txt"])
        #expect(desk.folder.names(in: "drafts/rejected") == ["a.md", "a.md.why.txt"])
    }

    @Test func `a receipt makes its folder again with the rights that it had`() throws {
        let desk = try StaffedDesk()
        try #require(chmod(desk.folder("drafts/sent"), 0o2775) == 0)
        desk.desk.tidy()
        try desk.folder.write(StaffedDesk.lines, to: "drafts/lines.md")
        let file = try desk.settled("lines.md")
        try FileManager.default.moveItem(atPath: desk.folder("drafts/sent"), toPath: desk.folder("away"))
        #expect(desk.desk.take(file).isAccepted)
        var status = stat()
        try #require(stat(desk.folder("drafts/sent"), &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o2775)
        #expect(desk.desk.tidy().made == ["drafts/sent"])
    }

    @Test func `no folder is made where its parent has gone, or in the place of something else`() throws {
        let desk = try StaffedDesk()
        try FileManager.default.moveItem(atPath: desk.folder.path, toPath: desk.folder.path + "-away")
        #expect(desk.desk.tidy().made == [])
        #expect(!Folder.exists(desk.folder.path))
        try FileManager.default.moveItem(atPath: desk.folder.path + "-away", toPath: desk.folder.path)
        try FileManager.default.removeItem(atPath: desk.folder("drafts/sent"))
        try desk.folder.write("x", to: "drafts/sent")
        #expect(desk.desk.tidy().made == [])
        #expect(try desk.folder.read("drafts/sent") == "x")
    }
}
