import Mail

/// Envelope senders of one broadcast. Where there is an address for bounces each recipient has their own
/// (`bounces+TOKEN@…`): whatever comes back says whom it is about, however mangled it is.
///
/// The token: which broadcast, which recipient, and a MAC, so that nobody can make one up.
public struct ReturnPath: Sendable {
    private let plain: EmailAddress
    /// Nil where all have the plain one.
    private let mac: MessageIDs?
    private let tag: String

    public init(_ record: BroadcastRecord, key: SecretKey) {
        plain = record.sender
        mac =
            record.hasReturnPaths
            ? MessageIDs(broadcast: "return-path " + record.id, domain: record.messageDomain, key: key) : nil
        tag = ReturnPath.tag(of: record.id)
    }

    /// Eight hexadecimal digits for a broadcast's id: an id is too long for a local part.
    static func tag(of id: String) -> String { String(Digest.sha256(Array(id.utf8)).prefix(8)) }

    /// - Parameter index: the recipient's place in `recipients.jsonl`.
    public func address(of recipient: EmailAddress, at index: Int) -> EmailAddress {
        guard let mac else { return plain }
        let token = "\(tag)-\(String(index, radix: 36))-\(mac.digest(of: recipient))"
        // One that does not fit, or is no address, is better plain than none.
        return (try? EmailAddress("\(plain.localPart)+\(token)@\(plain.domain)")) ?? plain
    }
}
