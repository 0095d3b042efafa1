import Disk
import Foundation
import JSON
import Mail
import class TestSupport.TemporaryFolder
import Testing

@testable import Broadcasting

/// A broadcast's folder as acceptance leaves it, for tests of what comes after.
struct StagedBroadcast {
    let folder: BroadcastFolder
    let record: BroadcastRecord

    static let key = SecretKey([UInt8](repeating: 7, count: 32))

    /// - Parameter change: of the record, before it is written.
    init(
        _ id: String = "b1", in parent: TemporaryFolder, to addresses: [String], suppressed: Set<String> = [],
        at now: Timestamp, _ change: (inout BroadcastRecord) -> Void = { _ in }
    ) throws {
        folder = BroadcastFolder(parent(id))
        try Folder.make(folder.path)
        let identity = DraftIdentity(name: "lines.md", contentDigest: "c", linesDigest: "l", fileMark: "f")
        var record = BroadcastRecord(
            id: id, draft: identity, subject: "Lines", sender: try EmailAddress("desk@hub.example"),
            messageDomain: "hub.example")
        let list = try #require(Name("sector"))
        record.lists = [
            BroadcastRecord.ListShare(
                name: list, subscribers: addresses.count, badLines: 0, recipients: addresses.count,
                form: MessageForm(pieces: [.wire(Array("Message-ID: ".utf8)), .messageID, .wire([13, 10])]))
        ]
        record.recipients = addresses.count
        record.suppressed = suppressed.count
        record.droppedAt = now
        record.acceptedAt = now
        record.giveUpAt = now.adding(milliseconds: 172_800_000)
        change(&record)
        self.record = record
        var writer = JSONWriter()
        for address in addresses {
            let subscriber = Subscriber(address: try EmailAddress(address), name: "")
            Recipient(subscriber, list: list, suppressed: suppressed.contains(address) ? "asked" : nil)
                .write(into: &writer)
        }
        try AtomicFile.write(writer.bytes, to: folder.recipientsPath)
        try AtomicFile.write(record.json.bytes(pretty: true), to: folder.recordPath)
    }

    static func addresses(_ count: Int) -> [String] { (0..<count).map { "p\($0)@charity-\($0 % 3).example" } }

    static func world(_ clock: FakeClock, retry: RetrySettings = RetrySettings()) -> Delivery.World {
        Delivery.World(
            clock: clock.clock, schedule: RetrySchedule(retry), key: key, hasOtherRelay: false,
            random: { 0.5 })
    }

    func reading() throws -> DeliveryLog.Reading {
        try DeliveryLog.read(folder.logPath, recipients: record.recipients, repair: false)
    }

    /// Every event of the log.
    func events() throws -> [DeliveryEvent] {
        var events: [DeliveryEvent] = []
        _ = try LineReader(folder.logPath).forEach { _, line in events.append(try DeliveryEvent(line)) }
        return events
    }
}

extension Delivery {
    /// Through the relay that tests have.
    func next(slot: Int) throws -> Envelope? { try next(slot: slot, through: "test", atMost: 1) }
}

extension Envelope {
    /// Of a message to one recipient.
    var ticket: Ticket { recipients[0].ticket }
    var recipient: EmailAddress { recipients[0].address }
}
