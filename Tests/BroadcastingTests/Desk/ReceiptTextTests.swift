import Mail
import Testing

@testable import Broadcasting

struct ReceiptTextTests {
    private func record(problems: [String] = []) throws -> BroadcastRecord {
        var record = BroadcastRecord(
            id: "2026-11-23T120000Z-a",
            draft: DraftIdentity(name: "a.md", contentDigest: "c", linesDigest: "l", fileMark: "m"),
            subject: "Lines", sender: try EmailAddress("desk@hub.example"), messageDomain: "hub.example")
        record.acceptedAt = try #require(Timestamp(rfc3339: "2026-07-01T12:00:00Z"))
        record.droppedAt = record.acceptedAt
        record.recipients = 2
        record.problems = problems
        record.lists = [
            BroadcastRecord.ListShare(
                name: try #require(Name("news")), subscribers: 3, badLines: 0, recipients: 2,
                form: MessageForm(pieces: []))
        ]
        return record
    }

    private func text(_ events: [DeliveryEvent.Kind], paused: Bool = false, problems: [String] = []) throws
        -> String
    {
        let record = try record(problems: problems)
        var standing = Standing(recipients: record.recipients)
        for (index, kind) in events.enumerated() {
            try standing.apply(
                DeliveryEvent(
                    at: record.droppedAt.adding(milliseconds: 1_250), recipient: index, to: "a@hub.example",
                    kind: kind,
                    attempt: 1))
        }
        return ReceiptText.make(Summary(record, standing, paused: paused), zone: StaffedDesk.zone)
    }

    @Test func `at acceptance it says what, to whom and when, in the desk's own time`() throws {
        #expect(
            try text([]) == """
                Draft: a.md
                Subject: Lines
                Broadcast: 2026-11-23T120000Z-a
                Accepted: Wednesday 1 July 2026, 13:00 BST (12:00 UTC)
                Lists: news (2)
                Recipients: 2
                State: sending

                Everything about it: broadcasts/2026-11-23T120000Z-a/

                """)
    }

    @Test func `at the end it says how it ended, and how fast`() throws {
        let receipt = try text([.accepted, .rejected])
        #expect(receipt.contains("State: sent\n  1 accepted\n  1 rejected\n"), "\(receipt)")
        #expect(receipt.contains("Reached 50% after 1.3 s\n"), "\(receipt)")
        #expect(!receipt.contains("Reached 95%"))
    }

    @Test(
        arguments: [
            ([], false, false), ([.deferred], true, false), ([.accepted, .accepted], false, true),
            ([.accepted, .cancelled], false, true),
        ] as [([DeliveryEvent.Kind], Bool, Bool)])
    func `a receipt is the last one where nothing is owed`(
        _ events: [DeliveryEvent.Kind], _ paused: Bool, _ isLast: Bool
    ) throws {
        #expect(ReceiptText.isLast(Array(try text(events, paused: paused).utf8)) == isLast)
    }

    @Test func `thirty problems are shown and the rest are counted`() throws {
        let receipt = try text([], problems: (1...32).map { "problem \($0)" })
        #expect(receipt.contains("- problem 30\n- … and 2 more\n"), "\(receipt)")
    }
}
