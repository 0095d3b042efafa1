/// A line of a draft's text, with the marks of quotes and lists at its start taken apart (CommonMark §5).
struct ProseLine {
    private let body: [Unicode.Scalar]
    /// Of its text, behind white space and marks, in the body.
    private(set) var text: Range<Int>
    /// How many quotes it stands in.
    private(set) var quotes = 0
    private(set) var isItem = false
    /// Code by its indent.
    private(set) var isCode = false
    /// A line across the page, `* * *`.
    private(set) var isRule = false
    /// Where its text begins, as an editor shows it: counted from 0, behind the last quote's mark.
    private(set) var column = 0

    /// What stands around a line, and what it means by that.
    struct Surroundings {
        /// Of a paragraph that may go on: only a list's first number ends it.
        var isParagraph = false
        /// From this column on a line is code; nil: none is.
        var codeColumn: Int?
        /// Within a code fence only a quote's marks are marks.
        var isFenced = false
    }

    init(_ body: [Unicode.Scalar], _ line: Range<Int>, in surroundings: Surroundings = Surroundings()) {
        self.body = body
        text = line
        skipSpace()
        while takeQuote() {}
        if let first = surroundings.codeColumn, column >= first, !isBlank {
            isCode = true
            return
        }
        guard !surroundings.isFenced else { return }
        isRule = isRuleHere
        while !isRule, takeItem(isAfterParagraph: surroundings.isParagraph && !isItem) || takeQuote() {}
    }

    var isBlank: Bool { text.isEmpty }

    /// What opens or closes fenced code (CommonMark §4.5): its mark, and how often it stands there.
    var fence: (mark: Unicode.Scalar, count: Int)? {
        guard let mark = first, mark == "`" || mark == "~" else { return nil }
        let run = body[text].prefix { $0 == mark }
        guard run.count >= 3, mark == "~" || !body[run.endIndex..<text.upperBound].contains("`") else {
            return nil
        }
        return (mark, run.count)
    }

    /// Whether nothing but that mark and white space stands on it.
    func holdsOnly(_ mark: Unicode.Scalar) -> Bool {
        body[text].allSatisfy { $0 == mark || Self.isSpace($0) }
    }

    /// The level, and the text behind the marks (CommonMark §4.2).
    var heading: (level: Int, text: Range<Int>)? {
        let marks = body[text].prefix { $0 == "#" }
        guard (1...6).contains(marks.count) else { return nil }
        let rest = marks.endIndex..<text.upperBound
        guard rest.isEmpty || Self.isSpace(body[rest.lowerBound]) else { return nil }
        return (marks.count, rest)
    }

    /// The level of the heading that it makes of the lines before it (CommonMark §4.3).
    var underlineLevel: Int? {
        guard let first, first == "=" || first == "-" else { return nil }
        let rest = body[text].drop { $0 == first }
        return rest.allSatisfy(Self.isSpace) ? (first == "=" ? 1 : 2) : nil
    }

    /// Whether it can be the second line of a table, which makes it one.
    var isDelimiterRow: Bool {
        let row = body[text]
        return row.contains("-") && row.contains { $0 == "|" || $0 == ":" }
            && row.allSatisfy { $0 == "|" || $0 == ":" || $0 == "-" || Self.isSpace($0) }
    }

    private var first: Unicode.Scalar? { text.isEmpty ? nil : body[text.lowerBound] }

    private var isRuleHere: Bool {
        guard let first, first == "-" || first == "*" || first == "_" else { return false }
        return holdsOnly(first) && body[text].lazy.filter { $0 == first }.prefix(3).count == 3
    }

    private mutating func take(_ count: Int) {
        text = text.lowerBound + count..<text.upperBound
        column += count
    }

    private mutating func skipSpace() {
        while let first, Self.isSpace(first) {
            column += first == "\t" ? 3 - column % 4 : 0
            take(1)
        }
    }

    private mutating func takeQuote() -> Bool {
        guard first == ">" else { return false }
        take(1)
        quotes += 1
        column = 0
        if let space = first, Self.isSpace(space) { text = text.lowerBound + 1..<text.upperBound }
        skipSpace()
        return true
    }

    /// - Parameter isAfterParagraph: of numbers only 1 begins a list there.
    private mutating func takeItem(isAfterParagraph: Bool) -> Bool {
        guard let length = itemMark(isAfterParagraph: isAfterParagraph) else { return false }
        take(length)
        isItem = true
        skipSpace()
        return true
    }

    /// How long the mark of a list is that stands here.
    private func itemMark(isAfterParagraph: Bool) -> Int? {
        guard let first else { return nil }
        var length = 1
        if ("0"..."9").contains(first) {
            let digits = body[text].prefix(10).prefix { ("0"..."9").contains($0) }
            guard digits.count < 10, digits.endIndex < text.upperBound,
                body[digits.endIndex] == "." || body[digits.endIndex] == ")",
                !isAfterParagraph || digits.elementsEqual(["1"])
            else { return nil }
            length = digits.count + 1
        } else if first != "-" && first != "+" && first != "*" {
            return nil
        }
        let behind = text.lowerBound + length
        return behind == text.upperBound
            ? (isAfterParagraph ? nil : length)
            : Self.isSpace(body[behind]) ? length : nil
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
}
