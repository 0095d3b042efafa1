/// A line of Markdown, with the marks of quotes and lists at its start taken apart (CommonMark §5).
struct MarkdownLine {
    let octets: ArraySlice<UInt8>
    /// Where a quote or a list begins that is too deep: a backslash there makes it text.
    private(set) var deepMark: Int?
    /// White space and the marks of quotes are all there is.
    private(set) var isBlank = true
    /// Where its text begins, behind white space and marks.
    private var content: Int

    init(_ octets: ArraySlice<UInt8>) {
        self.octets = octets
        content = octets.startIndex
        while let mark = nextMark() {
            guard mark - octets.startIndex < MarkdownBounds.deepestMark else {
                if !isRule { deepMark = mark }
                break
            }
            if octets[mark] != UInt8(ascii: ">") { isBlank = false }
            content = mark + 1
        }
        if content < octets.endIndex { isBlank = false }
    }

    /// Whether it can be the second line of a table, which makes it one.
    var isDelimiterRow: Bool {
        let text = octets[content...]
        return text.contains { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: ":") }
            && text.allSatisfy { "|:- \t".utf8.contains($0) }
    }

    /// Whether a label ends on it that `: target` follows.
    var mayDefineLink: Bool {
        zip(octets, octets.dropFirst()).contains { $0 == UInt8(ascii: "]") && $1 == UInt8(ascii: ":") }
    }

    func count(_ octet: Unicode.Scalar) -> Int {
        octets.reduce(0) { $0 + ($1 == UInt8(ascii: octet) ? 1 : 0) }
    }

    /// Moves over white space to a mark, and says which of its octets would make text of it behind a backslash.
    private mutating func nextMark() -> Int? {
        while content < octets.endIndex, MarkdownLine.isSpace(octets[content]) { content += 1 }
        guard content < octets.endIndex else { return nil }
        switch octets[content] {
        case UInt8(ascii: ">"): return content
        case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"): return endsMark(content)
        case 0x30...0x39:
            let end = octets[content...].prefix(10).drop { (0x30...0x39).contains($0) }
            let isNumber = end.first == UInt8(ascii: ".") || end.first == UInt8(ascii: ")")
            return isNumber ? endsMark(end.startIndex) : nil
        default: return nil
        }
    }

    /// A list's mark has white space behind it.
    private func endsMark(_ place: Int) -> Int? {
        place + 1 == octets.endIndex || MarkdownLine.isSpace(octets[place + 1]) ? place : nil
    }

    /// A line across the page, such as `- - -`, is no list (CommonMark §4.1).
    private var isRule: Bool {
        let mark = octets[content]
        return mark != UInt8(ascii: ">")
            && octets[content...].allSatisfy { $0 == mark || MarkdownLine.isSpace($0) }
    }

    private static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }
}
