import Disk
import Mail

/// What the desk tells in `drafts/sent/` of each broadcast: at its acceptance, and again at its end.
extension Desk {
    /// Writes a broadcast's receipt: at acceptance, and again at the end.
    public func writeReceipt(_ summary: Summary) {
        try? desk.writeReceipt(summary.record.receipt, ReceiptText.make(summary, zone: zone))
    }

    /// The receipt of a broadcast that was accepted before a crash, as its log has it; none where its records cannot
    /// be read, or must not be.
    func writeReceipt(asLogged id: String) {
        guard crashes?.untouchable.contains(id) != true else { return }
        let folder = BroadcastFolder("\(configuration.folders.broadcasts)/\(id)")
        Work(on: .broadcast(id: id)).during {
            guard let record = try? folder.record() else { return }
            let reading = try? DeliveryLog.read(folder.logPath, recipients: record.recipients, repair: false)
            let standing = reading?.standing ?? Standing(recipients: record.recipients)
            writeReceipt(Summary(record, standing, paused: folder.pauseReason() != nil))
        }
    }

    /// The last receipts of broadcasts whose end was recorded just before a crash.
    func finishReceipts() {
        for past in history.all {
            let path = desk.path(.sent) + "/" + past.receipt
            guard let text = try? File.contents(of: path, limit: 1 << 20), !ReceiptText.isLast(text) else {
                continue
            }
            writeReceipt(asLogged: past.id)
        }
    }
}
