import Disk
import Mail

/// What the desk tells in `drafts/sent/` of each broadcast: at its acceptance, and again at its end.
extension Desk {
    /// Writes a broadcast's receipt: at acceptance, and again at the end.
    public func writeReceipt(_ summary: Summary) {
        keepFolders()
        try? desk.writeReceipt(summary.record.receipt, ReceiptText.make(summary, zone: zone))
    }

    /// The receipt of a broadcast that was accepted before a crash, as its log has it; none where its records cannot
    /// be read, or must not be.
    func writeReceipt(asLogged id: String) { asLogged(id).map(writeReceipt) }

    private func asLogged(_ id: String) -> Summary? {
        guard crashes?.untouchable.contains(id) != true else { return nil }
        let folder = BroadcastFolder("\(configuration.folders.broadcasts)/\(id)")
        return Work(on: .broadcast(id: id)).during {
            guard let record = try? folder.record() else { return nil }
            let reading = try? DeliveryLog.read(folder.logPath, recipients: record.recipients, repair: false)
            let standing = reading?.standing ?? Standing(recipients: record.recipients)
            return Summary(record, standing, paused: folder.pauseReason() != nil)
        }
    }

    /// Broadcasts whose end was recorded just before a crash, and not told: their last receipts are still to be written.
    public func untold() -> [Summary] {
        var untold: [Summary] = []
        for past in history.all {
            let path = desk.path(.sent) + "/" + past.receipt
            guard let text = try? File.contents(of: path, limit: 1 << 20), !ReceiptText.isLast(text) else {
                continue
            }
            guard let summary = asLogged(past.id) else { continue }
            if [.sent, .cancelled].contains(summary.state) { untold.append(summary) }
        }
        return untold
    }
}
