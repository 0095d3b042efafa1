import Mail

/// Where the visible part of an HTML page begins and ends, as readers find it (WHATWG HTML §13.2.6).
enum HTMLHead {
    /// Behind the `>` of `<body …>`, where nothing stands before that but what a page's head may hold; nil: anything
    /// else has begun the body before, so that it begins where the page does.
    static func bodyStart(of page: [Passage]) -> (passage: Int, offset: Int)? {
        var reader = HeadReader()
        for (index, passage) in page.enumerated() {
            switch passage {
            case .text(let text):
                switch reader.read(Array(text.utf8)) {
                case .head: continue
                case .body(let offset): return (index, offset)
                case .other: return nil
                }
            case .value: if !reader.mayHoldValue { return nil }
            case .section: return nil
            }
        }
        return nil
    }

    /// Before `</body>`, where nothing but `</html>` and white space follows.
    static func bodyEnd(of text: String) -> String.Index? {
        var end = text.endIndex
        for tag in ["</html>", "</body>"] {
            let rest = text[..<end].utf8.reversed().drop { HeadReader.isSpace($0) }
            let suffix = rest.prefix(tag.utf8.count).reversed().map {
                $0 | (HeadReader.isLetter($0) ? 0x20 : 0)
            }
            guard suffix.elementsEqual(tag.utf8) else {
                if tag == "</body>" { return nil }
                continue
            }
            end = text.utf8.index(text.utf8.startIndex, offsetBy: rest.count - tag.utf8.count)
        }
        return end
    }
}

/// Walks the head of a page, tag by tag.
private struct HeadReader {
    enum Found { case head, body(offset: Int), other }

    private enum State: Equatable {
        case between
        /// `<!-- … -->`
        case comment
        /// `<!doctype …>`, `<![if …]>`, `<?…>`
        case declaration
        /// Until the end tag of this name.
        case raw(String)
        /// In a tag of this name, and in which quotes.
        case tag(String, quote: UInt8?)
    }

    private var state = State.between

    /// What a head may hold without beginning the body.
    private static let inHead: Set = ["html", "head", "meta", "link", "base", "title", "style"]

    /// A recipient's value is escaped, so it ends neither quotes nor a title; anywhere else nobody knows what it does.
    var mayHoldValue: Bool {
        switch state {
        case .raw: true
        case .tag(_, let quote): quote != nil
        case .between, .comment, .declaration: false
        }
    }

    mutating func read(_ bytes: [UInt8]) -> Found {
        var index = 0
        while index < bytes.count {
            switch state {
            case .between:
                if HeadReader.isSpace(bytes[index]) {
                    index += 1
                } else if let next = begin(bytes, index) {
                    index = next
                } else {
                    return .other
                }
            case .comment:
                guard let end = HeadReader.endOfComment(bytes, from: index) else { return .other }
                (state, index) = (.between, end)
            case .declaration:
                guard let end = bytes[index...].firstIndex(of: UInt8(ascii: ">")) else { return .other }
                (state, index) = (.between, end + 1)
            case .raw(let name):
                guard let end = HeadReader.endTag(name, bytes, from: index) else { return .head }
                state = .tag("/" + name, quote: nil)
                index = end
            case .tag(let name, let quote):
                guard let next = readTag(name, quote, bytes, index) else { return .other }
                index = next
                if state == .between, name == "body" { return .body(offset: index) }
            }
        }
        return .head
    }

    /// - Returns: where what begins here goes on; nil where it does not belong to a head.
    private mutating func begin(_ bytes: [UInt8], _ index: Int) -> Int? {
        guard bytes[index] == UInt8(ascii: "<") else { return nil }
        let ahead = bytes[(index + 1)...]
        if ahead.starts(with: "!--".utf8) {
            state = .comment
            // `<!-->` and `<!--->` are whole comments.
            return index + 2
        }
        if let first = ahead.first, first == UInt8(ascii: "!") || first == UInt8(ascii: "?") {
            state = .declaration
            return index + 2
        }
        let isEnd = ahead.first == UInt8(ascii: "/")
        let letters = ahead.dropFirst(isEnd ? 1 : 0).prefix { HeadReader.isLetter($0) }
        let name = String(decoding: letters.map { $0 | 0x20 }, as: UTF8.self)
        let after = letters.endIndex
        // A name that the passage ends in, or that goes on in another way, is none that is known.
        guard after < bytes.count, HeadReader.isSpace(bytes[after]) || "/>".utf8.contains(bytes[after])
        else { return nil }
        guard isEnd ? name == "head" : HeadReader.inHead.contains(name) || name == "body" else { return nil }
        state = .tag(isEnd ? "/" + name : name, quote: nil)
        return after
    }

    /// - Returns: nil where readers may not agree on where it ends.
    private mutating func readTag(_ name: String, _ quote: UInt8?, _ bytes: [UInt8], _ start: Int) -> Int? {
        for index in start..<bytes.count {
            let byte = bytes[index]
            if let open = quote {
                guard byte == open else { continue }
                state = .tag(name, quote: nil)
                return index + 1
            }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                guard index > start + 1, bytes[index - 1] == UInt8(ascii: "="),
                    HeadReader.isLetter(bytes[index - 2])
                else { return nil }
                state = .tag(name, quote: byte)
                return index + 1
            }
            if byte == UInt8(ascii: ">") {
                state = ["title", "style"].contains(name) ? .raw(name) : .between
                return index + 1
            }
        }
        return bytes.count
    }

    /// `-->`, and `--!>`, which readers take for it.
    private static func endOfComment(_ bytes: [UInt8], from start: Int) -> Int? {
        for index in start..<bytes.count where bytes[index] == UInt8(ascii: ">") {
            let before = bytes[start..<index]
            // The first two are those that opened it.
            let isEnd =
                before.suffix(2).elementsEqual("--".utf8)
                || before.dropFirst(2).suffix(3).elementsEqual("--!".utf8)
            if isEnd { return index + 1 }
        }
        return nil
    }

    /// Behind the name of `</name`.
    private static func endTag(_ name: String, _ bytes: [UInt8], from start: Int) -> Int? {
        let tag = Array("</\(name)".utf8)
        var index = start
        while index + tag.count < bytes.count {
            let found = bytes[index..<index + tag.count].map { isLetter($0) ? $0 | 0x20 : $0 }
            let next = bytes[index + tag.count]
            if found == tag, isSpace(next) || "/>".utf8.contains(next) { return index + tag.count }
            index += 1
        }
        return nil
    }

    static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(byte) }

    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
}
