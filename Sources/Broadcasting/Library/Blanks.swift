/// A text with blanks in it, `{{word}}`, each to be filled by the draft that uses the line.
struct Blanks {
    enum Part: Equatable {
        case text(String)
        /// By its name in lower case.
        case blank(String)
        /// `{{` that opens no blank.
        case stray
    }

    /// Each with the offset at which it begins, in scalars.
    let parts: [(offset: Int, part: Part)]

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        var parts: [(Int, Part)] = []
        var start = 0
        var index = 0
        func settle() {
            guard start < index else { return }
            parts.append((start, .text(String(String.UnicodeScalarView(scalars[start..<index])))))
        }
        while index < scalars.count {
            guard scalars[index] == "{", index + 1 < scalars.count, scalars[index + 1] == "{" else {
                index += 1
                continue
            }
            settle()
            let found = Blanks.blank(in: scalars, at: index)
            parts.append((index, found.map { .blank($0.name) } ?? .stray))
            index = found?.end ?? index + 2
            start = index
        }
        settle()
        self.parts = parts
    }

    var names: [String] {
        parts.compactMap { if case .blank(let name) = $0.part { name } else { nil } }
    }

    /// What is filled in is not looked at again.
    /// - Parameter values: by the names of blanks; one that is missing stays as it is.
    func filled(_ value: (String) -> String?) -> String {
        parts.map { _, part in
            switch part {
            case .text(let text): text
            case .blank(let name): value(name) ?? "{{\(name)}}"
            case .stray: "{{"
            }
        }.joined()
    }

    /// A letter, then letters, digits and hyphens: what a key may be. At most 40.
    static func isName(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        guard let first = bytes.first, (0x61...0x7A).contains(first), bytes.count <= 40 else { return false }
        return bytes.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    private static func blank(in scalars: [Unicode.Scalar], at start: Int) -> (name: String, end: Int)? {
        // A name with some space around it; what is longer is none.
        let ahead = scalars[(start + 2)...].prefix(64)
        guard let close = ahead.firstIndex(of: "}"), close + 1 < scalars.count, scalars[close + 1] == "}"
        else {
            return nil
        }
        let inside = String(String.UnicodeScalarView(ahead[..<close]))
        let name = String(TextSafety.trimmed(inside[...])).asciiLowercased
        return isName(name) ? (name, close + 2) : nil
    }
}
