import Mail

/// The ordinary mailbox, `address` or `Name <address>` in ASCII, without the full reading that odd ones
/// need: a list has a million of them.
///
/// Says yes only where `Mailbox.parse` would say the same without a remark on the name.
struct PlainMailbox {
    let name: String
    let parsed: ParsedAddress

    init?(_ line: ArraySlice<UInt8>) {
        var name = line.prefix(0)
        var address = line
        if let open = line.firstIndex(of: UInt8(ascii: "<")) {
            guard line.last == UInt8(ascii: ">") else { return nil }
            name = line[..<open]
            while name.last == UInt8(ascii: " ") { name.removeLast() }
            address = line[(open + 1)...].dropLast()
        }
        guard PlainMailbox.isPlain(name), let text = PlainMailbox.text(address),
            let parsed = try? EmailAddress.parse(text)
        else { return nil }
        self.name = PlainMailbox.text(name) ?? ""
        self.parsed = parsed
    }

    /// A name that is taken as it is, from wherever it comes: a letter, then ASCII without the
    /// characters that quote something or make an address.
    static func isPlain(_ name: ArraySlice<UInt8>) -> Bool {
        guard let first = name.first else { return true }
        return (0x41...0x5A).contains(first & ~0x20) && name.count <= Mailbox.nameLimit
            && name.allSatisfy { (0x20...0x7E).contains($0) && !special.contains($0) }
    }

    private static let special: [UInt8] = Array(#""\<>@"#.utf8)

    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        String(validating: bytes, as: UTF8.self)
    }
}
