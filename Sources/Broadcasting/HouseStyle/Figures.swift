import Mail

/// Numbers in a text that say how many: no years, dates, times or telephone numbers.
struct Figures {
    private let prose: Prose

    init(_ prose: Prose) { self.prose = prose }

    /// The first one in the text, with its place.
    func first(units: PhraseSet) -> Located<String>? {
        for block in prose.blocks {
            var index = block.words.lowerBound
            while index < block.words.upperBound {
                guard let number = number(at: index, before: block.words.upperBound) else {
                    index += 1
                    continue
                }
                let end = number.words.upperBound
                let unit = units.match(at: end, in: prose.words, before: block.words.upperBound)
                let hasUnit = unit != nil && prose.words[end].gap == .soft
                if number.isPercentage || number.isMoney || number.hasThousands || hasUnit {
                    let words = index..<(hasUnit ? unit?.words.upperBound ?? end : end)
                    let start = prose.words[index].range.lowerBound - (number.isMoney ? 1 : 0)
                    return Located(typed(words, number), at: prose.position(ofText: start))
                }
                index = end
            }
        }
        return nil
    }

    /// The figure that a message opens with, and what stands before it; nil where it opens with something else.
    func opening(_ message: Range<Int>, _ rule: HouseStyle.PeopleFirst) -> String? {
        var index = message.lowerBound
        while let before = rule.before.match(at: index, in: prose.words, before: message.upperBound) {
            index = before.words.upperBound
        }
        if let words = rule.numbers.match(at: index, in: prose.words, before: message.upperBound) {
            return prose.typed(message.lowerBound..<words.words.upperBound)
        }
        guard let number = number(at: index, before: message.upperBound) else { return nil }
        let isPlain = !number.isPercentage && !number.isMoney && !number.hasThousands
        if isPlain, number.hasLetters || number.isPartOfWord { return nil }
        if isPlain, number.isYear, index == message.lowerBound { return nil }
        return typed(message.lowerBound..<number.words.upperBound, number)
    }

    /// With its sign, which is no part of a word.
    private func typed(_ words: Range<Int>, _ number: Number) -> String {
        (number.isMoney && words.lowerBound == number.words.lowerBound
            ? String(prose.text[prose.words[words.lowerBound].range.lowerBound - 1]) : "")
            + prose.typed(words)
            + (number.isPercentage && words.upperBound == number.words.upperBound ? "%" : "")
    }

    /// A number in digits, over all its words: `43,000` has two.
    private struct Number {
        var words: Range<Int>
        var isPercentage = false
        var isMoney = false
        var hasThousands = false
        /// `5th`, `46m`.
        var hasLetters = false
        /// `24-hour`, `09:30`.
        var isPartOfWord = false
        var isYear = false
    }

    private func number(at start: Int, before end: Int) -> Number? {
        guard start < end, isNumeric(start) else { return nil }
        var number = Number(words: start..<start + 1)
        var next = start + 1
        while next < end, isDigits(next - 1), isNumeric(next), joins(next) {
            number.hasThousands = number.hasThousands || prose.words[next].range.count == 3
            next += 1
        }
        number.words = start..<next
        let last = next - 1
        number.hasLetters = !isDigits(last)
        number.isMoney =
            scalar(prose.words[start].range.lowerBound - 1)?.properties.generalCategory == .currencySymbol
        let behind = prose.words[last].range.upperBound
        number.isPercentage =
            isPercent(scalar(behind)) || (isSpace(scalar(behind)) && isPercent(scalar(behind + 1)))
        number.isYear = number.words.count == 1 && isYear(prose.words[start].folded)
        number.isPartOfWord = isPart(behind)
        return number
    }

    /// Begins with a digit.
    private func isNumeric(_ word: Int) -> Bool {
        ProseWord.isDigit(prose.text[prose.words[word].range.lowerBound])
    }

    private func isDigits(_ word: Int) -> Bool {
        prose.text[prose.words[word].range].allSatisfy(ProseWord.isDigit)
    }

    /// One mark between two groups of digits: `43,000`, `43 000` with a narrow space, `3.5`.
    private func joins(_ word: Int) -> Bool {
        let place = prose.words[word].range.lowerBound - 1
        guard place == prose.words[word - 1].range.upperBound else { return false }
        switch prose.text[place].value {
        case 0x2C, 0x2E, 0x27, 0x2019, 0xA0, 0x2009, 0x202F, 0x66B, 0x66C: return true
        default: return false
        }
    }

    private func isPercent(_ scalar: Unicode.Scalar?) -> Bool {
        scalar == "%" || scalar == "‰" || scalar == "٪" || scalar == "％"
    }

    private func isSpace(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(ProseWord.isSpace) ?? false }

    private func isYear(_ folded: String) -> Bool { Int(folded).map { (1900...2099).contains($0) } ?? false }

    /// A hyphen or a colon stands there, and something behind it: `24-hour`, `09:30`.
    private func isPart(_ place: Int) -> Bool {
        guard let mark = scalar(place), mark == "-" || mark == "\u{2011}" || mark == ":" || mark == "/" else {
            return false
        }
        return scalar(place + 1).map(ProseWord.isLetter) ?? false
    }

    private func scalar(_ index: Int) -> Unicode.Scalar? {
        prose.text.indices.contains(index) ? prose.text[index] : nil
    }
}
