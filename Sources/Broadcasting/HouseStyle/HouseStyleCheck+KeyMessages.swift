import Mail

/// The rules for the key messages: people before numbers, and values first.
extension HouseStyleCheck {
    /// Paragraphs and items below a heading that begins as the style says; where the draft has no headings, all.
    private var keyMessages: [Prose.Block] {
        var found: [Prose.Block] = []
        /// The level of the heading that the messages stand below.
        var level: Int?
        var hasHeadings = false
        for block in prose.blocks {
            switch block.kind {
            case .heading(let own):
                hasHeadings = true
                let first = block.words.lowerBound
                if style.keyMessages.match(at: first, in: prose.words, before: block.words.upperBound) != nil
                {
                    level = own
                } else if let above = level, own <= above {
                    level = nil
                }
            case .paragraph, .item: if level != nil, !block.words.isEmpty { found.append(block) }
            case .table: break
            }
        }
        guard !hasHeadings else { return found }
        return prose.blocks.filter { $0.kind != .table && !$0.words.isEmpty }
    }

    mutating func peopleFirst() {
        guard let rule = style.peopleFirst else { return }
        let figures = Figures(prose)
        for message in keyMessages {
            guard let found = figures.opening(message.words, rule) else { continue }
            tell(
                rule.severity, at: prose.position(of: message.words.lowerBound),
                "\(Quoted(found)) opens this message: begin with people, and bring the figure later")
        }
    }

    /// Where readers are asked to keep quiet, or to forget lines, nothing has to be said of values.
    mutating func valuesFirst() {
        guard let rule = style.valuesFirst, draft.withdraws == nil,
            draft.stance != .hold, draft.stance != .doNotAmplify
        else { return }
        let messages = keyMessages
        // A line that leads to the list is no message yet.
        guard let first = messages.first(where: { $0.kind == .item }) ?? messages.first else { return }
        let names = first.words.contains { word in
            rule.values.match(at: word, in: prose.words, before: first.words.upperBound) != nil
        }
        guard !names else { return }
        tell(
            rule.severity, at: prose.position(of: first.words.lowerBound),
            "the first key message names none of our values: begin with what we stand for, such as "
                + rule.examples.map { "\(Quoted($0))" }.joined(separator: ", "))
    }
}
