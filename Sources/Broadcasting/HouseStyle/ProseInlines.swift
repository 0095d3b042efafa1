/// Takes the marks out of one block of Markdown (CommonMark §6), in time that grows with its length: code,
/// targets of links, addresses and comments give way to a mark that no word goes across.
struct ProseInlines {
    /// Stands for what is not read (U+FFFC, OBJECT REPLACEMENT CHARACTER).
    static let gap: Unicode.Scalar = "\u{FFFC}"

    private(set) var text: [Unicode.Scalar] = []
    /// Of each scalar of the text, its index in the body.
    private(set) var origins: [Int] = []
    /// The first link to a page on the web.
    private(set) var link: (text: String, origin: Int)?

    private(set) var source: [Unicode.Scalar] = []
    private var places: [Int] = []
    var index = 0
    var openBrackets = 0
    let labels: Set<String>
    /// Where the next run of as many back-quotes stands, by the index of a run.
    private var nextTicks: [Int: Int] = [:]
    private var hasCommentEnd = true

    /// - Parameter lines: of the block, in the body.
    init(_ body: [Unicode.Scalar], _ lines: [Range<Int>], labels: Set<String>) {
        self.labels = labels
        for (number, line) in lines.enumerated() {
            if number > 0 {
                source.append("\n")
                places.append(lines[number - 1].upperBound)
            }
            source += body[line]
            places += line
        }
        findTicks()
        text.reserveCapacity(source.count)
        origins.reserveCapacity(source.count)
    }

    mutating func read() {
        while index < source.count { step() }
    }

    private mutating func step() {
        switch source[index] {
        case "\\": escape()
        case "`": code()
        case "<": angle()
        case "[": openBracket()
        case "]": closeBracket()
        case "!" where scalar(at: index + 1) == "[": index += 1
        case "*", "~": index += 1
        case "@": address()
        case "h", "H", "w", "W": if !bareURL() { emit() }
        default: emit()
        }
    }

    func scalar(at index: Int) -> Unicode.Scalar? { index < source.count ? source[index] : nil }

    private mutating func emit() {
        text.append(source[index])
        origins.append(places[index])
        index += 1
    }

    /// What stands from here to there is not read.
    mutating func pass(to end: Int, as scalar: Unicode.Scalar = ProseInlines.gap) {
        text.append(scalar)
        origins.append(places[index])
        index = end
    }

    private mutating func escape() {
        guard let next = scalar(at: index + 1) else { return emit() }
        if next == "\n" {
            index += 1
        } else if next.isASCII, next.properties.isPatternSyntax || next == "_" {
            index += 1
            emit()
        } else {
            emit()
        }
    }

    // MARK: Code

    private mutating func findTicks() {
        var runs: [(start: Int, count: Int)] = []
        var index = 0
        while index < source.count {
            guard source[index] == "`" else {
                index += 1
                continue
            }
            let start = index
            while scalar(at: index) == "`" { index += 1 }
            runs.append((start, index - start))
        }
        var later: [Int: Int] = [:]
        for run in runs.reversed() {
            nextTicks[run.start] = later[run.count]
            later[run.count] = run.start
        }
    }

    private mutating func code() {
        let start = index
        var end = index
        while scalar(at: end) == "`" { end += 1 }
        if let close = nextTicks[start] { return pass(to: close + end - start) }
        while index < end { emit() }
    }

    // MARK: Comments and addresses

    private mutating func angle() {
        if starts(with: "<!--"), hasCommentEnd {
            var end = index + 4
            while end < source.count, !(source[end] == "-" && starts(with: "-->", at: end)) { end += 1 }
            if end < source.count { return pass(to: end + 3) }
            hasCommentEnd = false
        }
        var end = index + 1
        var isAddress = false
        while let next = scalar(at: end), next != "<", next != ">", !ProseWord.isSpace(next) {
            isAddress = isAddress || next == ":" || next == "@"
            end += 1
        }
        guard isAddress, scalar(at: end) == ">" else { return emit() }
        note(target: index + 1..<end)
        pass(to: end + 1)
    }

    private func starts(with text: String, at place: Int? = nil) -> Bool {
        source[(place ?? index)...].starts(with: text.unicodeScalars)
    }

    /// A link to a page keeps its place, for a link wants a source.
    mutating func note(target: Range<Int>) {
        guard link == nil, target.count > 4 else { return }
        let text = String(String.UnicodeScalarView(source[target]))
        let small = text.prefix(8).lowercased()
        guard ["http://", "https://", "www."].contains(where: { small.hasPrefix($0) }) else { return }
        link = (text, places[target.lowerBound])
    }

    /// Such as `https://…` and `www.…`, to the next white space (GitHub Flavored Markdown §6.9).
    private mutating func bareURL() -> Bool {
        if let last = text.last, ProseWord.isLetter(last) { return false }
        let small = String(String.UnicodeScalarView(source[index...].prefix(8))).lowercased()
        guard ["http://", "https://", "www."].contains(where: { small.hasPrefix($0) }) else { return false }
        var end = index
        while let next = scalar(at: end), next != "<", !ProseWord.isSpace(next) { end += 1 }
        note(target: index..<end)
        pass(to: end)
        return true
    }

    /// `name@example.org`: what was read of its name is taken back.
    private mutating func address() {
        func isPart(_ scalar: Unicode.Scalar) -> Bool {
            ProseWord.isLetter(scalar) || scalar == "." || scalar == "-" || scalar == "_" || scalar == "+"
        }
        guard let last = text.last, isPart(last), let next = scalar(at: index + 1), isPart(next) else {
            return emit()
        }
        while let last = text.last, isPart(last) {
            text.removeLast()
            origins.removeLast()
        }
        var end = index + 1
        while let next = scalar(at: end), isPart(next) { end += 1 }
        pass(to: end)
    }
}
