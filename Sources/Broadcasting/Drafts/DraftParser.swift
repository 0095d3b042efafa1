import Mail

extension Draft {
    /// Octets.
    public static let sizeLimit = 262_144

    /// Reads a draft, and finds everything that is wrong with it at once.
    ///
    /// - Parameters:
    ///   - path: as problems are to name it.
    ///   - zone: of times that carry no offset.
    ///   - hasWaited: it waited for its `Send-At`: that this has come is as it should be.
    ///   - used: the line that it uses, as `LibraryFolder` has found it.
    /// - Returns: the draft where there is no error; problems by their place, at most 20 of each severity
    ///   and a line that counts the rest.
    public static func parse(
        _ bytes: [UInt8], path: String, zone: TimeZoneRules, now: Timestamp, hasWaited: Bool = false,
        used: UsedLine? = nil
    ) -> (draft: Draft?, problems: [Problem]) {
        var problems = ProblemList(path: path)
        var ofLine: [Problem] = []
        let draft = text(of: bytes, &problems).flatMap { text in
            var parser = DraftParser(
                zone: zone, now: now, hasWaited: hasWaited, used: used, problems: problems)
            let draft = parser.parse(text)
            (problems, ofLine) = (parser.problems, parser.problemsOfLine)
            return draft
        }
        return (problems.hasErrors ? nil : draft, problems.all + ofLine)
    }

    /// The broadcast that a draft means to take back, though it may have mistakes.
    static func withdrawalNamed(in bytes: [UInt8]) -> String? {
        guard bytes.count <= sizeLimit, let text = (try? TextDecoding.decode(bytes))?.text else { return nil }
        return DraftLayout(text).fields.first { DraftKey.meant(by: $0.name) == .withdraws }?.value.text
    }

    static func tooBig(_ size: Int64) -> String {
        "the file has \(size) bytes; a draft has at most \(sizeLimit) (256 KiB): shorten the text"
    }

    /// Nil where the file is too big, empty, or no plain text.
    static func text(of bytes: [UInt8], _ problems: inout ProblemList) -> String? {
        guard bytes.count <= sizeLimit else {
            problems.error(tooBig(Int64(bytes.count)))
            return nil
        }
        if let kind = FileKind(bytes: bytes) {
            problems.error(kind.message)
            return nil
        }
        do throws(TextProblem) {
            let decoded = try TextDecoding.decode(bytes)
            if let kind = FileKind(text: decoded.text) {
                problems.error(kind.message)
            } else if decoded.text.unicodeScalars.allSatisfy({ TextSafety.isSpace($0) || $0 == "\n" }) {
                problems.error("the file is empty; was it saved completely?")
            } else {
                if let warning = decoded.warning { problems.warning(warning) }
                return decoded.text
            }
        } catch {
            problems.error(at: error.position, error.description)
        }
        return nil
    }
}

/// Makes a draft of its text, and remembers each thing that is wrong on the way.
struct DraftParser {
    let zone: TimeZoneRules
    let now: Timestamp
    let hasWaited: Bool
    let used: UsedLine?
    var problems: ProblemList
    /// Of the line that it uses, which stands in another file.
    var problemsOfLine: [Problem] = []

    init(
        zone: TimeZoneRules, now: Timestamp, hasWaited: Bool = false, used: UsedLine? = nil,
        problems: ProblemList
    ) {
        self.used = used
        self.zone = zone
        self.now = now
        self.hasWaited = hasWaited
        self.problems = problems
    }

    /// Nil where there is no subject or no body; otherwise see `problems`.
    mutating func parse(_ text: String) -> Draft? {
        let layout = DraftLayout(text)
        guard !isSavedMail(layout) else { return nil }
        if let use = layout.fields.first(where: { DraftKey(named: $0.name) == .use }) {
            return parseUse(layout, Located(use.value.text, at: use.value.position))
        }
        reportStrayLines(of: layout)
        let fields = DraftFields(layout.fields, .draft, &problems)
        let subject = layout.hasKeyBlock ? subject(in: fields) : subject(fromHeadingOf: layout)
        reportLostKeys(of: layout, given: fields)
        let body = body(of: layout)
        let draft = draft(subject, body, fields)
        return subject == nil || body == nil ? nil : draft
    }

    /// Without a subject or a body there is no draft, but the other keys are still looked at.
    mutating func draft(_ subject: FieldValue?, _ body: Located<String>?, _ fields: DraftFields) -> Draft {
        let start = Position(line: 1, column: 1)
        let written = subject.map { Located($0.text, at: $0.position) }
        var draft = Draft(subject: written ?? Located("", at: start), body: body?.value ?? "")
        draft.writtenSubject = subject
        draft.bodyLine = (body?.position ?? start).line
        fill(&draft, from: fields)
        return draft
    }

    mutating func isSavedMail(_ layout: DraftLayout) -> Bool {
        guard layout.fields.contains(where: { FileKind.mailKeys.contains($0.name.asciiLowercased) }) else {
            return false
        }
        problems.error(FileKind.savedMail.message)
        return true
    }

    mutating func reportStrayLines(of layout: DraftLayout) {
        if let line = layout.openFence {
            problems.error(
                at: Position(line: line, column: 1),
                "the key block that this '---' opens does not end; put '---' on a line of its own behind the last key"
            )
        }
        for line in layout.strayLines {
            problems.error(
                at: line.position,
                "\(Quoted(line.value)) is not of the form 'Key: value'; put a blank line between the"
                    + " keys and the text")
        }
        for key in layout.indentedKeys {
            problems.error(
                at: key.position,
                "'\(key.value.rawValue)' is indented, so it would belong to the key above;"
                    + " begin it at the start of the line")
        }
    }

    mutating func body(of layout: DraftLayout) -> Located<String>? {
        var start = layout.bodyStart
        if !layout.hasKeyBlock, let heading = layout.heading, layout.isFirstWritten(heading.index) {
            start = heading.index + 1
        }
        guard let body = layout.body(from: start) else {
            problems.error(
                at: Position(line: max(1, layout.lines.count), column: 1),
                "there is no text; write it behind the \(layout.hasKeyBlock ? "keys and a blank line" : "heading")"
            )
            return nil
        }
        reportControls(in: body)
        return body
    }

    /// Direction characters have their uses in text; controls, but for the tab, have none, and on a
    /// terminal they are commands.
    private mutating func reportControls(in body: Located<String>) {
        var place = body.position
        for scalar in body.value.unicodeScalars {
            if scalar == "\n" {
                place = Position(line: place.line + 1, column: 1)
                continue
            }
            if scalar.value < 0x20 && scalar != "\t" || (0x7F...0x9F).contains(scalar.value) {
                problems.error(
                    at: place,
                    "the text holds the control character \(TextSafety.codePoint(scalar)), which cannot be seen;"
                        + " delete it")
            }
            place.column += 1
        }
    }
}
