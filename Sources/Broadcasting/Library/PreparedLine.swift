import Mail

/// A line of the library: a draft with blanks in it, and the day on which somebody has to look at it again.
public struct PreparedLine: Sendable, Equatable {
    public let file: LibraryFile
    /// Its blanks stand in it as they are marked, `{{word}}`.
    public let draft: Draft
    /// In the order in which they are declared.
    let blanks: [String]
    public let review: Located<WrittenTime>

    /// Until then it goes without new approval.
    public func isDue(at now: Timestamp) -> Bool { review.value.moment <= now }

    /// - Returns: the line where there is no error; problems by their place.
    public static func read(
        _ file: LibraryFile, zone: TimeZoneRules, now: Timestamp
    ) -> (line: PreparedLine?, problems: [Problem]) {
        var problems = ProblemList(path: file.path)
        let line = Draft.text(of: file.bytes, &problems).flatMap { text in
            var parser = DraftParser(zone: zone, now: now, problems: problems)
            let line = parser.parseLine(text, file)
            problems = parser.problems
            return line
        }
        return (problems.hasErrors ? nil : line, problems.all)
    }

    /// What `check` says of the day of its review: it has passed, or comes within two weeks.
    func reviewWarning(at now: Timestamp) -> Problem? {
        let left = review.value.moment.milliseconds - now.milliseconds
        guard left <= PreparedLine.notice else { return nil }
        let words =
            left <= 0
            ? "'Review' has passed (\(review.value.text)): it does not go without new approval any more"
            : "'Review' comes soon (\(review.value.text)): then it does not go without new approval any more"
        return Problem(
            .warning, path: file.path, at: review.position,
            "\(words); read it, put it right, and write a later day")
    }

    /// Milliseconds.
    private static let notice: Int64 = 14 * 86_400_000
}

extension PreparedLine {
    /// - Parameter values: by the names of its blanks, which all are there.
    func filled(_ values: [String: String], at use: Position) -> Draft {
        func fill(_ text: String) -> String { Blanks(text).filled { values[$0] } }
        var filled = draft
        filled.subject = Located(fill(draft.subject.value), at: use)
        filled.contact = draft.contact.map(fill)
        filled.sources = draft.sources.map(fill)
        filled.topics = draft.topics.map(fill)
        filled.body = fill(draft.body)
        // Places in another file say nothing in the draft: what comes from there stands where that is named.
        filled.to = draft.to.map { Located($0.value, at: use) }
        filled.except = draft.except.map { Located($0.value, at: use) }
        filled.template = draft.template.map { Located($0.value, at: use) }
        filled.replyTo = draft.replyTo.map { Located($0.value, at: use) }
        filled.attachments = draft.attachments.map { Located($0.value, at: use) }
        filled.prepared = PreparedUse(
            file: file, review: review, position: use, to: draft.to.map(\.value), body: draft.body,
            values: values)
        return filled
    }
}
