import Disk
import Mail

/// What the desk tells in `drafts/sent/` of each broadcast: at its acceptance, and again at its end.
extension Desk {
    /// Writes a broadcast's receipt: at acceptance, and again at the end.
    public func writeReceipt(_ summary: Summary) {
        try? desk.writeReceipt(summary.record.receipt, ReceiptText.make(summary, zone: zone))
    }

    /// The receipt of a broadcast that was accepted before a crash, as its log has it.
    func writeReceipt(asLogged record: BroadcastRecord) {
        let folder = BroadcastFolder("\(configuration.folders.broadcasts)/\(record.id)")
        let reading = try? DeliveryLog.read(folder.logPath, recipients: record.recipients, repair: false)
        let standing = reading?.standing ?? Standing(recipients: record.recipients)
        writeReceipt(Summary(record, standing, paused: folder.pauseReason() != nil))
    }

    /// The last receipts of broadcasts whose end was recorded just before a crash.
    func finishReceipts() {
        for past in history.all {
            let path = desk.path(.sent) + "/" + past.receipt
            guard let text = try? File.contents(of: path, limit: 1 << 20), !ReceiptText.isLast(text) else {
                continue
            }
            let folder = BroadcastFolder("\(configuration.folders.broadcasts)/\(past.id)")
            Work(on: .broadcast(id: past.id)).during {
                if let record = try? folder.record() { writeReceipt(asLogged: record) }
            }
        }
    }
}
