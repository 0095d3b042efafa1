import Disk
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct RehearsalTests {
    private func rehearse(_ desk: StaffedDesk, _ text: String, for address: String? = nil) throws -> Rehearsal
    {
        try Rehearsal(
            Array(text.utf8), path: "a.md", for: try address.map { try EmailAddress($0) },
            id: "2050-11-23T120000Z-a", desk.configuration, zone: StaffedDesk.zone, now: desk.time.now)
    }

    /// As `test` would send it.
    private func message(_ desk: StaffedDesk, _ text: String, to address: String) throws -> String {
        let rehearsal = try rehearse(desk, text, for: address)
        let recipient = try rehearsal.subscriber ?? rehearsal.stranger(EmailAddress(address))
        return String(decoding: rehearsal.message(to: recipient), as: UTF8.self)
    }

    @Test func `a subscriber's message is as they would get it, from their own list`() throws {
        let desk = try StaffedDesk(lists: ["kent": "Kay <kay@hub.example>\n", "news": "ann@hub.example\n"])
        let text = "Subject: A\nTo: news, kent\n\nText.\n"
        let message = try message(desk, text, to: "KAY@hub.example")
        #expect(message.contains("To: Kay <kay@hub.example>\r\n"), "\(message)")
        #expect(message.contains("subject=3Dunsubscribe%20kent") || message.contains("unsubscribe%20kent"))
        #expect(!message.contains("ann@"))
    }

    @Test func `anybody else gets it as on the first list`() throws {
        let desk = try StaffedDesk()
        let message = try message(desk, StaffedDesk.lines, to: "press@hub.example")
        #expect(message.contains("To: press@hub.example\r\n"), "\(message)")
        #expect(message.contains("unsubscribe%20news"))
        #expect(desk.folder.names(in: "broadcasts") == [])
    }

    @Test func `nobody in particular is the first who would be mailed`() throws {
        let desk = try StaffedDesk()
        try suppress("ann@hub.example", at: desk)
        #expect(try rehearse(desk, StaffedDesk.lines).subscriber?.name == "Bob")
    }

    @Test(arguments: [
        ("Subject: A\nTo: nws\n\nText.\n", "a.md:2:5: error: there is no list 'nws'; did you mean 'news'?"),
        (
            "Subject: A\nTo: news\n",
            "a.md:3:1: error: there is no text; write it behind the keys and a blank line"
        ),
        (
            "Subject: A\n\nText.\n",
            "a.md:1:10: error: there is no 'To:' key: say which lists this goes to, for instance 'To: news'"
        ),
        (
            "Subject: A\nTo: news\nTemplate: liness\n\nText.\n",
            "a.md:3:11: error: there is no template 'liness'; did you mean 'lines'?"
        ),
    ])
    func `what is wrong with a draft is what a check says`(_ text: String, _ problem: String) throws {
        let desk = try StaffedDesk()
        let found = #expect(throws: Problems.self) { try rehearse(desk, text) }
        #expect(found?.all.map(\.description) == [problem])
        let checking = Checking(desk.configuration, zone: StaffedDesk.zone, clock: desk.time.clock)
        #expect(checking.draft(Array(text.utf8), shownAs: "a.md") == found?.all)
    }

    @Test func `a template's mistake comes behind the warnings, as in a check`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write("{{nobody}}\n", to: "Templates/lines.txt.mustache")
        let text = "Subject: A\nTo: news\nSend-At: 2050-11-23 11:00\n\nText.\n"
        let found = #expect(throws: Problems.self) { try rehearse(desk, text) }
        let checking = Checking(desk.configuration, zone: StaffedDesk.zone, clock: desk.time.clock)
        #expect(found?.all.map(\.severity) == [.warning, .error])
        #expect(checking.draft(Array(text.utf8), shownAs: "a.md") == found?.all)
    }

    @Test func `what would be warned of, or hold the draft, is told`() throws {
        let lines = (0..<20).map { "a\($0)@hub.example\n" } + (0..<6).map { "bad-\($0)@\n" }
        let desk = try StaffedDesk(lists: ["news": lines.joined()])
        let text = "Subject: A\nTo: news\nSend-At: 2050-11-23 11:00\n\nText.\n"
        let remarks = try rehearse(desk, text).remarks
        #expect(remarks.first?.hasPrefix("a.md:3:10: warning: 'Send-At' has passed") == true, "\(remarks)")
        #expect(
            remarks.contains {
                $0.hasPrefix("a.md:2:5: warning: it would be held: lists/news.txt has 6 bad lines")
            }, "\(remarks)")
        #expect(remarks.count { $0.hasPrefix("lists/news.txt:") } == 6, "\(remarks)")
    }

    @Test func `lines that were sent already would be held`() throws {
        let desk = try StaffedDesk()
        let id = try desk.accept().id
        let reasons = try rehearse(desk, StaffedDesk.lines).reasonsToHold
        #expect(reasons.count == 1 && reasons[0].message.contains("as broadcast \(id)"), "\(reasons)")
        #expect(try rehearse(desk, "Subject: Other\nTo: news\n\nText.\n").reasonsToHold == [])
    }

    @Test func `a list that nobody is left on is no reason not to show a message`() throws {
        let desk = try StaffedDesk(lists: ["news": "# nobody yet\n"])
        let rehearsal = try rehearse(desk, StaffedDesk.lines)
        #expect(rehearsal.remarks.contains { $0.contains("it would be held: ") })
        #expect(rehearsal.subscriber == nil && rehearsal.recipients == 0)
        #expect(rehearsal.nobody.address.description == "news@\(desk.configuration.listDomain)")
    }

    @Test func `each list says whom it reaches, and who on it is left out and why`() throws {
        let desk = try StaffedDesk(lists: [
            "news": "a@hub.example\nb@hub.example\nx@hub.example\nA@hub.example\n",
            "board": "x@hub.example\n",
        ])
        try desk.folder.write(
            "email,delivery\nb@hub.example,\nc@hub.example,\nd@hub.example,none\nbad,\n", to: "lists/kent.csv"
        )
        try suppress("c@hub.example", at: desk)
        let rehearsal = try rehearse(desk, "Subject: A\nTo: news, kent\nExcept: board\n\nText.\n")
        let news = try #require(rehearsal.lists.first { $0.name.text == "news" })
        let kent = try #require(rehearsal.lists.first { $0.name.text == "kent" })
        #expect(news.mailed == 2 && news.excluded == 1 && news.repeated == 1 && news.onEarlierList == 0)
        #expect(kent.mailed == 0 && kent.onEarlierList == 1 && kent.suppressed == 1)
        #expect(kent.notMailed == 1 && kent.badLines == 1 && rehearsal.recipients == 2)
    }

    @Test func `what it weighs is what acceptance finds`() throws {
        let desk = try StaffedDesk(lists: ["news": "ann@hub.example\nA Long Name <bob@hub.example>\n"])
        let rehearsal = try rehearse(desk, StaffedDesk.lines)
        let record = try desk.accept("a.md")
        #expect(rehearsal.lists.map(\.largest) == [record.largestMessage])
        let each = try ["ann@hub.example", "bob@hub.example"].map { address in
            let found = try rehearse(desk, StaffedDesk.lines, for: address).subscriber
            return rehearsal.message(to: try #require(found)).count
        }
        #expect(
            rehearsal.lists.map(\.octets) == [each.reduce(0, +)] && rehearsal.lists.map(\.messages) == [2])
    }

    @Test func `where several share a message it weighs once for them`() throws {
        let desk = try StaffedDesk(
            relay: #""recipientsPerMessage": 2"#,
            lists: ["news": (0..<5).map { "a\($0)@hub.example\n" }.joined()])
        try desk.folder.write("{{body.text}}\n", to: "Templates/lines.txt.mustache")
        let list = try #require(try rehearse(desk, StaffedDesk.lines).lists.first)
        #expect(list.mailed == 5 && list.messages == 3 && list.octets == 3 * list.largest)
    }

    @Test func `a message that would pass 1 MiB is wrong here too`() throws {
        let desk = try StaffedDesk()
        try desk.folder.write(
            String(repeating: StaffedDesk.template, count: 8), to: "Templates/lines.txt.mustache")
        let text = "Subject: A\nTo: news\n\n" + String(repeating: "All of it, again.\n", count: 10_000)
        let found = #expect(throws: Problems.self) { try rehearse(desk, text) }
        #expect(found?.all.map(\.message).contains { $0.contains("the limit is 1 MiB") } == true)
    }

    @Test func `a withdrawal is rehearsed for those who may have the lines, and stops nothing`() throws {
        let desk = try StaffedDesk()
        let folder = Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(try desk.accept().id)"))
        let text = "Subject: Lines\nWithdraws: \(folder.id)\n\nDo not use them.\n"
        let nobody = #expect(throws: Problems.self) { try rehearse(desk, text) }
        #expect(
            nobody?.all.last?.message.hasSuffix(
                "would be stopped, and nobody had been sent it: there is nobody to tell") == true)
        let log = try DeliveryLog(folder.logPath)
        log.append(
            DeliveryEvent(
                at: desk.time.now, recipient: 1, to: "bob@hub.example", kind: .attempting, attempt: 1))
        #expect(log.commit() == .done)
        let rehearsal = try rehearse(desk, text)
        let bob = try #require(rehearsal.subscriber)
        #expect(rehearsal.recipients == 1 && bob.name == "Bob" && rehearsal.reasonsToHold == [])
        #expect(rehearsal.envelope(bob).last?.value == "Withdrawn: Lines")
        #expect(
            String(decoding: rehearsal.message(to: bob), as: UTF8.self).contains(
                "\r\nReferences: <\(folder.id)."))
        #expect(rehearsal.lists.map(\.onEarlierList) == [0] && !folder.isCancelled)
    }

    @Test func `nothing is written`() throws {
        let desk = try StaffedDesk()
        let before = try Folder.names(in: desk.folder("broadcasts"))
        _ = try rehearse(desk, StaffedDesk.lines)
        #expect(try Folder.names(in: desk.folder("broadcasts")) == before)
        #expect(!Folder.exists(desk.folder("state")))
    }

    private func suppress(_ address: String, at desk: StaffedDesk) throws {
        try desk.folder.makeFolder("state")
        try Suppressions(desk.folder("state/suppressions.jsonl")).append([
            Suppressions.Entry(
                at: desk.time.now, address: try EmailAddress(address), list: nil, reason: "asked")
        ])
    }
}
