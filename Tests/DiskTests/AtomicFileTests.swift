import Foundation
import TestSupport
import Testing

@testable import Disk

struct AtomicFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func names() throws -> [String] { try Folder.names(in: folder.path) }

    @Test func `old content or new, and nothing else in the folder`() throws {
        try AtomicFile.replace(folder("a.json"), with: Array("old".utf8), mode: 0o600)
        try AtomicFile.replace(folder("a.json"), with: Array("new".utf8), mode: 0o600)
        #expect(try folder.read("a.json") == "new")
        #expect(try names() == ["a.json"])
        let mode = try FileManager.default.attributesOfItem(atPath: folder("a.json"))[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
    }

    @Test func `a name as long as names can be has room for its temporary`() throws {
        let long = String(repeating: "n", count: 255)
        try AtomicFile.replace(folder(long), with: [1])
        #expect(try names() == [long])
    }

    @Test func `where the name is a folder's, it fails and leaves nothing behind`() throws {
        try folder.makeFolder("taken")
        #expect(throws: SystemError.self) { try AtomicFile.replace(folder("taken"), with: [1]) }
        #expect(try names() == ["taken"])
    }

    @Test func `a folder that is not there is named`() {
        let error = #expect(throws: SystemError.self) {
            try AtomicFile.replace(folder("none/a.json"), with: [1])
        }
        #expect(error?.isMissing == true)
        #expect(error?.description.contains("none/") == true)
    }
}
