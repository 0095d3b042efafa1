import Disk
import Mail

extension BroadcastFolder {
    /// Subscribers of its lists who were addressed through another of them, or left out. Not there where nobody was.
    public var elsewherePath: String { path + "/elsewhere.jsonl" }

    /// Gives everybody who was on the list when it was accepted, however they were addressed.
    /// - Throws: `SystemError`, `DamagedRecord`.
    func forEachMember(of list: Name, _ body: (Recipient) -> Void) throws {
        for file in [recipientsPath, elsewherePath] where file == recipientsPath || Folder.exists(file) {
            _ = try LineReader(file).forEach { _, line in
                let recipient = try Recipient(line)
                if recipient.list == list { body(recipient) }
            }
        }
    }
}
