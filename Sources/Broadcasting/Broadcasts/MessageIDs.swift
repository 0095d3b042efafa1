import Mail

/// The Message-IDs of one broadcast: for a recipient always the same, and for nobody else to guess
/// (RFC 5322 §3.6.4).
public struct MessageIDs: Sendable {
    private let key: SecretKey
    private let beginning: String
    private let end: String
    /// Of the broadcasts further up in the thread, the oldest first.
    private var ancestors: [(ids: MessageIDs, ancestor: Ancestor)] = []

    /// - Parameter domain: the right-hand side of each.
    public init(broadcast id: String, domain: String, key: SecretKey) {
        self.key = key.texts(startingWith: Array("message-id\n\(id)\n".utf8))
        beginning = id + "."
        end = "@" + domain
    }

    /// With those of the broadcasts further up in the thread.
    func behind(_ line: [Ancestor], key: SecretKey) -> MessageIDs {
        var ids = self
        ids.ancestors = line.map {
            (MessageIDs(broadcast: $0.id, domain: $0.messageDomain, key: key), $0)
        }
        return ids
    }

    /// What the recipient got further up in the thread, or would have got, the oldest first.
    /// - Parameter list: through which they are addressed.
    func ofAncestors(_ recipient: EmailAddress, list: Name) -> [String] {
        ancestors.map { ids, ancestor in
            let shared = ancestor.isShared ? try? EmailAddress("\(list)@\(ancestor.messageDomain)") : nil
            return ids.of(shared ?? recipient)
        }
    }

    /// Without angle brackets; all of one broadcast are of one length.
    public func of(_ recipient: EmailAddress) -> String {
        beginning + digest(of: recipient) + end
    }

    /// Twenty hexadecimal digits.
    func digest(of recipient: EmailAddress) -> String {
        Digest.hexadecimal(key.authenticate(Array(recipient.description.utf8)).prefix(10))
    }
}
