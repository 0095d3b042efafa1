import Mail

/// One record of a CSV list under its header.
struct TableRow {
    let record: CSVRecord
    let columns: ListColumns
    let reading: LineText

    init(_ record: CSVRecord, under columns: ListColumns) {
        self.record = record
        self.columns = columns
        reading = LineText(of: record.raw)
    }

    func read(own: Set<String>, _ findings: inout LineFindings) {
        guard let (mailbox, delivery) = member(own: own, &findings) else { return }
        if case .none(let reason) = delivery.mode { return findings.passOver(mailbox.address, reason) }
        findings.add(
            Subscriber(
                address: mailbox.address, name: mailbox.name, columns: others(&findings), line: findings.line,
                wantsDigest: delivery.mode == .digest))
    }

    /// Who stands here, and how they want to be mailed; nil where the line is bad, which `findings` then says.
    func member(
        own: Set<String>, _ findings: inout LineFindings
    ) -> (mailbox: Mailbox, delivery: DeliverySetting)? {
        guard let email = cell(.email), !bytes(email).isEmpty else {
            findings.bad(at: place(of: cell(.email) ?? 0), "no address in the column of addresses")
            return nil
        }
        if !fits(&findings) { return nil }
        let text = AddressText(position: { place(of: email) }, reading: reading, bytes: bytes(email))
        guard let mailbox = text.mailbox(own: own, &findings),
            let name = name(beside: mailbox, &findings)
        else { return nil }
        let delivery = delivery
        for warning in delivery.warnings { findings.warn(at: place(of: email), warning) }
        return (Mailbox(name: name, address: mailbox.address), delivery)
    }

    /// The address of one who is not to be mailed; nil for all others. Says nothing of problems, which
    /// `read` does.
    func refusal() -> EmailAddress? {
        guard case .none = delivery.mode, let email = cell(.email) else { return nil }
        var unheard = LineFindings(path: "", line: record.line)
        let text = AddressText(position: { place(of: email) }, reading: reading, bytes: bytes(email))
        return text.mailbox(own: [], &unheard)?.address
    }

    private var delivery: DeliverySetting {
        DeliverySetting { role in cell(role).map { CleanText.singleLine(text($0)).text } }
    }

    /// An address stands in the column of names, so perhaps the headers were swapped.
    var nameHoldsAddress: Bool { cell(.name).map { bytes($0).contains(UInt8(ascii: "@")) } ?? false }

    /// More cells than headers: a separator in a name, most often. Harmless, but where a column that was
    /// moved by it might say that nobody is to be mailed.
    private func fits(_ findings: inout LineFindings) -> Bool {
        let extra = record.fields.indices.dropFirst(columns.width).filter { !bytes($0).isEmpty }
        guard let first = extra.first else { return true }
        let message =
            "\(record.fields.count) cells under \(columns.width) headers: put quotes around a cell with a "
            + "\(Quoted(String(Unicode.Scalar(record.separator)))) in it"
        if columns.canPassOver {
            findings.bad(at: place(of: first), message)
        } else {
            findings.warn(at: place(of: first), message)
        }
        return !columns.canPassOver
    }

    /// The column of names, else the name before the address; nil where it makes the line a bad one.
    private func name(beside mailbox: Mailbox, _ findings: inout LineFindings) -> String? {
        guard let column = cell(.name), !bytes(column).isEmpty else { return mailbox.name }
        let cell = text(column)
        if PlainMailbox.isPlain(bytes(column)) { return cell }
        if let mark = cell.unicodeScalars.first(where: CleanText.isDirectionMark) {
            let found = Quoted(String(mark))
            findings.bad(at: place(of: column), "\(found) in a name changes the direction of text: remove it")
            return nil
        }
        let clean = CleanText.singleLine(cell)
        if clean.hadControls { warnOfControls(column, &findings) }
        do throws(AddressProblem) {
            let (name, warnings) = try Mailbox.parseName(clean.text)
            for warning in warnings { findings.warn(at: place(of: column), warning.description) }
            return withoutAddress(name, column, mailbox, &findings)
        } catch {
            findings.bad(at: place(of: column), error.description)
            return nil
        }
    }

    /// Google puts an address where there is no nickname. Shown as a name, another's would deceive.
    private func withoutAddress(
        _ name: String, _ column: Int, _ mailbox: Mailbox, _ findings: inout LineFindings
    ) -> String {
        guard name.utf8.contains(UInt8(ascii: "@")), let other = try? EmailAddress.parse(name).address else {
            return name
        }
        if other.comparisonKey != mailbox.address.comparisonKey {
            findings.warn(at: place(of: column), "the name \(Quoted(name)) is another address: left out")
        }
        return ""
    }

    private func others(_ findings: inout LineFindings) -> [String: String] {
        var values: [String: String] = [:]
        for other in columns.others where other.index < record.fields.count {
            let clean = CleanText.singleLine(text(other.index))
            if clean.hadControls { warnOfControls(other.index, &findings) }
            values[other.key] = clean.text
        }
        return values
    }

    private func warnOfControls(_ column: Int, _ findings: inout LineFindings) {
        findings.warn(at: place(of: column), "control characters in a cell: taken as spaces")
    }

    /// Nil where there is no such column, or this record is too short to have it.
    private func cell(_ role: ListColumns.Role) -> Int? {
        columns[role].flatMap { $0 < record.fields.count ? $0 : nil }
    }

    /// Without white space and line ends around it.
    private func bytes(_ cell: Int) -> ArraySlice<UInt8> {
        var bytes = record.text[record.fields[cell].content]
        while let first = bytes.first, first == 0x20 || (0x09...0x0A).contains(first) { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || (0x09...0x0A).contains(last) { bytes.removeLast() }
        return bytes
    }

    private func text(_ cell: Int) -> String { reading.decode(bytes(cell)) }

    private func place(of cell: Int) -> Position {
        cell < record.fields.count
            ? record.position(of: record.fields[cell].start) : Position(line: record.line, column: 1)
    }
}
