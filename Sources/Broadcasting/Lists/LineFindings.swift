import Mail

/// What one line of a list comes to.
struct LineFindings {
    let path: String
    let line: Int
    private(set) var entries: [ListEntry] = []

    init(path: String, line: Int) {
        self.path = path
        self.line = line
    }

    /// The line is skipped, and named.
    mutating func bad(at position: Position, _ message: String) {
        entries.append(.problem(Problem(.error, path: path, at: position, message)))
    }

    mutating func warn(at position: Position, _ message: String) {
        entries.append(.problem(Problem(.warning, path: path, at: position, message)))
    }

    mutating func add(_ subscriber: Subscriber) { entries.append(.subscriber(subscriber)) }

    mutating func passOver(_ address: EmailAddress, _ reason: PassedOver) {
        entries.append(.passedOver(address, reason, line: line))
    }
}

/// A line, or the cell of a line, that holds an address.
struct AddressText {
    /// Where it starts. Asked only where there is something to say of it.
    var position: () -> Position
    var reading: LineText
    var bytes: ArraySlice<UInt8>

    /// Nil where the line is bad, which `findings` then says.
    func mailbox(own: Set<String>, _ findings: inout LineFindings) -> Mailbox? {
        if let offset = foreignByte {
            findings.bad(
                at: place(bytes.prefix(upTo: offset).count),
                "an address with a byte above 127 in a line that is not UTF-8: save the list as UTF-8")
            return nil
        }
        do throws(AddressProblem) {
            let (mailbox, warnings) = try parse()
            if !own.isEmpty, own.contains(mailbox.address.comparisonKey) {
                findings.bad(
                    at: position(),
                    "\(Quoted(mailbox.address.description)) is a list's own address: remove it")
                return nil
            }
            for warning in warnings { findings.warn(at: position(), warning.description) }
            return mailbox
        } catch {
            findings.bad(at: place(error.offset), error.description)
            return nil
        }
    }

    private func parse() throws(AddressProblem) -> (Mailbox, [AddressWarning]) {
        if let plain = PlainMailbox(bytes) {
            return (Mailbox(name: plain.name, address: plain.parsed.address), plain.parsed.warnings)
        }
        return try Mailbox.parse(reading.decode(bytes))
    }

    private func place(_ scalars: Int) -> Position {
        var place = position()
        place.column += scalars
        return place
    }

    /// An encoding is guessed for a name and never for an address: the first byte above 127 in the
    /// address of a line that is not UTF-8. Windows-1252's no-break space and quotes may stand around it.
    private var foreignByte: Int? {
        guard reading != .utf8 else { return nil }
        var address = bytes
        if let open = bytes.lastIndex(of: UInt8(ascii: "<")) {
            address = bytes[(open + 1)...].prefix { $0 != UInt8(ascii: ">") }
        }
        let edges: Set<UInt8> = [0x20, 0x09, 0xA0, 0x91, 0x92, 0x93, 0x94, 0xAB, 0xBB]
        while let first = address.first, edges.contains(first) { address.removeFirst() }
        while let last = address.last, edges.contains(last) { address.removeLast() }
        return address.firstIndex { $0 >= 0x80 }
    }
}
