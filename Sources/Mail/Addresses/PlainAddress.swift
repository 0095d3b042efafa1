/// The ordinary address, read in one pass over its octets: a list has a million of them.
///
/// Says yes only to what `AddressReader` takes without a remark; whatever is doubtful is left to it.
extension EmailAddress {
    init?(plain text: some StringProtocol) {
        let read = text.utf8.withContiguousStorageIfAvailable { EmailAddress(plainOctets: $0) }
        guard let address = read ?? nil else { return nil }
        self = address
    }

    private init?(plainOctets text: UnsafeBufferPointer<UInt8>) {
        guard (6...254).contains(text.count), let at = EmailAddress.endOfPlainLocalPart(text) else {
            return nil
        }
        let domain = UnsafeBufferPointer(rebasing: text[(at + 1)...])
        guard EmailAddress.isPlainDomain(domain) else { return nil }
        let local = UnsafeBufferPointer(rebasing: text[..<at])
        let name = String(unsafeUninitializedCapacity: domain.count) { buffer in
            for index in domain.indices { buffer[index] = domain[index].asciiLowercased }
            return domain.count
        }
        guard !ReservedDomain.contains(name) else { return nil }
        self.init(localPart: String(decoding: local, as: UTF8.self), domain: name)
        guard local.count != 13 || !isBounceSender else { return nil }
    }

    /// The index of the '@' behind a dot-atom of everyday characters.
    private static func endOfPlainLocalPart(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var previous = UInt8(ascii: ".")
        for index in 0..<min(text.count, 65) {
            let octet = text[index]
            if octet == UInt8(ascii: "@") {
                return previous == UInt8(ascii: ".") || text[0] == UInt8(ascii: "-") ? nil : index
            }
            guard OctetSet.everyday.contains(octet),
                octet != UInt8(ascii: ".") || previous != UInt8(ascii: ".")
            else { return nil }
            previous = octet
        }
        return nil
    }

    /// Letters, digits and hyphens in at least two labels, none of them an A-label.
    private static func isPlainDomain(_ domain: UnsafeBufferPointer<UInt8>) -> Bool {
        var start = 0
        var labels = 0
        var labelHasLetter = false
        for index in 0...domain.count {
            guard index == domain.count || domain[index] == UInt8(ascii: ".") else {
                guard OctetSet.label.contains(domain[index]) else { return false }
                if domain[index] > UInt8(ascii: "9") { labelHasLetter = true }
                continue
            }
            let length = index - start
            guard (1...63).contains(length), domain[start] != UInt8(ascii: "-"),
                domain[index - 1] != UInt8(ascii: "-"),
                length < 4 || domain[start + 2] != UInt8(ascii: "-") || domain[start + 3] != UInt8(ascii: "-")
            else { return false }
            labels += 1
            if index < domain.count { labelHasLetter = false }
            start = index + 1
        }
        return labels >= 2 && labelHasLetter && domain.count <= 253
    }

    var isBounceSender: Bool { localPart.lowercased() == "mailer-daemon" }
}

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
    /// Letters of a domain's label (RFC 1123 §2.1).
    static let label = OctetSet(alphanumeric + "-")
    /// What stands in a local part without anybody wondering; the dot with it.
    static let everyday = OctetSet(alphanumeric + "._-+'&#=")
    /// atext (RFC 5322 §3.2.3).
    static let atext = OctetSet(alphanumeric + "!#$%&'*+-/=?^_`{|}~")
}
