import Testing

@testable import Broadcasting

struct ListFileNameTests {
    @Test(arguments: [
        ("kent.txt", "kent", ListKind.text), ("a-1.csv", "a-1", .table), ("0.csv", "0", .table),
    ])
    func `a list is NAME and its ending`(file: String, name: String, kind: ListKind) throws {
        #expect(ListFileName(file) == .list(try #require(Name(name)), kind))
    }

    @Test(arguments: [
        ".kent.txt", "kent.txt~", ".~lock.kent.csv#", "~$kent.csv", "#kent.txt#", "members.csv.part",
        "kent.txt.swp",
        ".kent.txt.swp", "kent.csv.tmp", "kent.txt.bak", "kent.md", "kent", "Thumbs.db", ".", "..",
        "kent.csv.crdownload",
    ])
    func `editors' and sync tools' files are passed by`(file: String) {
        #expect(ListFileName(file) == .ignored)
    }

    @Test(arguments: [
        ("Kent.txt", "rename it to kent.txt"), ("kent.TXT", "rename it to kent.txt"),
        ("kent list.csv", "rename it to kent-list.csv"), ("Z\u{FC}rich.csv", "rename it to z-rich.csv"),
        ("kent.old.csv", "rename it to kent-old.csv"), ("-.txt", "rename it"),
        ("kent.xlsx", "save it as CSV"),
        ("kent (1).csv", "looks like a copy"), ("kent - Copy.csv", "looks like a copy"),
        ("kent - Copy (2).csv", "looks like a copy"), ("Copy of kent.csv", "looks like a copy"),
        ("kent (Ann's conflicted copy 2026-01-05).csv", "looks like a copy"),
        ("kent.sync-conflict-20260105-101500-ABC.txt", "looks like a copy"),
    ])
    func `a name that somebody may take for a list's is explained`(file: String, advice: String) {
        guard case .strange(let why) = ListFileName(file) else {
            Issue.record("\(ListFileName(file))")
            return
        }
        #expect(why.contains(advice), "\(why)")
    }
}
