/// A set of ASCII octets, two words small.
struct OctetSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ members: String) {
        for octet in members.utf8 where octet < 0x80 {
            if octet < 64 { low |= 1 << UInt64(octet) } else { high |= 1 << UInt64(octet - 64) }
        }
    }

    func contains(_ octet: UInt8) -> Bool {
        octet < 64 ? low >> UInt64(octet) & 1 == 1 : octet < 128 && high >> UInt64(octet - 64) & 1 == 1
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x80 && contains(UInt8(scalar.value)) }

    static let alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    /// All of ASCII that can be seen.
    static let visible = String(String.UnicodeScalarView((UInt8(0x21)...0x7E).map { Unicode.Scalar($0) }))
    /// Letters of a domain's label (RFC 1123 §2.1).
    static let label = OctetSet(alphanumeric + "-")
    /// What stands in a name without quotes and without a second thought.
    static let ofNames = OctetSet(alphanumeric + " .,-'&()/+")
    /// What stands in a local part without anybody wondering; the dot with it.
    static let everyday = OctetSet(alphanumeric + "._-+'&#=")
    /// atext (RFC 5322 §3.2.3).
    static let atext = OctetSet(alphanumeric + "!#$%&'*+-/=?^_`{|}~")
}
