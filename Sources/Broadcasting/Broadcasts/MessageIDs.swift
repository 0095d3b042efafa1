import Mail

/// The Message-IDs of one broadcast: for a recipient always the same, and for nobody else to guess
/// (RFC 5322 §3.6.4).
public struct MessageIDs: Sendable {
    private let key: SecretKey
    private let beginning: [UInt8]
    private let end: [UInt8]
    /// Of the broadcasts further up in the thread, the oldest first.
    private var ancestors: [(ids: MessageIDs, ancestor: Ancestor)] = []

    /// - Parameter domain: the right-hand side of each.
    public init(broadcast id: String, domain: String, key: SecretKey) {
        self.key = key.texts(startingWith: Array("message-id\n\(id)\n".utf8))
        beginning = Array("\(id).".utf8)
        end = Array("@\(domain)".utf8)
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
        text(beginning, recipient, end)
    }

    /// Twenty hexadecimal digits.
    func digest(of recipient: EmailAddress) -> String { text([], recipient, []) }

    /// With the digits of the recipient in its middle, in one piece: every message has one.
    private func text(_ beginning: [UInt8], _ recipient: EmailAddress, _ end: [UInt8]) -> String {
        let digits = 20
        var address = recipient.description
        return address.withUTF8 { address in
            key.authenticate(address) { code in
                let length = beginning.count + digits + end.count
                return String(unsafeUninitializedCapacity: length) { text in
                    let middle = beginning.count..<(beginning.count + digits)
                    _ = text.update(fromContentsOf: beginning)
                    Digest.write(
                        UnsafeBufferPointer(rebasing: code.prefix(digits / 2)),
                        to: UnsafeMutableBufferPointer(rebasing: text[middle]))
                    _ = UnsafeMutableBufferPointer(rebasing: text[middle.upperBound...])
                        .update(fromContentsOf: end)
                    return length
                }
            }
        }
    }
}
