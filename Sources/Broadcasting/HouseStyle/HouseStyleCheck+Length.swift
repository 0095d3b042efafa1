/// How much can be read on a phone.
extension HouseStyleCheck {
    mutating func length() {
        guard let rule = style.length else { return }
        let (draft, prose) = (draft, prose)
        if let most = rule.subjectCharacters, draft.subject.value.count > most {
            let count = draft.subject.value.count
            tell(
                rule.severity, at: draft.subject.position,
                "the subject has \(count) characters: a phone shows \(most), so shorten it")
        }
        if let most = rule.bodyWords, prose.words.count > most {
            tell(
                rule.severity, at: prose.position(of: most),
                "the text has \(prose.words.count) words: nobody reads more than \(most) on a phone, so"
                    + " shorten it")
        }
        var items = 0
        for block in prose.blocks {
            if let most = rule.sentenceWords { sentences(of: block, most, rule.severity) }
            items = block.isInList ? items + (block.kind == .item ? 1 : 0) : 0
            guard block.kind == .item, let first = block.words.first else { continue }
            if let most = rule.itemWords, block.words.count > most {
                tell(
                    rule.severity, at: prose.position(of: first),
                    "this item has \(block.words.count) words, and \(most) are enough: shorten it, or make"
                        + " two of it")
            }
            if let most = rule.listItems, items == most + 1 {
                tell(
                    rule.severity, at: prose.position(of: first),
                    "this list has more than \(Counted(most, "item")): keep the strongest")
            }
        }
    }

    private mutating func sentences(of block: Prose.Block, _ most: Int, _ severity: Problem.Severity) {
        var start = block.words.lowerBound
        while start < block.words.upperBound {
            let rest = (start + 1)..<block.words.upperBound
            let end = rest.first { prose.words[$0].gap == .sentence } ?? rest.upperBound
            let count = end - start
            if count > most {
                tell(
                    severity, at: prose.position(of: start),
                    "this sentence has \(count) words, and \(most) are enough: make two of it")
            }
            start = end
        }
    }
}
