import Mail

/// A member export of Google Groups, read whole, to be written as a list of ours.
public struct GoogleExport: Sendable {
    /// How somebody wants to be mailed, in the words of a list's `delivery` column.
    public enum Delivery: String, Sendable, CaseIterable { case each, digest, none }

    public struct Member: Sendable, Equatable {
        public var mailbox: Mailbox
        public var delivery: Delivery
        /// Google has stopped mailing them, for their mail came back.
        public var isBouncing: Bool
    }

    /// Each address once, in the export's order.
    public private(set) var members: [Member] = []
    /// Invited, waiting or banned: not members.
    public private(set) var strangers = 0
    /// Lines for an address that was there before.
    public private(set) var repeated = 0
    /// Bad lines (errors), which are left out, and warnings.
    public private(set) var problems: [Problem] = []
    private var places: [String: Int] = [:]

    /// - Parameters:
    ///   - path: what problems call the file.
    ///   - own: comparison keys of the lists' own addresses, which belong on no list.
    /// - Throws: the file is no list at all, or none of Google's.
    public init(_ source: any ByteSource, path: String, own: Set<String>) throws(NotAList) {
        let survey = try ListSurvey(source, path: path)
        guard case .table(var records, let columns) = try ListLayout.detect(survey, kind: .table, path: path),
            columns.isGoogleExport
        else {
            throw NotAList(
                path: path,
                "is no member export of Google Groups, which has columns 'Email address' and 'Group status': "
                    + "in Google Groups choose Members, then Export list")
        }
        while let item = try records.next() {
            var findings = LineFindings(path: path, line: records.record.line)
            if item == .record {
                read(TableRow(records.record, under: columns), own, &findings)
            } else {
                findings.bad(
                    at: Position(line: records.record.line, column: 1),
                    "a quote that is not closed, or a line that is too long")
            }
            for case .problem(let problem) in findings.entries { problems.append(problem) }
        }
    }

    private mutating func read(_ row: TableRow, _ own: Set<String>, _ findings: inout LineFindings) {
        guard let (mailbox, setting) = row.member(own: own, &findings) else { return }
        if setting.mode == .none(.notMember) {
            strangers += 1
            return
        }
        let member = Member(
            mailbox: mailbox, delivery: Delivery(setting.chosen), isBouncing: setting.isBouncing)
        guard let place = places[mailbox.address.comparisonKey] else {
            places[mailbox.address.comparisonKey] = members.count
            return members.append(member)
        }
        repeated += 1
        // Who has opted out once has opted out.
        if member.delivery == .none { members[place].delivery = .none }
        if member.isBouncing { members[place].isBouncing = true }
    }

    public var bouncing: [EmailAddress] { members.filter(\.isBouncing).map(\.mailbox.address) }

    /// The list, as RFC 4180 has it, in UTF-8 with the mark by which Excel knows that.
    public var list: [UInt8] {
        var text = "\u{FEFF}email,name,delivery\r\n"
        for member in members {
            let name = GoogleExport.cell(member.mailbox.name)
            text += "\(member.mailbox.address),\(name),\(member.delivery.rawValue)\r\n"
        }
        return Array(text.utf8)
    }

    /// In quotes where it has to be. What a spreadsheet would take for a formula loses the mark that makes it one:
    /// members choose their names themselves.
    private static func cell(_ text: String) -> String {
        // By scalars: with an accent on it, a comma is another Character, and still a comma.
        let plain = text.unicodeScalars.drop { "=+-@ ".unicodeScalars.contains($0) }
        guard plain.contains(where: { ",;\"".unicodeScalars.contains($0) }) else { return String(plain) }
        var cell = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in plain {
            if scalar == "\"" { cell.append(scalar) }
            cell.append(scalar)
        }
        cell.append("\"")
        return String(cell)
    }
}

extension GoogleExport.Delivery {
    /// A bouncing address is a matter of suppressions, and not of what somebody has chosen.
    fileprivate init(_ mode: DeliverySetting.Mode) {
        switch mode {
        case .each: self = .each
        case .digest: self = .digest
        case .none: self = .none
        }
    }
}
