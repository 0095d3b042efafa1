/// A number of octets in words: `1532 octets`, `40.1 KiB`, `1.2 GiB`; rounded down.
public struct Octets: Sendable, Equatable, CustomStringConvertible {
    public let count: Int

    public init(_ count: Int) { self.count = count }

    public var description: String {
        count < 10_000 ? String(describing: Counted(count, "octet")) : Octets.words(UInt64(count))
    }

    /// Always with a unit.
    public static func words(_ octets: UInt64) -> String {
        let units = ["KiB", "MiB", "GiB", "TiB"]
        var (tenths, unit) = (octets / 1024 * 10 + octets % 1024 * 10 / 1024, 0)
        while tenths >= 10_240, unit + 1 < units.count {
            tenths /= 1024
            unit += 1
        }
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
