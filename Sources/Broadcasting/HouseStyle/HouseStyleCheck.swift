import Mail

extension HouseStyle {
    /// What a draft does against the style, in the order of the file: at most 20 errors, 20 warnings, and how many more.
    ///
    /// - Parameters:
    ///   - path: as problems are to name it.
    ///   - templates: of its lists.
    func problems(of draft: Draft, path: String, templates: [Name]) -> [Problem] {
        guard self != .empty else { return [] }
        var check = HouseStyleCheck(self, draft, path: path)
        check.run(templates: templates)
        return check.problems.all
    }
}

/// One draft against the rules; each rule says what to write instead.
struct HouseStyleCheck {
    let style: HouseStyle
    let draft: Draft
    let prose: Prose
    private(set) var problems: ProblemList

    init(_ style: HouseStyle, _ draft: Draft, path: String) {
        self.style = style
        self.draft = draft
        prose = Prose(draft.body, line: draft.bodyLine)
        problems = ProblemList(path: path)
    }

    mutating func run(templates: [Name]) {
        phrasesInSubject()
        let (style, prose) = (style, prose)
        for block in prose.blocks {
            style.phrases.matches(in: block.words, of: prose.words) { match in
                tell(match, at: prose.position(of: match.words.lowerBound)) { prose.typed(match.words) }
            }
        }
        peopleFirst()
        valuesFirst()
        sources()
        length()
        contact(templates)
    }

    /// The message is not made where it would not be shown.
    mutating func tell(
        _ severity: Problem.Severity, at position: Position, _ message: @autoclosure () -> String
    ) {
        switch severity {
        case .error: problems.error(at: position, message())
        case .warning: problems.warning(at: position, message())
        }
    }

    // MARK: Phrases

    /// A heading that is the subject and stands in the text as well is read there.
    private mutating func phrasesInSubject() {
        guard draft.positionInSubject(0).line < draft.bodyLine else { return }
        let (style, draft) = (style, draft)
        let subject = Prose(line: draft.subject.value)
        style.phrases.matches(in: subject.words.indices, of: subject.words) { match in
            let offset = subject.words[match.words.lowerBound].range.lowerBound
            tell(match, at: draft.positionInSubject(offset)) { subject.typed(match.words) }
        }
    }

    private mutating func tell(_ match: PhraseSet.Match, at position: Position, _ typed: () -> String) {
        let entry = style.entries[match.meaning]
        guard let severity = entry.severity else { return }
        tell(severity, at: position, "\(Quoted(typed())) is not in the house style: \(entry.advice)")
    }

    // MARK: What belongs to a draft as a whole

    private mutating func sources() {
        guard let rule = style.sources, draft.sources.isEmpty else { return }
        let figure = rule.figures ? Figures(prose).first(units: rule.units) : nil
        let link = rule.links ? prose.firstLink : nil
        // One is enough: the draft lacks one line.
        guard let first = [figure, link].compactMap(\.self).min(by: { $0.position < $1.position }) else {
            return
        }
        tell(
            rule.severity, at: first.position,
            "\(Quoted(first.value)) stands here, and the draft has no source: add a line 'Source: …' to the keys"
        )
    }

    private mutating func contact(_ templates: [Name]) {
        guard let rule = style.contact, draft.contact == nil,
            let template = templates.first(where: rule.templates.contains)
        else { return }
        tell(
            rule.severity, at: draft.placeOfTemplate,
            "this goes out with the template '\(template)' and says nobody to call: add a line"
                + " 'Contact: …' to the keys, with a name and a telephone number")
    }
}

extension Draft {
    /// Where it is said with which template it goes; of a prepared line, in its own file.
    fileprivate var placeOfTemplate: Position {
        prepared == nil ? template?.position ?? subject.position : positionInSubject(0)
    }
}

extension HouseStyle.Entry {
    /// What to write instead, and why.
    fileprivate var advice: String {
        (say.map { "say \(Quoted($0, limit: 200))" } ?? "leave it out, or say it in other words")
            + (why.map { " (\($0))" } ?? "")
    }
}
