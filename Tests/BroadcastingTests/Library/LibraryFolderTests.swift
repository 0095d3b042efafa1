import Disk
import Glibc
import TestSupport
import Testing

@testable import Broadcasting

/// Which files of the library are found, and which are not read.
struct LibraryFolderTests {
    private let desk: StaffedDesk
    private var library: LibraryFolder { LibraryFolder(desk.configuration) }

    init() throws {
        desk = try StaffedDesk()
        try desk.folder.makeFolder("library")
    }

    private func write(_ name: String, _ text: String = "Subject: A\n") throws {
        try desk.folder.write(text, to: "library/\(name)")
    }

    private func find(_ written: String) throws -> String {
        switch try library.line(for: Array("Use: \(written)\n".utf8), now: desk.time.now) {
        case .success(let file)?: return file.path
        case .failure(let fault)?: return fault.description
        case nil: return "nothing"
        }
    }

    @Test func `a line is found by its name, whatever its ending`() throws {
        for name in [
            "dover.md", "kent.txt", "2-calais.markdown", "notes.pdf", "dover.md~", ".dover.md.swp", "Big.md",
        ] {
            try write(name)
        }
        #expect(try find("dover") == "library/dover.md")
        #expect(try find("kent") == "library/kent.txt")
        #expect(try find("2-calais") == "library/2-calais.markdown")
        #expect(try find("dovr") == "there is no prepared line 'dovr' in library/; did you mean 'dover'?")
        #expect(try find("Dover") == "there is no prepared line 'Dover' in library/; did you mean 'dover'?")
        #expect(
            try find("dover.md") == "there is no prepared line 'dover.md' in library/; did you mean 'dover'?")
        #expect(
            try find("else")
                == "there is no prepared line 'else' in library/; there are: 2-calais, dover, kent")
        try write("kent.md")
        #expect(try find("kent") == "there are 2: library/kent.md, library/kent.txt; take all but one away")
    }

    @Test(arguments: ["../secret", "/etc/passwd", "..", "a/b", "", "library/dover"])
    func `no name leads out of the folder`(name: String) throws {
        try desk.folder.write("Subject: A\n", to: "secret.md")
        #expect(try find(name).hasPrefix("there is no prepared line"))
    }

    @Test func `without the folder nothing is found`() throws {
        try Folder.removeTree(desk.folder("library"))
        #expect(try find("dover") == "there is no prepared line 'dover' in library/; the library is empty")
    }

    @Test func `links, pipes and folders are not read, nor what is too big`() throws {
        try desk.folder.write("Subject: A\n", to: "secret.md")
        try #require(symlink(desk.folder("secret.md"), desk.folder("library/link.md")) == 0)
        try #require(mkfifo(desk.folder("library/pipe.md"), 0o600) == 0)
        try desk.folder.makeFolder("library/folder.md")
        try write("big.md", String(repeating: "x", count: Draft.sizeLimit + 1))
        for name in ["link", "pipe", "folder"] {
            let found = try find(name)
            #expect(found == "library/\(name).md is no plain file: put the file itself there", "\(found)")
        }
        #expect(try find("big").hasPrefix("library/big.md: the file has 262145 bytes; a draft has at most"))
    }

    @Test func `one that is being written is waited for`() throws {
        try write("dover.md")
        let file = try File(desk.folder("library/dover.md"), O_WRONLY | O_APPEND)
        #expect(throws: FileBeingSaved("library/dover.md")) { try find("dover") }
        _ = file
    }
}
