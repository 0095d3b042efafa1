import Disk
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// Lines that are withdrawn stand in no digest any more, and whoever got them by one is told.
struct DigestWithdrawalTests {
    let desk: StaffedDesk
    let one: BroadcastRecord
    let two: BroadcastRecord

    /// Dora is on both lists: she gets the first by `news`, and the second by `kent`.
    init() throws {
        desk = try StaffedDesk(
            #""digestAt": "17:00""#,
            lists: [
                "news": "email,delivery\nann@hub.example,\ndora@hub.example,digest\n",
                "kent": "email,delivery\nkim@hub.example,\ndora@hub.example,digest\n",
            ])
        try desk.folder.write("{{#lines}}[{{subject}}]{{/lines}}\n", to: "Templates/digest.txt.mustache")
        one = try desk.accept("one.md", "Subject: One\nTo: news\n\nOne.\n")
        two = try desk.accept("two.md", "Subject: Two\nTo: kent\n\nTwo.\n")
        try finish([one, two])
        desk.time.advance(milliseconds: 6 * 3_600_000)
    }

    private func folder(_ record: BroadcastRecord) -> Broadcasting.BroadcastFolder {
        Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(record.id)"))
    }

    private func finish(_ records: [BroadcastRecord], _ last: DeliveryEvent.Kind = .accepted) throws {
        for record in records {
            let log = try DeliveryLog(folder(record).logPath)
            let file = try RecipientFile(folder(record).recipientsPath)
            for index in 0..<file.count {
                let to = try file.recipient(at: index).address.description
                for kind in [DeliveryEvent.Kind.attempting, last] {
                    log.append(
                        DeliveryEvent(at: desk.time.now, recipient: index, to: to, kind: kind, attempt: 1))
                }
            }
            #expect(log.commit() == .done)
            folder(record).mark(.sent)
        }
    }

    private func digests() throws -> [BroadcastRecord] {
        desk.time.advance(milliseconds: 1_000)
        let bundled = try #require(desk.desk.bundle())
        try #require(bundled.problems.isEmpty, "\(bundled.problems)")
        return bundled.accepted
    }

    private func withdraw(_ record: BroadcastRecord) throws -> BroadcastRecord {
        try desk.accept("back.md", "Subject: Back\nTo: news\nWithdraws: \(record.id)\n\nNo.\n")
    }

    @Test func `it goes through the list by which they were to get it, also where the digest had another`()
        throws
    {
        let digest = try #require(try digests().first)
        #expect(digest.lists.map(\.name.text) == ["news"] && digest.bundle?.of == [one.id, two.id])
        try finish([digest])
        let back = try withdraw(two)
        let file = try RecipientFile(folder(back).recipientsPath)
        let people = try (0..<file.count).map { try file.recipient(at: $0) }
        #expect(people.map(\.address.localPart) == ["kim", "dora"])
        #expect(people.allSatisfy { back.form(of: $0.list) != nil })
        #expect(back.recipients == 2)
    }

    @Test func `a digest that is finished is not tried again with them in it`() throws {
        let digest = try #require(try digests().first)
        try finish([digest], .rejected)
        _ = try withdraw(two)
        #expect(folder(digest).isCancelled)
        #expect(try digests().isEmpty)
        try desk.restart()
        #expect(try digests().isEmpty)
    }

    @Test func `one that was cancelled goes with no digest, and one that is paused waits`() throws {
        try folder(one).writeCancel(at: desk.time.now)
        let log = try DeliveryLog(folder(two).logPath)
        log.append(
            DeliveryEvent(at: desk.time.now, recipient: 0, to: "kim@hub.example", kind: .reopened, attempt: 1)
        )
        #expect(log.commit() == .done)
        #expect(folder(two).writePause("later", at: desk.time.now))
        #expect(try digests().isEmpty)
        try folder(two).removePause()
        #expect(try digests().map(\.bundle?.of) == [[two.id]])
    }
}
