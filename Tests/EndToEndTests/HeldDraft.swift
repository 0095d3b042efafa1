import TestSupport

/// A draft that is held, what its note has to say, and what a reader of that note then does, with files alone.
struct HeldDraft: Sendable {
    /// What the note asks for.
    enum Remedy: Sendable {
        /// It is sent as it is.
        case approve
        /// A list is put right, and the draft moved back.
        case mend(list: String)
        /// The draft is put right, and moved back.
        case edit(String)
        case delete
    }

    var name: String
    var text: String
    /// Where somebody puts it.
    var folder = "drafts"
    var words: [String]
    var remedy: Remedy
    /// How many are mailed in the end.
    var recipients: Int

    private init(
        _ name: String, _ text: String, in folder: String = "drafts", says words: String...,
        then remedy: Remedy,
        to recipients: Int
    ) {
        (self.name, self.text, self.folder, self.words) = (name, text, folder, words)
        (self.remedy, self.recipients) = (remedy, recipients)
    }

    private static func text(_ name: String, to list: String = "sector", _ key: String = "") -> String {
        RejectedDraft.good(name, key, to: list)
    }

    static let farAhead = "Send-At: 2096-11-24 06:00"

    /// Sent, or put on the schedule, before the others are dropped.
    static let earlier = [
        ("sent.md", text("sent.md")), ("shrunk.md", text("shrunk.md", to: "shrunk, kept")),
        ("later.md", text("later.md", farAhead)),
    ]

    /// Lists as they are when the others are dropped.
    static func spoilLists(of workspace: Workspace) throws {
        let people = { (numbers: Range<Int>) in Person.all(numbers).map(\.line) }
        try workspace.write(list: "shrunk", people(0..<4))
        try workspace.write(list: "kept", people(10..<14))
        try workspace.write(list: "bad", (0..<6).map { "bad-\($0)@" } + people(0..<5))
        try workspace.write(list: "worse", (0..<6).map { "bad-\($0)@" } + people(0..<5))
        try workspace.write(list: "nobody", [])
        try workspace.write(list: "table", ["PK\u{3}\u{4}"])
        try workspace.write(list: "left-out", people(2..<3) + ["who@"])
        try workspace.write(list: "many", people(0..<3000))
    }

    /// What somebody who puts a list right saves.
    static func mended(_ list: String) -> [String] {
        list == "left-out" ? Person.all(2..<3).map(\.line) : Person.all(0..<10).map(\.line)
    }

    static let all = guards + times

    private static let guards: [HeldDraft] = [
        HeldDraft(
            "again.md", text("sent.md"),
            says: "drafts/again.md:1:10: the same subject, text and lists were sent on",
            "UTC) as broadcast", "-sent: a second copy is not",
            then: .approve, to: 3),
        HeldDraft(
            "slip.md", text("sent.md"),
            says: "drafts/slip.md:1:10: the same subject, text and lists were sent on",
            then: .delete, to: 0),
        HeldDraft(
            "edited.md", text("sent.md"), says: "drafts/edited.md:1:10: the same subject",
            then: .edit(text("edited.md")), to: 3),
        HeldDraft(
            "later-again.md", text("later.md", farAhead),
            says:
                "later-again.md:1:10: the same subject, text and lists wait in drafts/scheduled/ as 'later.md' already",
            "to go on Saturday 24 November 2096, 06:00 GMT (06:00 UTC)",
            then: .delete, to: 0),
        HeldDraft(
            "shrunk-now.md", text("shrunk-now.md", to: "sector, shrunk"),
            says: "shrunk-now.md:2:13: lists/shrunk.txt has lost more than half its subscribers",
            then: .mend(list: "shrunk"), to: 10),
        HeldDraft(
            "left.md", text("left.md", to: "kept"),
            says: "left.md:2:5: lists/kept.txt has lost more than half",
            then: .approve, to: 4),
        HeldDraft(
            "bad.md", text("bad.md", to: "bad"), says: "bad.md:2:5: lists/bad.txt has 6 bad lines of 11",
            "lists/bad.txt:1:7: warning: 'bad-0@' is not an email address", then: .mend(list: "bad"), to: 10),
        HeldDraft(
            "worse.md", text("worse.md", to: "worse"),
            says: "worse.md:2:5: lists/worse.txt has 6 bad lines of 11",
            then: .approve, to: 5),
        HeldDraft(
            "table.md", text("table.md", to: "table"),
            says:
                "table.md:2:5: the list 'table' cannot be used: lists/table.txt:1:1: error: this is an Excel workbook",
            "Put the list right, so that somebody is on it", then: .mend(list: "table"), to: 10),
        HeldDraft(
            "nobody.md", text("nobody.md", to: "nobody"),
            says: "nobody.md:2:5: there is nobody to mail: no usable address is left on 'nobody'",
            "Put the list right, so that somebody is on it", then: .mend(list: "nobody"), to: 10),
        HeldDraft(
            "except.md", text("except.md", "Except: left-out"),
            says: "except.md:3:9: lists/left-out.txt is under Except and has 1 bad line",
            "lists/left-out.txt:2:5: warning: 'who@' is not an email address", then: .mend(list: "left-out"),
            to: 2),
        HeldDraft(
            "heavy.md", text("heavy.md", to: "many", "Attach: film.bin"),
            says: "heavy.md:3:9: its attachments weigh 2", "put them on the web, and write their address",
            then: .edit(text("heavy.md", to: "many")), to: 3000),
    ]

    private static let times: [HeldDraft] = [
        HeldDraft(
            "timeless.md", text("timeless.md"), in: "drafts/scheduled",
            says: "it lies in drafts/scheduled/, and no 'Send-At' in it says when it is to go",
            then: .approve, to: 3),
        HeldDraft(
            "past.md", text("past.md", "Send-At: 2020-01-01"), in: "drafts/scheduled",
            says: "it was found in drafts/scheduled/ when its 'Send-At'", "had passed", then: .approve, to: 3),
        HeldDraft(
            "past-too.md", text("past-too.md", "Send-At: 2020-01-01"), in: "drafts/scheduled",
            says: "another version of it may have been sent then", then: .edit(text("past-too.md")), to: 3),
    ]
}
