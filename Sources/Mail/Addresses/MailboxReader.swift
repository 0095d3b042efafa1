/// Takes a line with angle brackets apart: the name before them, the address in them, nothing behind.
struct MailboxReader {
    let text: [Unicode.Scalar]
    var warnings: [AddressWarning] = []

    init(_ text: [Unicode.Scalar]) { self.text = text }

    private func problem(_ reason: AddressProblem.Reason, at offset: Int) -> AddressProblem {
        AddressProblem(reason, in: String(text[...]), at: offset)
    }

    mutating func mailbox() throws(AddressProblem) -> Mailbox {
        let open = try openingBracket()
        guard let close = text[open...].firstIndex(of: ">") else { throw problem(.unclosedBracket, at: open) }
        try checkTail(close + 1..<text.endIndex)
        let address = try address(open + 1..<close)
        let name = try checkedName(0..<open)
        return Mailbox(name: try distinct(name, from: address), address: address)
    }

    /// The only '<' that is not inside a quoted name.
    private func openingBracket() throws(AddressProblem) -> Int {
        let start = endOfQuotedName ?? 0
        guard let open = text[start...].firstIndex(of: "<") ?? text.firstIndex(of: "<") else {
            throw problem(.unclosedBracket, at: 0)
        }
        if let second = text[(open + 1)...].firstIndex(of: "<") {
            throw problem(text[..<second].contains(">") ? .severalAddresses : .unclosedBracket, at: second)
        }
        return open
    }

    /// The index behind the closing quote of a name that starts with one.
    private var endOfQuotedName: Int? {
        guard let start = text.firstIndex(where: { !$0.isBlank }), text[start] == "\"" else { return nil }
        var offset = start + 1
        while offset < text.endIndex {
            if text[offset] == "\"" { return offset + 1 }
            offset += text[offset] == "\\" ? 2 : 1
        }
        return nil
    }

    /// Behind the bracket only what would be dropped behind a bare address.
    private mutating func checkTail(_ tail: Range<Int>) throws(AddressProblem) {
        var rest = AddressReader(Array(text[tail]))
        do { try rest.dropEdges() } catch { throw error.within(String(text[...]), from: tail.lowerBound) }
        guard rest.range.isEmpty else {
            let offset = tail.lowerBound + rest.range.lowerBound
            if text[offset].isControl { throw problem(.control(text[offset]), at: offset) }
            let areSeveral = text[..<tail.lowerBound].contains("@") && text[tail].contains("@")
            throw problem(areSeveral ? .severalAddresses : .textAfterBracket, at: offset)
        }
        warnings += rest.warnings.map { AddressWarning($0.reason, in: String(text[...])) }
    }

    private mutating func address(_ part: Range<Int>) throws(AddressProblem) -> EmailAddress {
        let parsed: ParsedAddress
        do {
            parsed = try EmailAddress.parse(String(text[part]))
        } catch {
            throw error.within(String(text[...]), from: part.lowerBound)
        }
        warnings += parsed.warnings
        return parsed.address
    }

    /// The name in a range: without its quotes, trimmed, cut where it is too long.
    mutating func checkedName(_ part: Range<Int>) throws(AddressProblem) -> String {
        for offset in part where text[offset] != "\t" {
            if text[offset].isControl { throw problem(.control(text[offset]), at: offset) }
            if text[offset].isDirection { throw problem(.direction(text[offset]), at: offset) }
        }
        let name = MailboxReader.unquoted(MailboxReader.trimmed(text[part]))
        guard name.count > Mailbox.nameLimit else { return String(name[...]) }
        warnings.append(AddressWarning(.nameCut, in: String(name[...])))
        return String(MailboxReader.trimmed(name.prefix(Mailbox.nameLimit)))
    }

    private static func trimmed(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
        func isEdge(_ scalar: Unicode.Scalar) -> Bool {
            scalar.isBlank || scalar.isForeignSpace || scalar.value == 0xFEFF || scalar.value == 0x200B
        }
        guard let first = text.firstIndex(where: { !isEdge($0) }),
            let last = text.lastIndex(where: { !isEdge($0) })
        else { return [] }
        return text[first...last]
    }

    /// `Bloggs, Ann` for `"Bloggs, Ann"`; RFC 5322 §3.2.4. Tabs become spaces.
    private static func unquoted(_ text: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        var inside = text
        let isQuoted = text.count >= 2 && text.first == "\"" && text.last == "\""
        let isWrapped = text.count >= 2 && text.first == "'" && text.last == "'"
        if isQuoted || isWrapped { inside = text.dropFirst().dropLast() }
        var name: [Unicode.Scalar] = []
        var isEscaped = false
        for scalar in inside {
            if isQuoted, scalar == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            name.append(scalar == "\t" ? " " : scalar)
            isEscaped = false
        }
        return Array(trimmed(name[...]))
    }

    /// A name that is the address again says nothing; one that is another address deceives.
    private func distinct(_ name: String, from address: EmailAddress) throws(AddressProblem) -> String {
        guard name.utf8.contains(UInt8(ascii: "@")) else { return name }
        for word in name.split(whereSeparator: { " ,;()<>[]\"'".contains($0) }) {
            guard let other = try? EmailAddress.parse(word).address else { continue }
            guard other.comparisonKey == address.comparisonKey else {
                throw problem(.nameIsOtherAddress, at: 0)
            }
            if word.utf8.count == name.utf8.count { return "" }
        }
        return name
    }
}
