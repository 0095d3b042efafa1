/// The name of a list or a template, `[a-z0-9][a-z0-9-]{0,63}`: safe as a file name by its type.
public struct Name: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    /// Nil where the text is no such name.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard let first = bytes.first, isAlphanumeric(first), bytes.count <= 64,
            bytes.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") })
        else { return nil }
        self.text = String(text)
    }

    public var description: String { text }

    public static func < (left: Name, right: Name) -> Bool { left.text < right.text }
}
