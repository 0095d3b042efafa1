/// The ordinary address, read in one pass over its octets: a list has a million of them.
///
/// Says yes only to what `AddressReader` takes without a remark; whatever is doubtful is left to it.
extension EmailAddress {
    init?(plain text: some StringProtocol) {
        let read = text.utf8.withContiguousStorageIfAvailable { EmailAddress(plainOctets: $0) }
        guard let address = read ?? nil else { return nil }
        self = address
    }

    /// Nil where it is anything but an everyday address, written as one; that says nothing against it.
    public init?(plainOctets text: UnsafeBufferPointer<UInt8>) {
        guard (6...254).contains(text.count), let at = EmailAddress.endOfPlainLocalPart(text) else {
            return nil
        }
        let domain = UnsafeBufferPointer(rebasing: text[(at + 1)...])
        guard EmailAddress.isPlainDomain(domain) else { return nil }
        let name = String(unsafeUninitializedCapacity: domain.count) { buffer in
            for index in domain.indices { buffer[index] = domain[index].asciiLowercased }
            return domain.count
        }
        guard !ReservedDomain.contains(name) else { return nil }
        let whole = String(unsafeUninitializedCapacity: text.count) { buffer in
            for index in text.indices {
                buffer[index] = index < at ? text[index] : text[index].asciiLowercased
            }
            return text.count
        }
        self.init(ascii: whole, localPart: at)
        guard at != 13 || !isBounceSender else { return nil }
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

/// The ordinary line with a name, read in one pass.
extension Mailbox {
    init?(plain text: some StringProtocol) {
        let read = text.utf8.withContiguousStorageIfAvailable { Mailbox(plainOctets: $0) }
        guard let mailbox = read ?? nil else { return nil }
        self = mailbox
    }

    /// `Ann Day <ann@kent.example>` with nothing in the name that would have to be looked at.
    private init?(plainOctets text: UnsafeBufferPointer<UInt8>) {
        guard text.last == UInt8(ascii: ">"), let open = text.firstIndex(of: UInt8(ascii: "<")),
            open < text.count - 1
        else { return nil }
        var end = open
        while end > 0, text[end - 1] == UInt8(ascii: " ") { end -= 1 }
        let name = UnsafeBufferPointer(rebasing: text[..<end])
        guard end <= Mailbox.nameLimit, name.first != UInt8(ascii: " "), name.first != UInt8(ascii: "'"),
            Mailbox.isPlainName(name),
            let address = EmailAddress(
                plainOctets: UnsafeBufferPointer(rebasing: text[(open + 1)...].dropLast()))
        else { return nil }
        self.init(name: String(decoding: name, as: UTF8.self), address: address)
    }

    /// ASCII without a second meaning, and the letters of European languages in Latin script: each one
    /// composed already (UAX #15), none invisible (U+00C0 to U+017F, and the ordinals ª and º).
    private static func isPlainName(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while index < name.count {
            if OctetSet.ofNames.contains(name[index]) {
                index += 1
            } else if index + 1 < name.count, isPlainLetter(name[index], name[index + 1]) {
                index += 2
            } else {
                return false
            }
        }
        return true
    }

    private static func isPlainLetter(_ lead: UInt8, _ next: UInt8) -> Bool {
        switch lead {
        case 0xC2: next == 0xAA || next == 0xBA
        case 0xC3...0xC5: (0x80...0xBF).contains(next)
        default: false
        }
    }
}
