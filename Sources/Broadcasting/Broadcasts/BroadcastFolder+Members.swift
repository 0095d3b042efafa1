import Disk
import Mail

extension BroadcastFolder {
    /// Subscribers of its lists who were addressed through another of them, or left out. Not there where nobody was.
    public var elsewherePath: String { path + "/elsewhere.jsonl" }

    /// Who stood on one of its lists and was not to be mailed: opted out, or no member. Not there where nobody did.
    public var passedOverPath: String { path + "/passed-over.jsonl" }

    /// - Throws: `SystemError`, `DamagedRecord`.
    func forEachPassedOver(_ body: (Recipient) -> Void) throws {
        guard Folder.exists(passedOverPath) else { return }
        _ = try LineReader(passedOverPath).forEach { _, line in body(try Recipient(line)) }
    }

    /// Gives everybody who was on the list when it was accepted, however they were addressed.
    /// - Throws: `SystemError`, `DamagedRecord`.
    func forEachMember(of list: Name, _ body: (Recipient) -> Void) throws {
        try forEachKnown { if $0.list == list { body($0) } }
    }

    /// Gives everybody who was on any of its lists, once for each.
    /// - Throws: `SystemError`, `DamagedRecord`.
    func forEachKnown(_ body: (Recipient) -> Void) throws {
        for file in [recipientsPath, digestPath, elsewherePath]
        where file == recipientsPath || Folder.exists(file) {
            _ = try LineReader(file).forEach { _, line in
                body(try Recipient(line))
            }
        }
    }
}
