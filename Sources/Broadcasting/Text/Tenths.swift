/// A number with one decimal: `12.5`; a whole one as well, `12.0`.
public struct Tenths: Sendable, CustomStringConvertible {
    public let description: String

    /// - Parameter value: of a size that people meet; what is beyond is cut.
    public init(_ value: Double) {
        let value = value.isNaN ? 0 : value
        let tenths = Int((min(max(value, -1e15), 1e15) * 10).rounded())
        description = (tenths < 0 ? "-" : "") + "\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
