/// A name and an address, as `Name <address>` (RFC 5322 §3.4).
public struct Mailbox: Sendable, Hashable {
    /// Unicode scalars that a name may have.
    public static let nameLimit = 128

    /// Empty where there is none.
    public var name: String
    public var address: EmailAddress

    public init(name: String = "", address: EmailAddress) {
        self.name = name
        self.address = address
    }

    /// The mailbox that `text` is, exactly: nothing that would have to be dropped or cut.
    ///
    /// - Throws: what is wrong with it, and where.
    public init(_ text: some StringProtocol) throws(AddressProblem) {
        let (mailbox, warnings) = try Mailbox.parse(text)
        for warning in warnings {
            switch warning.reason {
            case .stray(let stray): throw AddressProblem(.stray(stray), in: String(text), at: 0)
            case .nameCut: throw AddressProblem(.nameIsTooLong, in: String(text), at: 0)
            default: continue
            }
        }
        self = mailbox
    }

    /// The one mailbox of a line: `address`, `<address>`, `Name <address>`, `"Name, comma" <address>`.
    ///
    /// Encoded-words (RFC 2047) in a name are not decoded; they stay the text that they are.
    /// - Throws: what is wrong with it, and where.
    public static func parse(_ text: some StringProtocol) throws(AddressProblem) -> (
        Mailbox, [AddressWarning]
    ) {
        guard text.utf8.contains(UInt8(ascii: "<")) else {
            let parsed = try EmailAddress.parse(text)
            return (Mailbox(address: parsed.address), parsed.warnings)
        }
        if let mailbox = Mailbox(plain: text) {
            return (mailbox, DomainTypo.warnings(about: mailbox.address))
        }
        var reader = MailboxReader(Array(text.unicodeScalars))
        return (try reader.mailbox(), reader.warnings)
    }

    /// A name by itself, as a column of a list gives it, made fit to stand before an address:
    /// trimmed, cut to `nameLimit` with a warning.
    ///
    /// - Throws: where it holds a control or a direction character.
    public static func parseName(_ text: some StringProtocol) throws(AddressProblem) -> (
        String, [AddressWarning]
    ) {
        var reader = MailboxReader(Array(text.unicodeScalars))
        return (try reader.checkedName(reader.text.indices), reader.warnings)
    }
}
