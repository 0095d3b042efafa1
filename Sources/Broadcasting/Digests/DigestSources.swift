import Disk
import Mail

/// Which broadcasts people are owed digests of. What is settled is not looked at again.
struct DigestSources {
    /// Broadcasts of which somebody waits for a digest, and bundles that are being sent.
    private var open: [BroadcastHistory.Past]
    private let broadcasts: String

    /// - Parameter history: with everything that was accepted.
    init(_ history: BroadcastHistory, in broadcasts: String) {
        self.broadcasts = broadcasts
        open = history.all.filter { past in
            (past.digest > 0 || past.bundle != nil)
                && !BroadcastFolder("\(broadcasts)/\(past.id)").bundleMark.isSettled
        }
    }

    var isEmpty: Bool { open.isEmpty }

    mutating func add(_ past: BroadcastHistory.Past) {
        guard past.digest > 0 || past.bundle != nil, !open.contains(where: { $0.id == past.id }) else {
            return
        }
        open.append(past)
    }

    /// What is owed now, and what still holds for whoever is new, may have been sent: written down, for a person has to
    /// look, however often the daemon is started before.
    func doubt(_ why: String, _ history: BroadcastHistory, at now: Timestamp) {
        let holding = history.all.filter { $0.expires.map { $0 > now } == true }
        for past in open + holding where past.bundle == nil {
            let folder = BroadcastFolder("\(broadcasts)/\(past.id)")
            var mark = folder.bundleMark
            mark.doubt = why
            try? folder.write(mark)
        }
    }

    /// Broadcasts of which somebody waits for a digest, the oldest first.
    var waiting: [BroadcastHistory.Past] {
        open.filter { $0.bundle == nil }.sorted { ($0.acceptedAt, $0.id) < ($1.acceptedAt, $1.id) }
    }

    /// Bundles that are at their end.
    var finishedBundles: [BroadcastHistory.Past] {
        open.filter { $0.bundle != nil && BroadcastFolder("\(broadcasts)/\($0.id)").isFinished }
    }

    /// - Throws: `SystemError` where that cannot be written down.
    mutating func settle(_ id: String) throws(SystemError) {
        let folder = BroadcastFolder("\(broadcasts)/\(id)")
        var mark = folder.bundleMark
        mark.isSettled = true
        try folder.write(mark)
        open.removeAll { $0.id == id }
    }

    /// Somebody is owed it again.
    /// - Throws: `SystemError` where that cannot be written down.
    mutating func reopen(_ past: BroadcastHistory.Past) throws(SystemError) {
        let folder = BroadcastFolder("\(broadcasts)/\(past.id)")
        var mark = folder.bundleMark
        mark.isSettled = false
        try folder.write(mark)
        add(past)
    }
}

extension BroadcastFolder {
    /// It was stopped because one of the lines in it was withdrawn: the others are still owed.
    var wasStoppedForOneLine: Bool { isCancelled && cancelReason == Withdrawal.bundleReason }

    /// Who has it, or is getting it, with a bundle.
    /// - Throws: `SystemError`, `DamagedRecord`.
    func servedByBundles() throws -> AddressSet {
        var served = AddressSet()
        let broadcasts = path.dropLast(id.count)
        for id in bundleMark.ids where Folder.exists("\(broadcasts)\(id)") {
            try BroadcastFolder("\(broadcasts)\(id)").forEachServed { served.insert($0) }
        }
        return served
    }

    /// Of a bundle: all but those who were not sent it because it was stopped.
    private func forEachServed(_ body: (EmailAddress) -> Void) throws {
        let recipients = try RecipientFile(recipientsPath)
        var standing: Standing?
        if wasStoppedForOneLine, isFinished {
            standing = try DeliveryLog.read(
                logPath, recipients: recipients.count, repair: false, find: recipients.index
            ).standing
        }
        for index in 0..<recipients.count where standing?.states[index] != .cancelled {
            body(try recipients.recipient(at: index).address)
        }
    }

    /// Gives everybody who is owed it with a digest.
    /// - Throws: `SystemError`, `DamagedRecord`.
    func forEachOwedDigest(_ body: (Recipient) -> Void) throws {
        let served = try servedByBundles()
        try forEachInDigest { if !served.contains($0.address) { body($0) } }
    }
}
