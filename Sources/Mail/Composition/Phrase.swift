/// The name before an address: atoms, a quoted-string, or encoded-words (RFC 5322 §3.2.5, RFC 2047 §5).
enum Phrase {
    /// Longer ones are encoded, for encoded-words can be folded anywhere.
    private static let quotedLimit = 60

    static func write(_ name: String, into wire: inout [UInt8]) {
        guard !name.isEmpty else { return }
        var octets = name
        if octets.withUTF8({ writeUnencoded($0, into: &wire) }) { return }
        if EncodedWord.writeShort(name, into: &wire) { return }
        EncodedWord.write(UnstructuredText.withoutControls(name), into: &wire)
    }

    /// - Returns: false where it has to be encoded; nothing is appended then.
    private static func writeUnencoded(_ name: UnsafeBufferPointer<UInt8>, into wire: inout [UInt8]) -> Bool {
        guard let isPlain = plainness(of: name) else { return false }
        if isPlain {
            wire.append(contentsOf: name)
            return true
        }
        wire.append(UInt8(ascii: "\""))
        for octet in name {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") {
                wire.append(UInt8(ascii: "\\"))
            }
            wire.append(octet)
        }
        wire.append(UInt8(ascii: "\""))
        return true
    }

    /// ` <address>`, on a line of its own where it does not fit behind the phrase.
    static func writeInBrackets(
        _ address: some Collection<UInt8>, isBehindPhrase: Bool, into wire: inout [UInt8]
    ) {
        if isBehindPhrase {
            wire.append(ascii: wire.column + address.count + 3 > UnstructuredText.lineLimit ? "\r\n " : " ")
        }
        wire.append(UInt8(ascii: "<"))
        wire.append(contentsOf: address)
        wire.append(UInt8(ascii: ">"))
    }

    /// True for atoms with single spaces between them; false for what has to be quoted; nil for what
    /// has to be encoded. Readers decode what looks like an encoded-word even inside quotes.
    private static func plainness(of name: UnsafeBufferPointer<UInt8>) -> Bool? {
        var isPlain = true
        var previous = UInt8(ascii: " ")
        guard name.count <= quotedLimit else { return nil }
        for octet in name {
            guard (0x20...0x7E).contains(octet), previous != UInt8(ascii: "=") || octet != UInt8(ascii: "?")
            else { return nil }
            let isGap = octet == UInt8(ascii: " ")
            if isGap ? previous == UInt8(ascii: " ") : !OctetSet.atext.contains(octet) { isPlain = false }
            previous = octet
        }
        return isPlain && previous != UInt8(ascii: " ")
    }
}

extension Mailbox {
    /// Appends the mailbox as a field has it. The local part goes out as it is, in UTF-8 where it is not ASCII.
    func writeField(into wire: inout [UInt8]) {
        guard !name.isEmpty else {
            wire.append(contentsOf: address.description.utf8)
            return
        }
        Phrase.write(name, into: &wire)
        Phrase.writeInBrackets(address.description.utf8, isBehindPhrase: true, into: &wire)
    }
}
