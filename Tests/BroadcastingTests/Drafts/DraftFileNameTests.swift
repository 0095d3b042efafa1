import Testing

@testable import Broadcasting

struct DraftFileNameTests {
    @Test(arguments: [
        "lines.txt", "LINES.TXT", "a.md", "a.Markdown", "two words.txt", "a.txt ", "é.txt", "ok - Copy.txt",
        "a.b.txt",
        "a (conflicted copy).txt", "a.eml.txt",
    ])
    func `a text file is a draft`(_ name: String) {
        #expect(DraftFileName.disposition(of: name) == .draft)
    }

    @Test(arguments: [
        "", ".", ".a.txt", ".#a.txt", ".~lock.a.txt#", ".a.txt.swp", "a.txt~", "#a.txt#", "~$lines.docx",
        "4913",
        "a.txt.swp", "a.swo", "a.swx", "a.txt.tmp", "a.txt.part", "a.txt.crdownload", "a.txt.kate-swp",
        "a.bak",
        "~syncthing~a.txt.tmp", "a.why.txt", "a.WHY.TXT", "a.receipt.txt", "Thumbs.db", "no-extension",
        "a.csv", "txt",
        "sb-1a2b3c-XyZ", "a.txt.sb-1a2b3c-XyZ",
    ])
    func `what is on its way, or nothing of ours, is ignored`(_ name: String) {
        guard case .ignored = DraftFileName.disposition(of: name) else {
            Issue.record("\(DraftFileName.disposition(of: name))")
            return
        }
    }

    @Test(arguments: [
        "a.doc", "A.DOCX", "a.odt", "a.rtf", "a.pdf", "a.html", "a.htm", "a.eml", "a.msg", "a.pages",
    ])
    func `what is no text is rejected with advice`(_ name: String) {
        guard case .rejected(let reason) = DraftFileName.disposition(of: name) else {
            Issue.record("\(DraftFileName.disposition(of: name))")
            return
        }
        #expect(reason.contains("plain text (.txt, UTF-8)"))
    }
}
