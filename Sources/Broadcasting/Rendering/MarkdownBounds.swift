/// Keeps a text within what cmark-gfm renders in linear time.
///
/// Some texts that no person writes take it time, or memory, that grows with the square of their length:
/// thousands of quotes in one another, tables of thousands of columns, a link before thousands of brackets.
/// What is past these bounds is text; everything else is rendered as ever.
struct MarkdownBounds {
    /// Octets of a line in front of which a quote or a list can begin; deeper ones are text.
    static let deepestMark = 200
    static let columns = 500
    static let cells = 50_000
    /// `@`, each of which may stand in an address.
    static let addresses = 20_000
    /// Octets to be looked at again, or copied, over the whole text.
    static let work = 16 << 20

    private var allowsTables = true
    /// Whether bare URLs are linked.
    private var allowsAutolinks = true
    /// The text with a backslash before what must not be obeyed.
    private(set) var text: [UInt8]

    private var tables = TableMeasure()
    private var closingBrackets = 0
    private var addresses = 0
    private var trimming = 0

    init(_ markdown: String) {
        let source = Array(markdown.utf8)
        text = []
        text.reserveCapacity(source.count + 64)
        var start = 0
        while start < source.count {
            let end = source[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? source.count
            let line = MarkdownLine(source[start..<end])
            append(line)
            if end < source.count { text.append(source[end]) }
            start = end + 1
        }
        tables.endBlock()
        allowsTables = tables.isModest
        allowsAutolinks = trimming <= MarkdownBounds.work && addresses <= MarkdownBounds.addresses
        let copied = tables.largestDefinition * closingBrackets
        if copied > MarkdownBounds.work { text = MarkdownBounds.withoutDefinitions(text) }
    }

    /// Whether the extension of this name has work that it can do.
    func allows(_ name: String) -> Bool {
        switch name {
        case "table": allowsTables
        case "autolink": allowsAutolinks
        default: true
        }
    }

    private mutating func append(_ line: MarkdownLine) {
        if let mark = line.deepMark {
            text.append(contentsOf: line.octets[..<mark])
            text.append(UInt8(ascii: "\\"))
            text.append(contentsOf: line.octets[mark...])
        } else {
            text.append(contentsOf: line.octets)
        }
        tables.add(line)
        closingBrackets += line.count("]")
        addresses += line.count("@")
        trimming += MarkdownBounds.trimming(in: line.octets)
    }

    /// For each closing bracket at the end of a bare URL, the whole URL is looked through.
    private static func trimming(in line: ArraySlice<UInt8>) -> Int {
        var work = 0
        for word in line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: "<") }) {
            let tail = word.reversed().prefix { ")?!.,:;*_~'\"".utf8.contains($0) }
            work += tail.reduce(0) { $0 + ($1 == UInt8(ascii: ")") ? 1 : 0) } * word.count
        }
        return work
    }

    /// `[label]: target`, which is copied wherever `[label]` stands, becomes text.
    private static func withoutDefinitions(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for octet in text {
            if octet == UInt8(ascii: ":"), result.last == UInt8(ascii: "]") {
                result.append(UInt8(ascii: "\\"))
            }
            result.append(octet)
        }
        return result
    }
}

/// What tables and definitions of links would cost; a block of lines ends where a blank one stands.
private struct TableMeasure {
    private(set) var largestDefinition = 0
    private var widestRow = 0
    private var cells = 0
    private var rereading = 0
    private var columns = 0
    private var block = 0
    private var definesLinks = false

    var isModest: Bool {
        widestRow <= MarkdownBounds.columns && cells <= MarkdownBounds.cells
            && rereading <= MarkdownBounds.work / 4
    }

    mutating func add(_ line: MarkdownLine) {
        guard !line.isBlank else { return endBlock() }
        let pipes = line.count("|")
        widestRow = max(widestRow, pipes)
        block += line.octets.count + 1
        if line.isDelimiterRow {
            // The lines before it are read anew, for one of them may be a table's header.
            rereading += block
            columns = max(columns, pipes + 1)
        } else {
            // Short rows are filled up.
            cells += columns
        }
        definesLinks = definesLinks || line.mayDefineLink
    }

    mutating func endBlock() {
        if definesLinks { largestDefinition = max(largestDefinition, block) }
        (block, columns, definesLinks) = (0, 0, false)
    }
}
