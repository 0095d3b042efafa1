/// An address that is safe on the wire and plausible; the type is the proof.
public struct EmailAddress: Sendable, Hashable, CustomStringConvertible {
    /// Dot-atom of at most 64 octets, as typed, in NFC.
    public let localPart: String
    /// At least two labels, lower-case A-labels.
    public let domain: String

    public var description: String { "\(localPart)@\(domain)" }

    /// Lower-cased as a whole: two addresses with the same key are one subscriber.
    public var comparisonKey: String { description.lowercased() }

    /// The local part is not ASCII: only a relay with SMTPUTF8 can carry it (RFC 6531).
    public var needsSMTPUTF8: Bool { localPart.utf8.contains { $0 >= 0x80 } }

    init(localPart: String, domain: String) {
        self.localPart = localPart
        self.domain = domain
    }
}
