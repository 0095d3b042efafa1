import Disk
import Glibc
import Mail

/// Taking a broadcast back: what has not left does not leave any more, and whoever got it, or may have, is told.
struct Withdrawal {
    private let record: BroadcastRecord
    private let folder: BroadcastFolder
    /// Digests and the like in which it was sent as well.
    private let bundles: [BroadcastFolder]

    /// Nil where nothing is withdrawn.
    init?(_ earlier: Earlier?) {
        guard let earlier, let record = earlier.withdrawn else { return nil }
        self.record = record
        folder = earlier.folder
        let broadcasts = folder.path.dropLast(folder.id.count)
        bundles = folder.bundleMark.ids.filter { Folder.exists("\(broadcasts)\($0)") }
            .map { BroadcastFolder("\(broadcasts)\($0)") }
    }

    /// Why a bundle was stopped; what else is in it is sent anew.
    static let bundleReason = "one of the lines in it was withdrawn"

    /// Milliseconds after which nothing of it can begin any more, whatever its deliverer is waiting for.
    private static let settling: Int64 = 5_000

    /// Stops what is unsent. The mark stays on one that is finished, too: nobody is to try it again.
    func stop(at now: Timestamp) throws(SystemError) {
        try stop(folder, at: now, because: "the lines were withdrawn")
        for bundle in bundles {
            try stop(bundle, at: now, because: Withdrawal.bundleReason)
        }
    }

    private func stop(
        _ folder: BroadcastFolder, at now: Timestamp, because reason: String
    ) throws(SystemError) {
        // One that does not tell its time, or a time to come, would be waited for without end.
        if let since = folder.cancelledAt, since <= now { return }
        try folder.writeCancel(at: now, because: reason)
    }

    /// - Throws: `NotNow` until nothing of it leaves any more.
    func awaitEnd(at now: Timestamp) throws(NotNow) {
        for folder in [folder] + bundles where !folder.isFinished {
            guard let since = folder.cancelledAt,
                now.milliseconds - since.milliseconds >= Withdrawal.settling
            else { throw NotNow("broadcast \(folder.id) is being stopped first") }
        }
    }

    /// Gives everybody who was sent it, through the list they got it by.
    func gather(_ take: (Recipient) throws -> Void) throws -> [GatheredList] {
        var counts: [Name: Int] = [:]
        func give(_ recipient: Recipient) throws {
            counts[recipient.list, default: 0] += 1
            try take(recipient)
        }
        try forEachSent(folder, give)
        var bundled = AddressSet()
        for bundle in bundles { try forEachSent(bundle) { bundled.insert($0.address) } }
        // Through the list by which they were to get it, which need not be that of their digest.
        var waited = AddressSet()
        try folder.forEachInDigest { recipient in
            waited.insert(recipient.address)
            if bundled.contains(recipient.address) { try give(recipient) }
        }
        for bundle in bundles { try forEachSent(bundle) { if !waited.contains($0.address) { try give($0) } } }
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
    private func forEachSent(_ folder: BroadcastFolder, _ body: (Recipient) throws -> Void) throws {
        let recipients = try RecipientFile(folder.recipientsPath)
        var sent = [Bool](repeating: false, count: recipients.count)
        // Damage in its middle may hide somebody who got it: a person has to look. A torn end is nobody's event.
        let standing = try DeliveryLog.read(
            folder.logPath, recipients: recipients.count, repair: false, find: recipients.index
        ).standing
        try compareWithSummary(folder, standing)
        guard Folder.exists(folder.logPath) else { return }
        _ = try LineReader(folder.logPath).forEach { _, line in
            guard let event = try? DeliveryEvent(line, find: recipients.index),
                event.kind == .attempting || event.kind == .accepted, sent.indices.contains(event.recipient)
            else { return }
            sent[event.recipient] = true
        }
        for index in sent.indices where sent[index] { try body(try recipients.recipient(at: index)) }
    }

    /// What the summary tells stood in the log before.
    private func compareWithSummary(_ folder: BroadcastFolder, _ standing: Standing) throws(DamagedRecord) {
        let (told, logged) = (
            folder.summary()?["accepted"]?.integerValue ?? 0, standing.count(.accepted)
        )
        guard told > logged else { return }
        throw DamagedRecord(
            "\(folder.logPath): it tells of \(Counted(logged, "accepted message")), and summary.json of \(told): "
                + "put the whole log back from a backup")
    }
}
