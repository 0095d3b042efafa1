/// A number of things: `1 recipient`, `2 recipients`.
public struct Counted: Sendable, CustomStringConvertible {
    public let description: String

    /// - Parameter plural: where an `s` behind the word does not make it.
    public init(_ count: Int, _ singular: String, plural: String? = nil) {
        description = "\(count) " + (count == 1 ? singular : plural ?? singular + "s")
    }
}
