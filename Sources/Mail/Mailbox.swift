/// A name and an address, as `Name <address>` (RFC 5322 §3.4).
public struct Mailbox: Sendable, Hashable {
    /// Empty where there is none.
    public var name: String
    public var address: EmailAddress

    public init(name: String = "", address: EmailAddress) {
        self.name = name
        self.address = address
    }
}
