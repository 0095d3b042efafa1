import Mail

/// One address on a list, with its name and other columns.
public struct Subscriber: Sendable, Equatable {
    public var address: EmailAddress
    /// Empty where the list gives none. No control or direction characters; at most 128 scalars.
    public var name: String
    /// Other columns of a CSV list by their lower-cased header, `[a-z0-9_-]`; single-line text.
    public var columns: [String: String]
    /// Where on its list it stands.
    public var line: Int
    /// Wants one message a day with everything in it, and not each by itself.
    public var wantsDigest: Bool

    public init(
        address: EmailAddress, name: String = "", columns: [String: String] = [:], line: Int = 0,
        wantsDigest: Bool = false
    ) {
        self.wantsDigest = wantsDigest
        self.address = address
        self.name = name
        self.columns = columns
        self.line = line
    }
}
