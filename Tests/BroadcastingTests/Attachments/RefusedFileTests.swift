import Testing

@testable import Broadcasting

struct RefusedFileTests {
    private func refusal(_ name: String, _ octets: [UInt8]) -> String {
        AttachmentKind(octets, name: name).refusal ?? "none"
    }

    @Test(arguments: ["a.exe", "A.EXE", "a.js", "a.scr", "note.pdf.vbs", "a.lnk", "a.iso", "a.exe."])
    func `programs and scripts are refused by their names`(name: String) {
        #expect(refusal(name, Array("x".utf8)).hasPrefix("is a program or a script (."))
    }

    @Test(arguments: ["a.docm", "a.xlsm", "a.PPTM", "a.xlsb"])
    func `files that may hold macros are refused by their names`(name: String) {
        #expect(refusal(name, Array("x".utf8)).hasPrefix("may hold macros (."))
    }

    @Test(
        arguments: [
            [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0] + [UInt8](repeating: 0, count: 60),
            [0x4D, 0x5A, 0x90, 0, 3, 0, 0, 0] + [UInt8](repeating: 0, count: 60),
            Array("#!/bin/sh\nrm -rf /\n".utf8),
        ] as [[UInt8]])
    func `a program is one whatever its name says`(octets: [UInt8]) {
        #expect(refusal("report.pdf", octets).contains("by its content, whatever its name says"))
    }

    @Test func `macros are found in office documents, old and new`() {
        let old: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
        #expect(refusal("a.doc", old + "_VBA_PROJECT".utf8.flatMap { [$0, 0] }).hasPrefix("holds macros"))
        #expect(refusal("a.doc", old + "words".utf8.flatMap { [$0, 0] }) == "none")
        #expect(
            refusal("a.docx", zip(["word/document.xml", "word/vbaProject.bin"])).hasPrefix("holds macros"))
        #expect(refusal("a.docx", zip(["word/document.xml"])) == "none")
    }

    @Test func `an archive is refused for what is in it, or where nobody can look`() {
        #expect(
            refusal("a.zip", zip(["photos/1.jpg", "Setup.EXE"])).hasPrefix(
                "holds 'setup.exe', a program or a script"))
        #expect(refusal("a.zip", zip(["1.jpg"], isLocked: true)).hasPrefix("is locked with a password"))
        #expect(refusal("a.zip", zip(["1.jpg"])) == "none")
    }

    /// A zip file's directory, which is all that is looked at.
    private func zip(_ names: [String], isLocked: Bool = false) -> [UInt8] {
        [0x50, 0x4B, 3, 4]
            + names.flatMap { name -> [UInt8] in
                var entry = [UInt8](repeating: 0, count: 46)
                entry.replaceSubrange(0..<4, with: [0x50, 0x4B, 1, 2])
                entry[8] = isLocked ? 1 : 0
                entry[28] = UInt8(name.utf8.count)
                return entry + name.utf8
            }
    }
}
