/// An address that is safe on the wire and plausible; the type is the proof.
///
/// RFC 5321 §4.1.2 with RFC 6531, less what nobody uses: no quoted local part, no address literal.
public struct EmailAddress: Sendable, Hashable, CustomStringConvertible {
    public let description: String
    /// The octets before the `@`.
    private let mark: Int
    /// The local part is not ASCII: only a relay with SMTPUTF8 can carry it (RFC 6531).
    public let needsSMTPUTF8: Bool

    /// Dot-atom of at most 64 octets, as typed, in NFC.
    public var localPart: String { String(decoding: description.utf8.prefix(mark), as: UTF8.self) }
    /// At least two labels, lower-case A-labels.
    public var domain: String { String(decoding: description.utf8.dropFirst(mark + 1), as: UTF8.self) }

    /// Lower-cased as a whole: two addresses with the same key are one subscriber.
    public var comparisonKey: String {
        guard needsSMTPUTF8 else { return description.asciiLowercased }
        return composed(localPart.lowercased()) + "@" + domain
    }

    init(localPart: String, domain: String) {
        description = "\(localPart)@\(domain)"
        mark = localPart.utf8.count
        needsSMTPUTF8 = localPart.utf8.contains { $0 >= 0x80 }
    }

    /// - Parameter text: an address as it is to be, in ASCII, its `@` behind so many octets.
    init(ascii text: String, localPart octets: Int) {
        description = text
        mark = octets
        needsSMTPUTF8 = false
    }

    /// The address that `text` is, exactly: nothing around it that would have to be dropped.
    ///
    /// - Throws: what is wrong with it, and where.
    public init(_ text: some StringProtocol) throws(AddressProblem) {
        if let address = EmailAddress(plain: text) {
            self = address
            return
        }
        let parsed = try EmailAddress.parse(text)
        for warning in parsed.warnings {
            if case .stray(let stray) = warning.reason {
                throw AddressProblem(.stray(stray), in: String(text), at: 0)
            }
        }
        if text.unicodeScalars.first?.isBlank ?? false || text.unicodeScalars.last?.isBlank ?? false {
            throw AddressProblem(.stray(.space), in: String(text), at: 0)
        }
        if text.unicodeScalars.first == "<" {
            throw AddressProblem(.stray(.brackets), in: String(text), at: 0)
        }
        self = parsed.address
    }

    /// The address in a text as people paste it: marks at the edges that do not belong to it are
    /// dropped with a warning, anything odd inside is refused. Angle brackets around it are no oddity.
    ///
    /// - Throws: what is wrong with it, and where.
    public static func parse(_ text: some StringProtocol) throws(AddressProblem) -> ParsedAddress {
        if let address = EmailAddress(plain: text) {
            return ParsedAddress(address: address, warnings: DomainTypo.warnings(about: address))
        }
        var reader = AddressReader(Array(text.unicodeScalars))
        try reader.dropEdges()
        let address = try reader.address()
        return ParsedAddress(
            address: address, warnings: reader.warnings + DomainTypo.warnings(about: address))
    }
}

/// An address, and what a person should know about how it was written.
public struct ParsedAddress: Sendable, Equatable {
    public let address: EmailAddress
    public let warnings: [AddressWarning]

    public init(address: EmailAddress, warnings: [AddressWarning]) {
        self.address = address
        self.warnings = warnings
    }
}

extension UInt8 {
    /// `a` for `A`; other octets as they are.
    var asciiLowercased: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}

extension String {
    /// `A` to `Z` as small letters; everything else as it is.
    var asciiLowercased: String {
        var text = self
        return text.withUTF8 { octets in
            String(unsafeUninitializedCapacity: octets.count) { buffer in
                for index in octets.indices { buffer[index] = octets[index].asciiLowercased }
                return octets.count
            }
        }
    }
}
