import Mail

/// The Message-IDs of one broadcast: for a recipient always the same, and for nobody else to guess
/// (RFC 5322 §3.6.4).
public struct MessageIDs: Sendable {
    private let key: SecretKey
    private let beginning: String
    private let end: String

    /// - Parameter domain: the right-hand side of each.
    public init(broadcast id: String, domain: String, key: SecretKey) {
        self.key = key.texts(startingWith: Array("message-id\n\(id)\n".utf8))
        beginning = id + "."
        end = "@" + domain
    }

    /// Without angle brackets; all of one broadcast are of one length.
    public func of(_ recipient: EmailAddress) -> String {
        let digest = key.authenticate(Array(recipient.description.utf8))
        return beginning + Digest.hexadecimal(digest.prefix(10)) + end
    }
}
