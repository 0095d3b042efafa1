/// How a draft's text falls into headings, paragraphs, items and tables (CommonMark §4 and §5), without code,
/// comments that span lines, and definitions of links.
struct ProseOutline {
    /// One of them: where its lines stand in the text, without the marks before them.
    struct Part {
        var kind: Prose.Kind
        /// It belongs to a list.
        var isInList: Bool
        var lines: [Range<Int>]
    }

    private(set) var parts: [Part] = []
    /// Of links that are defined elsewhere in the text: `[label]: target`.
    private(set) var labels: Set<String> = []

    private let body: [Unicode.Scalar]
    private var open: Part?
    private var openQuotes = 0
    /// Where the text of the list's last item begins; 0 outside of lists.
    private var itemColumn = 0
    private var fence: (mark: Unicode.Scalar, count: Int, quotes: Int, column: Int)?
    private var isInComment = false
    /// Behind the last `-->`: a comment that does not end is none.
    private let lastCommentEnd: Int

    init(_ body: [Unicode.Scalar]) {
        self.body = body
        lastCommentEnd = Self.lastCommentEnd(in: body)
        var start = 0
        while start <= body.count {
            let end = body[start...].firstIndex(of: "\n") ?? body.count
            take(start..<end)
            start = end + 1
        }
        close()
    }

    private mutating func close() {
        if let open { parts.append(open) }
        open = nil
    }

    private mutating func take(_ whole: Range<Int>) {
        guard let range = behindComment(whole) else { return }
        var surroundings = ProseLine.Surroundings()
        surroundings.isFenced = fence != nil
        if let fence {
            let line = ProseLine(body, range, in: surroundings)
            if !hasLeft(fence, line) {
                if closes(fence, line) { self.fence = nil }
                return
            }
            self.fence = nil
            surroundings.isFenced = false
        }
        surroundings.isParagraph = open?.kind == .paragraph
        surroundings.codeColumn = open == nil ? itemColumn + 4 : nil
        let line = ProseLine(body, range, in: surroundings)
        if line.isBlank, !line.isItem { return close() }
        if !line.isCode { read(line) }
    }

    /// A line that no longer stands in the quote or the item that the code stands in.
    private func hasLeft(
        _ fence: (mark: Unicode.Scalar, count: Int, quotes: Int, column: Int), _ line: ProseLine
    ) -> Bool { line.quotes < fence.quotes || !line.isBlank && line.column < fence.column }

    private func closes(
        _ fence: (mark: Unicode.Scalar, count: Int, quotes: Int, column: Int), _ line: ProseLine
    ) -> Bool {
        guard let end = line.fence, end.mark == fence.mark else { return false }
        return end.count >= fence.count && line.holdsOnly(fence.mark)
    }

    private mutating func read(_ line: ProseLine) {
        if open?.kind == .paragraph, !line.isItem, let level = line.underlineLevel {
            open?.kind = .heading(level)
            return close()
        }
        if line.isRule { return close() }
        if open != nil, line.isDelimiterRow {
            open?.kind = .table
            return
        }
        let (fence, heading, isComment) = (line.fence, line.heading, opensComment(line.text))
        if line.isItem || line.quotes > openQuotes || fence != nil || heading != nil || isComment { close() }
        if open == nil {
            if line.isItem || line.column < itemColumn { itemColumn = line.isItem ? line.column : 0 }
            openQuotes = line.quotes
        }
        if let fence {
            self.fence = (fence.mark, fence.count, line.quotes, itemColumn)
        } else if let heading {
            parts.append(Part(kind: .heading(heading.level), isInList: false, lines: [heading.text]))
        } else if isComment {
            isInComment = true
        } else if open != nil {
            open?.lines.append(line.text)
        } else if let label = definedLabel(line.text) {
            labels.insert(label)
        } else {
            open = Part(
                kind: line.isItem ? .item : .paragraph, isInList: itemColumn > 0, lines: [line.text])
        }
    }

    // MARK: Comments

    private static func lastCommentEnd(in body: [Unicode.Scalar]) -> Int {
        var index = body.count - 3
        while index >= 0 {
            if body[index] == "-", body[index + 1] == "-", body[index + 2] == ">" { return index + 3 }
            index -= 1
        }
        return 0
    }

    /// It begins here, and goes on in the next line.
    private func opensComment(_ text: Range<Int>) -> Bool {
        body[text].starts(with: "<!--".unicodeScalars) && commentEnd(in: text.dropFirst(4)) == nil
            && text.upperBound < lastCommentEnd
    }

    private func commentEnd(in range: Range<Int>) -> Int? {
        range.dropLast(2).first { body[$0] == "-" && body[$0 + 1] == "-" && body[$0 + 2] == ">" }.map {
            $0 + 3
        }
    }

    /// What of a line is no comment; nil where all of it is.
    private mutating func behindComment(_ line: Range<Int>) -> Range<Int>? {
        guard isInComment else { return line }
        guard let end = commentEnd(in: line) else { return nil }
        isInComment = false
        return body[end..<line.upperBound].allSatisfy(ProseLine.isSpace) ? nil : end..<line.upperBound
    }

    // MARK: Definitions of links

    /// The label of `[label]: target "title"` (CommonMark §4.7).
    private func definedLabel(_ text: Range<Int>) -> String? {
        let line = body[text]
        guard line.first == "[", let close = line.firstIndex(of: "]"), close + 1 < line.endIndex,
            body[close + 1] == ":"
        else { return nil }
        let target = body[(close + 2)..<line.endIndex].drop(while: ProseLine.isSpace)
        let title = target.drop { !ProseLine.isSpace($0) }.drop(while: ProseLine.isSpace)
        guard !target.isEmpty, title.first.map({ "\"'(".unicodeScalars.contains($0) }) ?? true else {
            return nil
        }
        return ProseWord.folded(body[(line.startIndex + 1)..<close])
    }
}
