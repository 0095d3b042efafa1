import Disk
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// Drafts that the desk does not touch by itself.
struct DeskSetAsideTests {
    private func crash(_ desk: StaffedDesk, _ name: String, _ text: String, times: Int = 1) throws {
        let digest = Digest.sha256(Array(text.utf8))
        let line = #"{"event":"crashed","signal":11,"draft":"\#(name)","sha256":"\#(digest)"}"# + "\n"
        let log = try File(desk.folder("crashes.jsonl"), 0x401 | 0x40)  // O_WRONLY | O_APPEND | O_CREAT
        try log.write(Array(String(repeating: line, count: times).utf8))
        try restart(desk)
    }

    private func restart(_ desk: StaffedDesk) throws {
        try desk.restart(crashes: try CrashLog(desk.folder("crashes.jsonl")))
    }

    @Test func `a draft that ended the daemon twice is held, and says why, and the others go on`() throws {
        let desk = try StaffedDesk()
        try crash(desk, "lines.md", StaffedDesk.lines, times: 2)
        #expect(
            try desk.take().heldFor
                == ["LineRelay failed twice in its work on this draft (signal 11, a memory error)"])
        #expect(desk.folder.names(in: "drafts/held") == ["lines.md", "lines.md.why.txt"])
        let why = try desk.why("held", "lines.md")
        #expect(why.contains("Nobody has been mailed.") && why.contains("linerelay approve lines.md"))
        #expect(desk.folder.names(in: "broadcasts") == [])
        _ = try desk.accept("other.md", "Subject: Other\nTo: news\n\nHello.\n")
    }

    @Test func `one crash holds nothing, and an end of whatever kind clears it`() throws {
        let desk = try StaffedDesk()
        try crash(desk, "lines.md", StaffedDesk.lines)
        _ = try desk.accept()
        try restart(desk)
        #expect(try desk.folder.read("crashes.jsonl") == "")
    }

    @Test func `approved it is tried once more, and comes back after one more crash`() throws {
        let desk = try StaffedDesk()
        try crash(desk, "lines.md", StaffedDesk.lines, times: 2)
        _ = try desk.take()
        try crash(desk, "lines.md", StaffedDesk.lines)
        #expect(try desk.approve("lines.md").heldFor != nil)
        try restart(desk)
        guard case .accepted = try desk.approve("lines.md") else {
            Issue.record("it is not tried again")
            return
        }
        try restart(desk)
        #expect(try desk.folder.read("crashes.jsonl") == "")
    }

    @Test func `an edited draft is not to blame for what it was`() throws {
        let desk = try StaffedDesk()
        try crash(desk, "lines.md", StaffedDesk.lines, times: 2)
        _ = try desk.accept("lines.md", StaffedDesk.lines + "More.\n")
    }

    @Test func `one that failed behind its acceptance is a broadcast, and only its file goes`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write(StaffedDesk.lines, to: "drafts/lines.md")
        let file = try desk.settled("lines.md")
        guard case .accepted(let record) = desk.desk.take(file) else {
            Issue.record("not accepted")
            return
        }
        try crash(desk, "lines.md", StaffedDesk.lines, times: 2)
        #expect(desk.desk.take(file) == .tidied(name: "lines.md", id: record.id))
        #expect(desk.folder.names(in: "drafts/held") == [])
    }

    @Test func `the record of a broadcast that ended the daemon twice is not read`() throws {
        let desk = try StaffedDesk()
        let record = try desk.accept()
        let line = #"{"event":"crashed","signal":11,"broadcast":"\#(record.id)"}"# + "\n"
        try desk.folder.write(line + line, to: "crashes.jsonl")
        try restart(desk)
        #expect(desk.desk.history.damaged.map(\.id) == [record.id])
        // Its own text is not sent again because of that, and other texts go.
        #expect(try desk.take("again.md").heldFor?.count == 1)
        _ = try desk.accept("other.md", "Subject: Other\nTo: news\n\nHello.\n")
    }

    @Test func `what lay there when a backup was put back is held, and what comes later is not`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write(StaffedDesk.lines, to: "drafts/lines.md")
        var file = try desk.settled("lines.md")
        let written = Timestamp(milliseconds: file.identity.modified / 1_000_000)
        #expect(
            Doubt(
                "it was put back", in: [desk.folder("drafts")], writtenUpTo: written.adding(milliseconds: -1))
                == nil)
        desk.desk.doubt = Doubt("it was put back", in: [desk.folder("drafts")], writtenUpTo: written)
        let reasons = try #require(desk.desk.take(file).heldFor)
        #expect(reasons[0].contains("it was put back; so it cannot be known whether it was sent already"))
        #expect(try desk.approve("lines.md").heldFor == nil)
        // The same name and text, and another file.
        try desk.folder.write("Subject: B\nTo: news\n\nB.\n", to: "drafts/lines.md")
        file = try desk.settled("lines.md")
        let event = desk.desk.take(file)
        guard case .accepted = event else {
            Issue.record("\(event)")
            return
        }
    }

    @Test func `a doubt lasts as long as its files do`() throws {
        let desk = try StaffedDesk()
        let folders = [desk.folder("drafts"), desk.folder("nowhere")]
        try desk.folder.write(StaffedDesk.lines, to: "drafts/lines.md")
        let identity = try desk.settled("lines.md").identity
        let known: Set = [identity.mark, "1:2:3:4"]
        #expect(Doubt("why", known, in: folders)?.concerns(identity) == true)
        try desk.folder.write(StaffedDesk.lines + "More.\n", to: "drafts/lines.md")
        #expect(Doubt("why", known, in: folders) == nil)
    }
}
