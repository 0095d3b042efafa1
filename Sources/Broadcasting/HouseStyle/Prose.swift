/// A draft's text as its readers read it: words without Markdown's marks, code, targets of links and comments,
/// each with its place in the file.
struct Prose {
    enum Kind: Equatable {
        case heading(Int)
        case paragraph, item, table
    }

    /// A heading, a paragraph, an item of a list, or a table.
    struct Block: Equatable {
        var kind: Kind
        var isInList: Bool
        /// Among the words.
        var words: Range<Int>
    }

    /// What is read, block after block.
    private(set) var text: [Unicode.Scalar] = []
    private(set) var words: [ProseWord] = []
    private(set) var blocks: [Block] = []
    /// The first link to a page on the web: as it is written, and where.
    private(set) var firstLink: Located<String>?

    /// Of each scalar of the text, its index in the body.
    private var origins: [Int] = []
    /// Of each line of the body, the index of its first scalar.
    private var lineStarts = [0]
    private let firstLine: Int

    /// - Parameter line: on which the body starts, in the file.
    init(_ markdown: String, line: Int = 1) {
        firstLine = line
        let body = Array(markdown.unicodeScalars)
        for (index, scalar) in body.enumerated() where scalar == "\n" { lineStarts.append(index + 1) }
        let outline = ProseOutline(body)
        for part in outline.parts { read(part, of: body, labels: outline.labels) }
    }

    /// A single line that holds no marks: a subject, a phrase.
    init(line: String) {
        firstLine = 1
        text = Array(line.unicodeScalars)
        origins = Array(text.indices)
        words = ProseWord.all(in: text, from: 0, linesPartWords: false)
        blocks = [Block(kind: .paragraph, isInList: false, words: words.indices)]
    }

    /// The place of one of the words in the file.
    func position(of word: Int) -> Position { position(ofText: words[word].range.lowerBound) }

    /// What was typed for these words.
    func typed(_ range: Range<Int>) -> String {
        guard let last = range.last else { return "" }
        let scalars = text[words[range.lowerBound].range.lowerBound..<words[last].range.upperBound]
        return String(String.UnicodeScalarView(scalars.map { $0 == "\n" ? " " : $0 }))
    }

    func position(ofText index: Int) -> Position { position(ofBody: origins[index]) }

    private func position(ofBody index: Int) -> Position {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= index { low = middle } else { high = middle }
        }
        return Position(line: firstLine + low, column: index - lineStarts[low] + 1)
    }

    private mutating func read(_ part: ProseOutline.Part, of body: [Unicode.Scalar], labels: Set<String>) {
        var inlines = ProseInlines(body, part.lines, labels: labels)
        inlines.read()
        if let last = origins.last {
            // Nothing goes on from one block into the next.
            text.append(ProseInlines.gap)
            origins.append(last)
        }
        let (start, first) = (text.count, words.count)
        text += inlines.text
        origins += inlines.origins
        words += ProseWord.all(in: text, from: start, linesPartWords: part.kind == .table)
        blocks.append(Block(kind: part.kind, isInList: part.isInList, words: first..<words.count))
        if firstLink == nil, let link = inlines.link {
            firstLink = Located(link.text, at: position(ofBody: link.origin))
        }
    }
}
