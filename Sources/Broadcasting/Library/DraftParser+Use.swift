import Mail

/// Reads a draft that uses a line of the library.
extension DraftParser {
    /// Scalars that one blank takes.
    static let blankLimit = 500

    /// Nil where there is no such line; otherwise see `problems`.
    mutating func parseUse(_ layout: DraftLayout, _ use: Located<String>) -> Draft? {
        reportStrayLines(of: layout)
        let line = line(at: use.position)
        let fields = DraftFields(layout.fields, .use(blanks: line?.blanks), &problems)
        if let body = layout.body(from: layout.bodyStart) {
            problems.error(
                at: body.position,
                "a draft with 'Use' has no text of its own, for it sends what was prepared; delete the text, or write the"
                    + " whole draft without 'Use'")
        }
        var own = Draft(subject: Located("", at: use.position), body: "")
        fill(&own, from: fields)
        guard let line else { return nil }
        var draft = line.filled(values(for: line, fields, at: use.position), at: use.position)
        if draft.subject.value.utf8.count > Self.subjectLimit {
            problems.error(
                at: use.position, "with its blanks filled the subject is too long; write less into them")
        }
        if draft.body.utf8.count > Draft.sizeLimit {
            problems.error(
                at: use.position, "with its blanks filled the text is too long; write less into them")
            draft.body = ""
        }
        if !own.to.isEmpty { draft.to = own.to }
        draft.except += own.except.filter { one in !draft.except.contains { $0.value == one.value } }
        if fields.value(of: .priority) != nil { draft.priority = own.priority }
        draft.sendAt = own.sendAt
        draft.embargo = own.embargo
        draft.expires = own.expires
        draft.updates = own.updates
        draft.withdraws = own.withdraws
        draft.exercise = own.exercise
        return draft
    }

    private mutating func line(at use: Position) -> PreparedLine? {
        switch used {
        case nil: problems.error(at: use, "there is no library here, so no prepared line can be used")
        case .failure(let fault): problems.error(at: use, fault.description)
        case .success(let file):
            let (line, found) = PreparedLine.read(file, zone: zone, now: now)
            if let line { return line }
            problems.error(
                at: use, "\(file.path) cannot be used as it is; put it right, or write the whole draft")
            problemsOfLine = found.filter { $0.severity == .error }
        }
        return nil
    }

    private mutating func values(
        for line: PreparedLine, _ fields: DraftFields, at use: Position
    ) -> [String: String] {
        var values: [String: String] = [:]
        for blank in line.blanks {
            guard let value = fields.blanks[blank] else {
                if !fields.givenBlanks.contains(blank) {
                    problems.error(
                        at: use,
                        "the blank '\(blank)' of \(line.file.path) is not filled; add a line '\(blank): …'")
                }
                continue
            }
            let count = value.text.unicodeScalars.count
            if count > Self.blankLimit {
                problems.error(
                    at: value.position,
                    "'\(blank)' has \(count) characters; \(Self.blankLimit) at most fill a blank: write it shorter"
                )
            }
            values[blank] = value.text
        }
        return values
    }
}
