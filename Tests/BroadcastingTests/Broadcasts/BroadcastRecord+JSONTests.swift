import JSON
import Mail
import Testing

@testable import Broadcasting

struct BroadcastRecordJSONTests {
    private func full() throws -> BroadcastRecord {
        var record = BroadcastRecord(
            id: "2026-11-23T120000Z-a",
            draft: DraftIdentity(
                name: "\u{E9} \"a\".md", contentDigest: "c", linesDigest: "l", fileMark: "1:2:3:4"),
            subject: "A \u{1F600}\\", sender: try EmailAddress("desk@hub.example"),
            messageDomain: "lists.hub.example")
        record.stance = .doNotAmplify
        record.priority = .urgent
        record.topics = ["one", "two"]
        record.droppedAt = Timestamp(milliseconds: 1_795_435_200_001)
        record.acceptedAt = Timestamp(milliseconds: 1_795_435_200_002)
        record.expires = Timestamp(milliseconds: 1_795_435_200_003)
        record.giveUpAt = Timestamp(milliseconds: 1_795_435_200_004)
        record.recipients = 3
        record.largestMessage = 4_000
        record.suppressed = 1
        record.receipt = "a.md.receipt.txt"
        record.fields = ["name", "email", "area"]
        record.problems = ["lists/news.txt:1:1: warning: x"]
        let pieces: [Piece] = [
            .wire(Array("To: ".utf8)), .to, .messageID, .value(1, html: false), .value(0, html: true),
            .section(2, inverted: true, [.wire([0x0D, 0x0A]), .section(0, inverted: false, [.to])]),
        ]
        record.lists = [
            BroadcastRecord.ListShare(
                name: try #require(Name("news")), subscribers: 5, badLines: 2, recipients: 3,
                form: MessageForm(pieces: pieces))
        ]
        return record
    }

    @Test func `what is written is read again, with and without what may be missing`() throws {
        var record = try full()
        #expect(try BroadcastRecord(JSON.parse(record.json.bytes(pretty: true))) == record)
        record.expires = nil
        record.topics = []
        record.lists = []
        #expect(try BroadcastRecord(JSON.parse(record.json.bytes())) == record)
    }

    @Test(arguments: [
        "id", "subject", "stance", "priority", "draft", "droppedAt", "acceptedAt", "giveUpAt", "sender",
        "messageDomain", "recipients", "largestMessage", "suppressed", "receipt",
    ])
    func `a member that is missing or of another type is named`(_ name: String) throws {
        let members = try #require(try full().json.objectValue)
        for broken in [
            members.filter { $0.name != name },
            members.map { $0.name == name ? .init(name, .bool(true)) : $0 },
        ] {
            let damage = #expect(throws: DamagedRecord.self) { try BroadcastRecord(.object(broken)) }
            #expect(
                damage?.what.contains("'\(name == "draft" && broken.count == members.count ? "name" : name)'")
                    == true)
        }
    }

    @Test func `a Message-ID is stable, and another for each broadcast, recipient and workspace`() throws {
        let record = try full()
        var other = record
        other.id += "-2"
        let key = SecretKey([1])
        let (ann, bob) = (try EmailAddress("ann@hub.example"), try EmailAddress("bob@hub.example"))
        let ids = [
            record.messageIDs(key).of(ann), record.messageIDs(key).of(bob),
            other.messageIDs(key).of(ann),
            record.messageIDs(SecretKey([2])).of(ann),
        ]
        #expect(Set(ids).count == 4)
        #expect(record.messageIDs(key).of(ann) == ids[0])
        #expect(ids.allSatisfy { $0.hasSuffix("@lists.hub.example") && $0.hasPrefix("2026-11-23T120000Z-a") })
    }

    @Test func `whichever deadline comes first counts`() throws {
        var record = try full()
        #expect(record.deadline == record.expires)
        record.expires = record.giveUpAt.adding(milliseconds: 1)
        #expect(record.deadline == record.giveUpAt)
        record.expires = nil
        #expect(record.deadline == record.giveUpAt)
    }

    @Test(arguments: [#"{"open":"x"}"#, "{}", "1"])
    func `a piece of a message that this version does not know is damage`(_ piece: String) throws {
        #expect(throws: DamagedRecord.self) { try Piece(JSON.parse(Array(piece.utf8))) }
    }
}
