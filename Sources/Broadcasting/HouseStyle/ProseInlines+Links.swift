/// Links: what stands between brackets is read, what stands behind them is not (CommonMark §6.3).
extension ProseInlines {
    /// How deep brackets may be nested in a link's target; cmark's own limit.
    private static let deepestTarget = 32

    mutating func openBracket() {
        openBrackets += 1
        // Of "crossings[1]" the number is no part of the word.
        if let last = text.last, ProseWord.isLetter(last) { pass(to: index + 1, as: " ") } else { index += 1 }
    }

    mutating func closeBracket() {
        guard openBrackets > 0 else { return pass(to: index + 1, as: " ") }
        openBrackets -= 1
        if let end = targetEnd() ?? labelEnd() {
            index = end
        } else {
            pass(to: index + 1, as: " ")
        }
    }

    /// Behind `](target "title")`.
    private mutating func targetEnd() -> Int? {
        guard scalar(at: index + 1) == "(" else { return nil }
        let start = skippingSpace(from: index + 2)
        guard let targetEnd = scalar(at: start) == "<" ? angledTarget(start) : plainTarget(start) else {
            return nil
        }
        var end = skippingSpace(from: targetEnd)
        if let mark = scalar(at: end), mark == "\"" || mark == "'" || mark == "(" {
            guard end > targetEnd, let titleEnd = titleEnd(end) else { return nil }
            end = skippingSpace(from: titleEnd)
        }
        guard scalar(at: end) == ")" else { return nil }
        note(target: scalar(at: start) == "<" ? start + 1..<targetEnd - 1 : start..<targetEnd)
        return end + 1
    }

    private func angledTarget(_ start: Int) -> Int? {
        var end = start + 1
        while let next = scalar(at: end), next != ">" {
            if next == "\n" || next == "<" { return nil }
            end += next == "\\" ? 2 : 1
        }
        return end < source.count ? end + 1 : nil
    }

    private func plainTarget(_ start: Int) -> Int? {
        var (end, depth) = (start, 0)
        while let next = scalar(at: end), !ProseWord.isSpace(next) {
            if next == "(" { depth += 1 }
            if next == ")" { depth -= 1 }
            if depth < 0 { break }
            if depth > Self.deepestTarget { return nil }
            end += next == "\\" ? 2 : 1
        }
        return min(end, source.count)
    }

    private func titleEnd(_ start: Int) -> Int? {
        let mark = source[start]
        var end = start + 1
        while let next = scalar(at: end), next != (mark == "(" ? ")" : mark) {
            if mark == "(", next == "(" { return nil }
            end += next == "\\" ? 2 : 1
        }
        return end < source.count ? end + 1 : nil
    }

    /// Behind `][label]`, where that label is defined.
    private func labelEnd() -> Int? {
        guard !labels.isEmpty, scalar(at: index + 1) == "[" else { return nil }
        var end = index + 2
        while let next = scalar(at: end), next != "]", next != "[", end - index < 1_000 { end += 1 }
        guard scalar(at: end) == "]" else { return nil }
        let label = source[(index + 2)..<end]
        return label.isEmpty || labels.contains(ProseWord.folded(label)) ? end + 1 : nil
    }

    private func skippingSpace(from start: Int) -> Int {
        var end = start
        while let next = scalar(at: end), ProseWord.isSpace(next) { end += 1 }
        return end
    }
}
