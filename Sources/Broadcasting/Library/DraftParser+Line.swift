import Mail

/// Reads a file of the library: a draft with blanks, and the day of its review.
extension DraftParser {
    /// Nil where something is missing that a line needs; otherwise see `problems`.
    mutating func parseLine(_ text: String, _ file: LibraryFile) -> PreparedLine? {
        let layout = DraftLayout(text)
        guard !isSavedMail(layout) else { return nil }
        reportStrayLines(of: layout)
        let fields = DraftFields(layout.fields, .line, &problems)
        let subject = subject(in: fields)
        reportLostKeys(of: layout, given: fields)
        let body = body(of: layout)
        let draft = draft(subject, body, fields)
        let blanks = declared(fields.value(of: .blanks))
        compare(blanks, fields, body)
        let review = review(in: fields)
        guard subject != nil, body != nil, let review else { return nil }
        return PreparedLine(file: file, draft: draft, blanks: blanks.map(\.value), review: review)
    }

    private mutating func review(in fields: DraftFields) -> Located<WrittenTime>? {
        if let value = fields.value(of: .review) { return time(value, .review) }
        if !fields.given.contains(.review) {
            problems.error(
                "there is no 'Review'; add the day until which this line may go without new approval, such as"
                    + " 'Review: 2027-05-01'")
        }
        return nil
    }

    private mutating func declared(_ value: FieldValue?) -> [Located<String>] {
        guard let value else { return [] }
        var blanks: [Located<String>] = []
        for item in value.items {
            let name = item.value.asciiLowercased
            if !Blanks.isName(name) {
                problems.error(
                    at: item.position,
                    "\(Quoted(item.value)) is not the name of a blank; it begins with a letter, and has letters, digits"
                        + " and hyphens, 40 at most")
            } else if DraftKey(named: name) != nil || FileKind.mailKeys.contains(name) {
                problems.error(
                    at: item.position,
                    "'\(name)' is a key already, so it cannot name a blank; take another word")
            } else if blanks.contains(where: { $0.value == name }) {
                problems.error(at: item.position, "the blank '\(name)' is declared twice; leave one out")
            } else {
                blanks.append(Located(name, at: item.position))
            }
        }
        return blanks
    }

    /// Every blank that stands somewhere is declared, and every one that is declared stands somewhere.
    private mutating func compare(
        _ blanks: [Located<String>], _ fields: DraftFields, _ body: Located<String>?
    ) {
        let known = blanks.map(\.value)
        var used: Set<String> = []
        for key in DraftKey.allCases where key != .blanks && key != .review {
            for value in fields.values(of: key) {
                look(at: value.text, in: key, known, &used) { value.position(at: $0) }
            }
        }
        let lines = (body?.value ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let number = (body?.position.line ?? 1) + index
            look(at: String(line), in: nil, known, &used) { Position(line: number, column: $0 + 1) }
        }
        for blank in blanks where !used.contains(blank.value) {
            problems.error(
                at: blank.position,
                "the blank '\(blank.value)' stands nowhere; write {{\(blank.value)}} where it belongs, or take it out here"
            )
        }
    }

    /// - Parameter key: nil for the text.
    private mutating func look(
        at text: String, in key: DraftKey?, _ known: [String], _ used: inout Set<String>,
        _ position: (Int) -> Position
    ) {
        var before = String.UnicodeScalarView()
        for (offset, part) in Blanks(text).parts {
            before = String.UnicodeScalarView(text.unicodeScalars.prefix(offset))
            if case .blank = part, String(before).endsInHost {
                problems.error(
                    at: position(offset),
                    "no blank can stand in the name of a website: what fills it would decide where readers are sent"
                )
            }
            switch part {
            case .text: continue
            case .stray where key?.mayHoldBlanks ?? true:
                problems.error(
                    at: position(offset), "'{{' opens no blank; write it as {{word}}, with a word of 'Blanks'"
                )
            case .blank(let name) where key?.mayHoldBlanks ?? true:
                used.insert(name)
                guard !known.contains(name) else { continue }
                problems.error(
                    at: position(offset),
                    "the blank '\(name)' is not declared\(Suggestion.question(name, among: known)); declare it in a line"
                        + " 'Blanks: …'")
            case .stray, .blank:
                problems.error(
                    at: position(offset),
                    "no blank can stand in '\(key?.rawValue ?? "")': what it says has to be approved as it goes"
                )
            }
        }
    }
}

extension String {
    /// `https://www.` and whatever else stands before the end of a website's name.
    fileprivate var endsInHost: Bool {
        guard let start = ranges(of: "://").last else { return false }
        return !self[start.upperBound...].unicodeScalars.contains {
            $0 == "/" || $0 == "?" || $0 == "#" || TextSafety.isSpace($0) || $0 == ")" || $0 == ">"
        }
    }
}

extension DraftKey {
    /// What readers read, and nothing that decides on something.
    fileprivate var mayHoldBlanks: Bool { [.subject, .contact, .source, .topic].contains(self) }
}
