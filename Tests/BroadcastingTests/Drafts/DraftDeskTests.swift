import Disk
import Foundation
import TestSupport
import Testing

@testable import Broadcasting

struct DraftDeskTests {
    private static let names = [
        "a.md", "a", ".md", String(repeating: "x", count: 252) + ".md",
        String(repeating: "x", count: 251) + "y.md",
        String(repeating: "\u{E9}", count: 126) + ".md", String(repeating: "x", count: 232) + ".md",
    ]

    @Test func `every name has a note of its own, that a file system takes`() {
        for suffix in [".why.txt", ".receipt.txt"] {
            let names = DraftDeskTests.names.flatMap { name in (1...3).map { DraftDesk.numbered(name, $0) } }
            let notes = names.map { DraftDesk.noteName($0, suffix) }
            #expect(Set(notes).count == Set(names).count)
            #expect(notes.allSatisfy { $0.utf8.count <= 255 && $0.hasSuffix(suffix) })
        }
        #expect(DraftDesk.noteName("a.md", ".why.txt") == "a.md.why.txt")
        #expect(DraftDesk.numbered("a.b.md", 2) == "a.b-2.md")
    }

    @Test func `long names with the same beginning are put aside one by one, each with its reason`() throws {
        let folder = try TemporaryFolder()
        let desk = DraftDesk(drafts: folder("drafts"))
        try desk.prepare()
        var given: [String] = []
        for name in DraftDeskTests.names + DraftDeskTests.names where !name.hasPrefix(".") {
            try folder.write(name, to: "drafts/\(name)")
            given.append(try desk.putAside(folder("drafts/\(name)"), name: name, to: .rejected) { "'\($0)'" })
        }
        desk.removeOrphans()
        #expect(Set(given).count == given.count)
        for name in given {
            let note = "drafts/rejected/" + DraftDesk.noteName(name, ".why.txt")
            #expect(try folder.read(note) == "'\(name)'")
            #expect(Folder.exists(folder("drafts/rejected/\(name)")))
        }
        try FileManager.default.removeItem(atPath: folder("drafts/rejected/\(given[2])"))
        desk.removeOrphans()
        #expect(folder.names(in: "drafts/rejected").count == 2 * given.count - 2)
    }

    @Test func `a receipt's name that is taken gets a number`() throws {
        let folder = try TemporaryFolder()
        let desk = DraftDesk(drafts: folder("drafts"))
        try desk.prepare()
        for wanted in ["a.md.receipt.txt", "a-2.md.receipt.txt", "a-3.md.receipt.txt"] {
            #expect(desk.freeReceiptName("a.md") == wanted)
            try desk.writeReceipt(wanted, "x")
        }
    }
}
