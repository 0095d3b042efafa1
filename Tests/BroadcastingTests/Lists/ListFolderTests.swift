import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// A lists folder of its own for one test, gone when the test ends.
final class ListsOnDisk {
    let path = FileManager.default.temporaryDirectory.appending(path: "lists-\(UUID().uuidString)").path

    init(_ files: [String: String] = [:]) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        try writeFile(text, to: path + "/" + name)
    }

    func folder() throws -> ListFolder { try ListFolder(at: path) }
}

struct ListFolderTests {
    @Test func `lists are found and the rest is explained or passed by`() throws {
        let disk = try ListsOnDisk([
            "kent.txt": "", "board.csv": "", "members.csv.part": "", "Sussex.txt": "", "kent (1).txt": "",
            "notes.md": "",
        ])
        let folder = try disk.folder()
        #expect(folder.names.map(\.text) == ["board", "kent"])
        #expect(folder.problems.map(\.path) == ["lists/Sussex.txt", "lists/kent (1).txt"])
        #expect(folder.problems.allSatisfy { $0.severity == .warning })
    }

    @Test func `two files for one list are no list`() throws {
        let disk = try ListsOnDisk(["kent.txt": "a@hub.example", "kent.csv": "email\na@hub.example"])
        let folder = try disk.folder()
        let kent = try #require(Name("kent"))
        let message = "the list 'kent' is there twice, as kent.csv and as kent.txt: keep one of them"
        #expect(folder.problems == [Problem(path: "lists/kent.txt", message)])
        #expect(throws: ListFault.notAList(NotAList(path: "lists/kent.txt", message))) {
            _ = try folder.open(kent)
        }
    }

    @Test func `a list that is not there is unknown`() throws {
        let sussex = try #require(Name("sussex"))
        let folder = try ListsOnDisk().folder()
        #expect(throws: ListFault.unknown(sussex)) { _ = try folder.open(sussex) }
    }

    @Test func `a folder that cannot be read is a problem`() {
        #expect(throws: Problem(path: "lists", "the lists folder cannot be read: No such file or directory"))
        {
            try ListFolder(at: "/nowhere/lists")
        }
    }
}
