import Disk
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// A desk at noon whose digests go at 17:00, London time.
@Suite struct DigestMakingTests {
    static let people = """
        email,name,delivery
        ann@hub.example,Ann,each
        dora@hub.example,Dora,digest
        dan@hub.example,Dan,digest

        """

    func desk(_ settings: String = #""digestAt": "17:00""#, others: [String: String] = [:]) throws
        -> StaffedDesk
    {
        let desk = try StaffedDesk(settings, lists: ["news": Self.people].merging(others) { $1 })
        try desk.folder.write(
            "{{subject}}\n{{#lines}}\n[{{subject}}|{{stanceLabel}}|{{body.text}}|{{#lapsed}}LAPSED{{/lapsed}}"
                + "{{#updated}}UPDATED{{/updated}}]\n{{/lines}}\n{{unsubscribe.url}}\n",
            to: "Templates/digest.txt.mustache")
        return desk
    }

    func text(_ subject: String, to: String = "news", _ more: String = "") -> String {
        "Subject: \(subject)\nTo: \(to)\n\(more)\nBody of \(subject).\n"
    }

    func fiveHoursLater(_ desk: StaffedDesk) { desk.time.advance(milliseconds: 5 * 3_600_000 + 1) }

    /// What the desk sends by itself now.
    func bundles(_ desk: StaffedDesk) throws -> [BroadcastRecord] {
        desk.time.advance(milliseconds: 1_000)
        let bundled = try #require(desk.desk.bundle())
        try #require(bundled.problems.isEmpty, "\(bundled.problems)")
        return bundled.accepted
    }

    func folder(_ record: BroadcastRecord, _ desk: StaffedDesk) -> Broadcasting.BroadcastFolder {
        Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(record.id)"))
    }

    func people(_ record: BroadcastRecord, _ desk: StaffedDesk) throws -> [String] {
        let file = try RecipientFile(folder(record, desk).recipientsPath)
        return try (0..<file.count).map { try file.recipient(at: $0).address.localPart }
    }

    func message(_ record: BroadcastRecord) throws -> String {
        var buffer: [UInt8] = []
        let address = try EmailAddress("dora@hub.example")
        record.write(
            to: Recipient(Subscriber(address: address), list: record.lists[0].name),
            record.messageIDs(SecretKey([1])), into: &buffer)
        return String(decoding: buffer, as: UTF8.self).replacing("=\r\n", with: "")
    }

    /// Delivers a bundle, as far as its log goes.
    func finish(_ record: BroadcastRecord, _ desk: StaffedDesk, accepted: Int, cancelled: Int = 0)
        throws
    {
        let log = try DeliveryLog(folder(record, desk).logPath)
        let file = try RecipientFile(folder(record, desk).recipientsPath)
        for index in 0..<(accepted + cancelled) {
            let to = try file.recipient(at: index).address.description
            for kind in index < accepted ? [DeliveryEvent.Kind.attempting, .accepted] : [.cancelled] {
                log.append(DeliveryEvent(at: desk.time.now, recipient: index, to: to, kind: kind, attempt: 1))
            }
        }
        #expect(log.commit() == .done)
        folder(record, desk).mark(cancelled > 0 ? .cancelled : .sent)
    }

    @Test func `who wants digests is no recipient, and gets all of the day in one message, once`() throws {
        let desk = try desk()
        let one = try desk.accept("one.md", text("One", "Stance: hold\n"))
        #expect(try people(one, desk) == ["ann"])
        #expect(one.recipients == 1 && one.digest == 2 && one.lists[0].subscribers == 3)
        #expect(try BroadcastRecord(one.json) == one)
        #expect(
            try desk.folder.read("drafts/sent/one.md.receipt.txt").contains(
                "Recipients: 1, and 2 more with the digest at 17:00"))
        _ = try desk.accept("two.md", text("Two"))
        #expect(try bundles(desk).isEmpty)
        fiveHoursLater(desk)
        let digest = try #require(try bundles(desk).first)
        #expect(try people(digest, desk) == ["dora", "dan"])
        #expect(digest.subject == "Digest of Wednesday 23 November 2050: 2 lines")
        #expect(digest.bundle == Bundle(.digest, of: desk.desk.history.all.prefix(2).map(\.id)))
        #expect(try BroadcastRecord(digest.json) == digest)
        let message = try message(digest)
        #expect(
            message.contains(
                "[One|Hold: do not comment|Body of One.|]\r\n[Two|Respond: use these lines|Body of Two.|]"))
        #expect(
            message.contains("\r\nList-Id: news <news.") && message.contains("\r\nTo: dora@hub.example\r\n"))
        // Neither again now, nor after a restart, nor the day after.
        #expect(try bundles(desk).isEmpty)
        try desk.restart()
        #expect(try bundles(desk).isEmpty)
        fiveHoursLater(desk)
        desk.time.advance(milliseconds: 86_400_000)
        #expect(try bundles(desk).isEmpty)
        let receipt = try desk.folder.read("drafts/sent/digest-news.md.receipt.txt")
        #expect(receipt.contains("Recipients: 2"))
    }

    @Test func `a restart at any moment neither loses nor repeats`() throws {
        let desk = try desk(others: [
            "kent": "email,delivery\nkim@hub.example,digest\ndora@hub.example,digest\n"
        ])
        _ = try desk.accept("one.md", text("One", to: "news, kent"))
        _ = try desk.accept("two.md", text("Two", to: "kent"))
        fiveHoursLater(desk)
        try desk.restart()
        let made = try bundles(desk)
        // Dora belongs to the first list, and gets both lines in one message.
        #expect(try made.map { try people($0, desk) } == [["dan"], ["kim"], ["dora"]])
        #expect(made.map { $0.bundle?.of.count } == [1, 2, 2])
        // As after a crash behind the first of them: the others' folders had not appeared.
        for record in made.dropFirst() { try Folder.removeTree(folder(record, desk).path) }
        for past in desk.desk.history.all.prefix(2) {
            var mark = Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(past.id)")).bundleMark
            mark.isSettled = false
            try Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(past.id)")).write(mark)
        }
        try desk.restart()
        #expect(try bundles(desk).map { try people($0, desk) } == [["kim"], ["dora"]])
    }

    @Test func `without 'digestAt' they are mailed each time, and the list says so`() throws {
        let desk = try desk("")
        let record = try desk.accept("one.md", text("One"))
        #expect(try people(record, desk) == ["ann", "dora", "dan"])
        #expect(
            record.problems.count == 1
                && record.problems[0].contains("2 set to digest, and the configuration has no 'digestAt'"))
    }

    @Test func `a list on which all want digests is accepted, and nobody is mailed before`() throws {
        let desk = try desk(others: ["quiet": "email,delivery\nkim@hub.example,digest\n"])
        let record = try desk.accept("one.md", text("One", to: "quiet"))
        #expect(record.recipients == 0 && record.digest == 1)
        fiveHoursLater(desk)
        let digest = try #require(try bundles(desk).first)
        #expect(digest.subject == "Digest: One")
    }

    @Test
    func
        `what has lapsed is marked and not shown, what is updated is marked, what is withdrawn is not there`()
        throws
    {
        let desk = try desk()
        let one = try desk.accept("one.md", text("One", "Expires: 2050-11-23 15:00\n"))
        let two = try desk.accept("two.md", text("Two"))
        _ = try desk.accept("three.md", text("Three", "Updates: \(two.id)\n"))
        let four = try desk.accept("four.md", text("Four"))
        try finish(four, desk, accepted: 1)
        let back = try desk.accept("five.md", text("Back", "Withdraws: \(four.id)\n"))
        #expect(try people(back, desk) == ["ann"])
        fiveHoursLater(desk)
        let digest = try #require(try bundles(desk).first)
        let message = try message(digest)
        #expect(message.contains("[One|Respond: use these lines||LAPSED]"))
        #expect(message.contains("[Two|Respond: use these lines|Body of Two.|UPDATED]"))
        #expect(
            message.contains("[Updated: Three|") && !message.contains("[Four|") && !message.contains("[Back|")
        )
        #expect(digest.bundle?.of.first == one.id)
    }

    @Test
    func
        `a withdrawal stops the digest that has the line, tells those who got it, and the rest get the others`()
        throws
    {
        let desk = try desk()
        let one = try desk.accept("one.md", text("One"))
        let two = try desk.accept("two.md", text("Two"))
        for record in [one, two] { try finish(record, desk, accepted: 1) }
        fiveHoursLater(desk)
        let digest = try #require(try bundles(desk).first)
        guard case .postponed = try desk.take("back.md", text("Back", "Withdraws: \(two.id)\n")) else {
            throw TestFailure("it did not wait for the digest to stop")
        }
        #expect(folder(digest, desk).isCancelled)
        try finish(digest, desk, accepted: 1, cancelled: 1)
        guard case .accepted(let back) = desk.desk.take(try desk.settled("back.md")) else {
            throw TestFailure("not accepted")
        }
        #expect(try people(back, desk) == ["ann", "dora"])
        let again = try #require(try bundles(desk).first)
        #expect(try people(again, desk) == ["dan"])
        #expect(again.bundle?.of == [one.id])
        try finish(again, desk, accepted: 1)
        #expect(try bundles(desk).isEmpty)
        try desk.restart()
        #expect(try bundles(desk).isEmpty)
    }
}
