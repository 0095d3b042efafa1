import Disk
import JSON

extension BroadcastFolder {
    /// The summary as last written; where there is none that can be read, what the other records say. Where those
    /// cannot be read either it says why, and knows no numbers. Nil where this is no broadcast's folder.
    public func derivedSummary() -> JSON? {
        if let summary = summary() { return summary }
        guard BroadcastID.moment(of: id) != nil || Folder.exists(recordPath) else { return nil }
        var record: BroadcastRecord?
        do {
            record = try self.record()
            return try record.map(summary(of:))?.json
        } catch { return unknown(record, "\(error)") }
    }

    /// What the other records say, whatever the last summary says.
    /// - Throws: `SystemError` or `DamagedRecord`, naming the file.
    func recountedSummary() throws -> Summary { try summary(of: record()) }

    private func summary(of record: BroadcastRecord) throws -> Summary {
        let recipients = try RecipientFile(recipientsPath)
        guard recipients.count == record.recipients else {
            throw DamagedRecord(
                "\(recipientsPath): it has \(Counted(recipients.count, "line")), and there are "
                    + "\(Counted(record.recipients, "recipient"))")
        }
        let reading = try DeliveryLog.read(
            logPath, recipients: record.recipients, repair: false, find: recipients.index)
        let pause = pauseReason()
        return Summary(
            record, reading.standing, paused: pause != nil, problems: pause.map { ["paused: \($0)"] } ?? [])
    }

    func unknown(_ record: BroadcastRecord?, _ problem: String) -> JSON {
        let atAcceptance = record.map { Summary($0, Standing(recipients: 0), paused: true).json }
        let members = Summary.names.map { name -> JSON.Member in
            switch name {
            case "id": .init(name, .string(id))
            case "state": .init(name, .string(Summary.State.paused.rawValue))
            case "problems": .init(name, .array(((record?.problems ?? []) + [problem]).map(JSON.string)))
            case "subject", "lists", "topics", "exercise", "digest", "stance", "priority", "recipients",
                "droppedAt":
                .init(name, atAcceptance?[name] ?? .null)
            default: .init(name, .null)
            }
        }
        return .object(members)
    }
}
