import Disk
import Glibc
import Mail

/// Taking a broadcast back: what has not left does not leave any more, and whoever got it, or may have, is told.
struct Withdrawal {
    private let record: BroadcastRecord
    private let folder: BroadcastFolder

    /// Nil where nothing is withdrawn.
    init?(_ earlier: Earlier?) {
        guard let earlier, let record = earlier.withdrawn else { return nil }
        self.record = record
        folder = earlier.folder
    }

    /// Milliseconds after which nothing of it can begin any more, whatever its deliverer is waiting for.
    private static let settling: Int64 = 5_000

    /// Stops what is unsent. The mark stays on one that is finished, too: nobody is to try it again.
    /// - Throws: `NotNow` until nothing of it leaves any more; `SystemError`.
    func stop(at now: Timestamp) throws {
        if !folder.isCancelled { try folder.writeCancel(at: now, because: "the lines were withdrawn") }
        guard !isFinished else { return }
        guard let since = folder.cancelledAt, now.milliseconds - since.milliseconds >= Withdrawal.settling
        else {
            throw NotNow("broadcast \(record.id) is being stopped first")
        }
    }

    private var isFinished: Bool {
        let state = folder.summary()?["state"]?.stringValue
        return state == Summary.State.sent.rawValue || state == Summary.State.cancelled.rawValue
    }

    /// Gives everybody who was sent it, through the list they got it by.
    func gather(_ take: (Recipient) throws -> Void) throws -> [GatheredList] {
        var counts: [Name: Int] = [:]
        try forEachSent { recipient in
            counts[recipient.list, default: 0] += 1
            try take(recipient)
        }
        let columns = record.fields.filter { $0 != "name" && $0 != "email" }
        return record.lists.map { share in
            var list = GatheredList(share.name, .to)
            list.subscribers = share.subscribers
            list.recipients = counts[share.name] ?? 0
            list.columns = columns
            return list
        }
    }

    /// Those with an `attempting` or an `accepted` in its log, in the order of its recipients.
    /// - Throws: `SystemError`, or `DamagedRecord` where its records cannot be read.
    private func forEachSent(_ body: (Recipient) throws -> Void) throws {
        let recipients = try RecipientFile(folder.recipientsPath)
        var sent = [Bool](repeating: false, count: recipients.count)
        guard Folder.exists(folder.logPath) else { return }
        // Damage in its middle may hide somebody who got it: a person has to look. A torn end is nobody's event.
        _ = try DeliveryLog.read(
            folder.logPath, recipients: recipients.count, repair: false, find: recipients.index)
        _ = try LineReader(folder.logPath).forEach { _, line in
            guard let event = try? DeliveryEvent(line, find: recipients.index),
                event.kind == .attempting || event.kind == .accepted, sent.indices.contains(event.recipient)
            else { return }
            sent[event.recipient] = true
        }
        for index in sent.indices where sent[index] { try body(try recipients.recipient(at: index)) }
    }
}
