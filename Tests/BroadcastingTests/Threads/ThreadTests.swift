import Disk
import Glibc
import JSON
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// `Updates` and `Withdraws`: what holds a thread together, and who is told.
struct ThreadTests {
    private func message(_ record: BroadcastRecord, _ desk: StaffedDesk, to address: String) throws -> String
    {
        let folder = BroadcastFolder(desk.folder("broadcasts/\(record.id)"))
        let recipients = try RecipientFile(folder.recipientsPath)
        let index = try #require(recipients.index(of: address))
        var wire: [UInt8] = []
        record.write(to: try recipients.recipient(at: index), record.messageIDs(desk.key), into: &wire)
        return String(decoding: wire, as: UTF8.self)
    }

    private func field(_ name: String, _ message: String) -> String? {
        let unfolded = message.replacing("\r\n ", with: " ")
        return unfolded.split(separator: "\r\n").first { $0.hasPrefix("\(name): ") }
            .map { String($0.dropFirst(name.utf8.count + 2)) }
    }

    private func update(_ desk: StaffedDesk, _ id: String, _ name: String, _ body: String = "Hello again.")
        throws -> BroadcastRecord
    {
        try desk.accept(name, "Subject: Lines\nTo: news\nUpdates: \(id)\n\n\(body)\n")
    }

    @Test func `each recipient's messages are one thread`() throws {
        let desk = try StaffedDesk()
        let first = try desk.accept()
        let second = try update(desk, first.id, "b.md")
        let third = try update(desk, second.id, "c.md", "Hello once more.")
        for address in ["ann@hub.example", "bob@hub.example"] {
            let messages = try [first, second, third].map { try message($0, desk, to: address) }
            let ids = messages.map { field("Message-ID", $0) ?? "" }
            #expect(Set(ids).count == 3)
            #expect(field("In-Reply-To", messages[0]) == nil && field("References", messages[0]) == nil)
            #expect(field("In-Reply-To", messages[1]) == ids[0])
            #expect(field("References", messages[1]) == ids[0])
            #expect(field("In-Reply-To", messages[2]) == ids[1])
            #expect(field("References", messages[2]) == "\(ids[0]) \(ids[1])")
            #expect(field("Subject", messages[1]) == "Updated: Lines")
            #expect(messages[2].split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
        }
        // And so it stays when it is read back.
        let read = try BroadcastFolder(desk.folder("broadcasts/\(third.id)")).record()
        #expect(read.ancestors == third.ancestors && read.relation == .updates)
        #expect(try message(read, desk, to: "ann@hub.example") == message(third, desk, to: "ann@hub.example"))
        let archive = try desk.folder.read("broadcasts/\(second.id)/message.eml")
        #expect(field("In-Reply-To", archive) == "<\(first.id)@\(first.messageDomain)>")
    }

    @Test func `a long thread names its first and its last messages`() throws {
        var record = BroadcastRecord(
            id: "b0", draft: DraftIdentity(name: "", contentDigest: "", linesDigest: "", fileMark: ""),
            subject: "S",
            sender: try EmailAddress("a@hub.example"), messageDomain: "hub.example")
        for number in 1...30 {
            let line = Ancestor.line(behind: record)
            #expect(line.count == min(number, Ancestor.most))
            #expect(line.first?.id == "b0" && line.last?.id == "b\(number - 1)")
            record.id = "b\(number)"
            record.ancestors = line
        }
    }

    @Test func `what was sent as one message for many is answered as such`() throws {
        let desk = try StaffedDesk()
        let first = try desk.accept()
        var ancestor = Ancestor(first)
        ancestor.isShared = true
        let ids = first.messageIDs(desk.key).behind([ancestor], key: desk.key)
        let shared = first.messageIDs(desk.key).of(try EmailAddress("news@\(first.messageDomain)"))
        #expect(
            ids.ofAncestors(try EmailAddress("ann@hub.example"), list: try #require(Name("news"))) == [shared]
        )
    }

    @Test func `a subject that is marked already is not marked twice`() throws {
        let desk = try StaffedDesk(#""lists": {"news": {"subjectPrefix": "[Hub]"}},"#)
        let first = try desk.accept()
        let second = try desk.accept(
            "b.md", "Subject: updated: Lines\nTo: news\nUpdates: \(first.id)\n\nNew.\n")
        #expect(try field("Subject", message(second, desk, to: "ann@hub.example")) == "[Hub] updated: Lines")
        let third = try update(desk, first.id, "c.md", "Newer.")
        #expect(try field("Subject", message(third, desk, to: "ann@hub.example")) == "[Hub] Updated: Lines")
    }

    @Test func `templates are told what came before, and what has changed`() throws {
        let desk = try StaffedDesk(#""timezone": "Europe/London","#)
        try desk.folder.write(
            "{{#updates}}UPDATES{{/updates}}{{#withdraws}}WITHDRAWS{{/withdraws}}|{{earlier.subject}}|{{earlier.date}}|"
                + "{{earlier.id}}|{{#changes}}{{before}}>{{now}};{{/changes}}\n",
            to: "Templates/correction.txt.mustache")
        let first = try desk.accept("a.md", "Subject: Lines\nTo: news\n\n- One.\n- Two.\n")
        let second = try update(desk, first.id, "b.md", "- One.\n- Three.\n\nMore.")
        let text = try message(second, desk, to: "ann@hub.example").replacing("=\r\n", with: "")
        #expect(
            text.contains(
                "UPDATES|Lines|Wednesday 23 November 2050, 12:00 GMT (12:00 UTC)|\(first.id)|Two.>Three.;>More.;"
            ),
            "\(text)")
        // Where a draft asks for another template, it gets that.
        let third = try desk.accept(
            "c.md", "Subject: Lines\nTo: news\nTemplate: lines\nUpdates: \(first.id)\n\nThird.\n")
        #expect(try !message(third, desk, to: "ann@hub.example").contains("UPDATES"))
    }

    @Test(arguments: [
        (
            "Updates: 2050-11-23T110000Z-a",
            "3:10: error: 'Updates': there is no broadcast '2050-11-23T110000Z-a'"
        ),
        ("Withdraws: 2050-11-23T120000Z-linse", "3:12: error: 'Withdraws': there is no broadcast"),
        (
            "Updates: 2050-11-23T120000Z-lines\nWithdraws: 2050-11-23T120000Z-lines",
            "4:12: error: 'Updates' and 'Withdraws' cannot stand together"
        ),
    ])
    func `a broadcast that is not there rejects the draft`(lines: String, expected: String) throws {
        let desk = try StaffedDesk()
        _ = try desk.accept()
        let problems = try #require(
            try desk.take("b.md", "Subject: B\nTo: news\n\(lines)\n\nText.\n").problems)
        #expect(problems.count == 1 && problems[0].hasPrefix("drafts/b.md:\(expected)"), "\(problems)")
        if lines.contains("linse") {
            #expect(problems[0].contains("did you mean '2050-11-23T120000Z-lines'?"))
        }
    }

    @Test func `where the system is short of something, nothing is said against a draft`() async {
        await #expect(processExitsWith: .success) {
            var draft = Draft(subject: Located("S", at: Position(line: 1, column: 1)), body: "B")
            draft.withdraws = Located("2050-11-23T120000Z-lines", at: Position(line: 1, column: 1))
            var limits = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
            limits.rlim_cur = 0
            guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { exit(2) }
            do {
                _ = try Earlier.find(draft, path: "b.md", in: "/")
                exit(3)
            } catch { exit((error as? SystemError)?.code == EMFILE ? 0 : 4) }
        }
    }

    @Test func `what updates a media request of its list is one as well`() throws {
        let desk = try StaffedDesk(#""lists": {"news": {"template": "media-request"}},"#)
        for name in ["correction", "media-request"] {
            try desk.folder.write("as \(name)\n", to: "Templates/\(name).txt.mustache")
        }
        let first = try desk.accept()
        #expect(
            try message(update(desk, first.id, "b.md"), desk, to: "ann@hub.example").contains(
                "as media-request"))
    }

    @Test func `an update says first what readers may do now, and until when`() throws {
        let desk = try StaffedDesk(#""timezone": "Europe/London","#)
        try desk.folder.write(
            "{{#changes}}{{before}}>{{now}};{{/changes}}\n", to: "Templates/correction.txt.mustache")
        let first = try desk.accept(
            "a.md", "Subject: Lines\nTo: news\nEmbargo: 2050-11-24 06:00\nContact: Ann\n\nOne.\n")
        let second = try desk.accept(
            "b.md",
            "Subject: Lines\nTo: news\nUpdates: \(first.id)\nStance: hold\nEmbargo: 2050-11-24 09:30\n"
                + "Expires: 2050-11-25 12:00\n\nOne.\n")
        let text = try message(second, desk, to: "ann@hub.example").replacing("=\r\n", with: "")
        let expected = [
            "Respond: use these lines>Hold: do not comment",
            "Embargo until Thursday 24 November 2050, 06:00 GMT (06:00 UTC)"
                + ">Embargo until Thursday 24 November 2050, 09:30 GMT (09:30 UTC)",
            ">Valid until Friday 25 November 2050, 12:00 GMT (12:00 UTC)", "Contact: Ann>;",
        ]
        #expect(text.contains(expected.joined(separator: ";")), "\(text)")
    }

    @Test func `the same words about two broadcasts are no repetition`() throws {
        let desk = try StaffedDesk()
        let first = try desk.accept()
        let other = try desk.accept("b.md", "Subject: B\nTo: news\n\nB.\n")
        _ = try update(desk, first.id, "c.md")
        _ = try update(desk, other.id, "d.md")
        #expect(
            try desk.take("e.md", "Subject: Lines\nTo: news\nUpdates: \(other.id)\n\nHello again.\n").heldFor
                != nil)
    }
}
