/// A draft that is rejected, what its note has to say, and what a reader of that note then does, with files alone.
struct RejectedDraft: Sendable {
    /// What the note asks for.
    enum Remedy: Sendable {
        /// The file is put right and moved back.
        case edit(String)
        /// A file is put among the attachments, and the draft moved back as it is.
        case bring(String)
        /// The text is saved as a file of its own, and this one deleted.
        case saveAsText
    }

    var name: String
    var octets: [UInt8]
    /// What the note says beside what every note says.
    var words: [String]
    var remedy: Remedy

    init(_ name: String, _ text: String, says words: String..., then remedy: Remedy? = nil) {
        self.init(name, Array(text.utf8), words, remedy ?? .edit(RejectedDraft.good(name)))
    }

    private init(_ name: String, _ octets: [UInt8], _ words: [String], _ remedy: Remedy) {
        (self.name, self.octets, self.words, self.remedy) = (name, octets, words, remedy)
    }

    static let advice =
        "put right what is named above, and save this file. Then move it from\ndrafts/rejected/ back"

    /// A text that only this draft has, so that none is taken for a copy of another.
    static func good(_ name: String, _ key: String = "", to list: String = "sector") -> String {
        "Subject: Lines of \(name)\nTo: \(list)\n\(key.isEmpty ? "" : key + "\n")\nThey are looking for safety.\n"
    }

    /// One key with a fault in it, on line 3.
    private static func key(_ name: String, _ key: String, says words: String...) -> RejectedDraft {
        RejectedDraft(
            name, Array(good(name, key).utf8), words.map { "drafts/\(name):3:" + $0 }, .edit(good(name)))
    }

    static let all = keys + texts + files + names

    private static let keys: [RejectedDraft] = [
        key(
            "unknown.md", "Embrago: 2096-11-24",
            says: "1: error: unknown key 'Embrago'; did you mean 'Embargo'?"),
        key(
            "twice.md", "To: sector",
            says: "1: error: 'To' is given twice, first on line 2; write all its lists on one line"),
        key("stance.md", "Stance: holt", says: "9: error: 'holt' is no Stance; did you mean 'hold'?"),
        key(
            "no-time.md", "Embargo: tomorrow",
            says: "10: error: 'Embargo': 'tomorrow' is not a time; write it as"),
        key("no-day.md", "Send-At: 2096-02-31", says: "10: error: 'Send-At': there is no 2096-02-31"),
        key(
            "no-hour.md", "Embargo: 2096-03-25 01:30",
            says: "10: error: 'Embargo': 2096-03-25 01:30 does not exist"),
        key("over.md", "Expires: 2020-01-01", says: "10: error: 'Expires' has passed"),
        key("template.md", "Template: brief", says: "11: error: there is no template 'brief'"),
        key("address.md", "Reply-To: jo@", says: "11: error: 'jo@' is not an email address"),
        key("odd.md", "Contact: desk\u{7}", says: "14: error: 'Contact' holds the control character U+0007"),
        key(
            "updates.md", "Updates: 2026-01-01T000000Z-a", says: "10: error: 'Updates': there is no broadcast"
        ),
        key("takes-back.md", "Withdraws: a", says: "12: error: 'Withdraws': there is no broadcast 'a'"),
        key("program.md", "Attach: run.exe", says: "9: error: 'run.exe' is a program or a script (.exe)"),
        key(
            "path.md", "Attach: ../a.pdf",
            says: "9: error: '../a.pdf' is not the name of a file; put the file into"),
        RejectedDraft(
            "brief.md", good("brief.md", "Attach: brief.txt"),
            says: "drafts/brief.md:3:9: error: there is no 'brief.txt' in drafts/attachments; put it there",
            then: .bring("brief.txt")),
        RejectedDraft(
            "before.md", good("before.md", "Send-At: 2096-01-02\nExpires: 2096-01-01"),
            says: "drafts/before.md:4:10: error: 'Expires'", "comes before 'Send-At'"),
    ]

    private static let texts: [RejectedDraft] = [
        RejectedDraft(
            "list.md", good("list.md", to: "sectr"),
            says: "list.md:2:5: error: there is no list 'sectr'; did you mean 'sector'?"),
        RejectedDraft(
            "no-list.md", "Subject: S\n\nText\n", says: "no-list.md:1:10: error: there is no 'To:' key"),
        RejectedDraft(
            "no-subject.md", "To: sector\n\nText\n", says: "no-subject.md:1:1: error: there is no 'Subject'"),
        RejectedDraft(
            "prose.txt", "Dear all,\n\nuse this.\n",
            says: "prose.txt:1:1: error: there is no subject; begin with"),
        RejectedDraft(
            "no-text.md", "Subject: S\nTo: sector\n\n", says: "no-text.md:4:1: error: there is no text"),
        RejectedDraft(
            "empty.md", "", says: "empty.md:1:1: error: the file is empty; was it saved completely?"),
        RejectedDraft(
            "style.md", good("style.md") + "In the front pages.\n",
            says: "style.md:5:8: error: 'front pages' is not in the house style: say 'news'"),
        RejectedDraft(
            "nul.md", good("nul.md") + "a\0\n", says: "nul.md:5:2: error: a NUL character (U+0000)"),
        RejectedDraft(
            "long.md", good("long.md") + String(repeating: "x", count: 300_000),
            says: "long.md:1:1: error: the file has 300", "shorten the text"),
    ]

    private static let files: [RejectedDraft] = [
        RejectedDraft(
            "word.docx", "PK\u{3}\u{4} and more",
            says: "word.docx:1:1: error: this is a Word document (.docx)", then: .saveAsText),
        RejectedDraft(
            "letter.md", "PK\u{3}\u{4} and more", says: "this looks like a Word, LibreOffice or zip file",
            then: .saveAsText),
        RejectedDraft(
            "rich.txt", "{\\rtf1 Lines}", says: "this looks like a rich text document (RTF)",
            then: .saveAsText),
        RejectedDraft(
            "print.pdf", "%PDF-1.7", says: "this is a PDF (.pdf), not plain text", then: .saveAsText),
        RejectedDraft(
            "page.html", "<html>", says: "this is a web page (.html), not plain text", then: .saveAsText),
        RejectedDraft(
            "mail.eml", "From: a@example.org\n\nLines\n", says: "this is a saved e-mail (.eml)",
            then: .saveAsText),
        RejectedDraft(
            "saved.txt", "Received: x\nMessage-ID: <a@b>\n\nLines\n", says: "this looks like a saved e-mail",
            then: .saveAsText),
    ]

    /// Names as people give them.
    private static let names: [RejectedDraft] = [
        "the press officer's \"notes\" (final).md", "Überfahrt – Zeilen 🛟.md",
        String(repeating: "long ", count: 48) + ".md",
        "-rf.md", "a%20b&c;d$(e).md",
    ].map { name in RejectedDraft(name, good(name, to: "sectr"), says: "did you mean 'sector'?") }
}
