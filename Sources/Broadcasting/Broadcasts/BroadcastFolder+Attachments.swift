import Disk
import Glibc

extension BroadcastFolder {
    /// The record with what its messages carry.
    /// - Throws: `SystemError` or `DamagedRecord`, naming the file.
    public func wholeRecord() throws -> BroadcastRecord {
        var record = try record()
        record.attached = try whole(record.attached)
        return record
    }

    /// Attachments with their octets, which are those that were accepted.
    /// - Throws: `DamagedRecord`, with what a person can do; `SystemError` where room or descriptors are short.
    func whole(_ attached: AttachedFiles?) throws -> AttachedFiles? {
        guard let attached else { return nil }
        let wire: [UInt8]
        do throws(SystemError) {
            wire = try File.contents(of: attachmentsPath, limit: attached.size)
        } catch {
            if error.code == EFBIG { throw lost("it is not what was accepted") }
            if error.passes { throw error }
            throw lost("it cannot be read (\(error.reason))")
        }
        guard let whole = attached.with(wire) else { throw lost("it is not what was accepted") }
        return whole
    }

    private func lost(_ what: String) -> DamagedRecord {
        DamagedRecord(
            "\(attachmentsPath): \(what), and nothing is sent without its attachments: "
                + "put it back from a backup, then 'linerelay resume \(id)'; or 'linerelay cancel \(id)'")
    }
}
