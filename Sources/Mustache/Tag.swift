/// A tag as it stands in the source.
struct Tag {
    enum Kind {
        case variable, unescaped, section, inverted, close, comment, delimiters, partial, parent, block

        /// By the character behind the opening mark; nil when that is the first of a name.
        init?(sigil: UInt8) {
            switch sigil {
            case UInt8(ascii: "{"), UInt8(ascii: "&"): self = .unescaped
            case UInt8(ascii: "#"): self = .section
            case UInt8(ascii: "^"): self = .inverted
            case UInt8(ascii: "/"): self = .close
            case UInt8(ascii: "!"): self = .comment
            case UInt8(ascii: "="): self = .delimiters
            case UInt8(ascii: ">"): self = .partial
            case UInt8(ascii: "<"): self = .parent
            case UInt8(ascii: "$"): self = .block
            default: return nil
            }
        }

        /// How messages call it.
        var word: String {
            switch self {
            case .parent: "parent"
            case .block: "block"
            default: "section"
            }
        }
    }

    let kind: Kind
    /// Without the white space around it; the text of a comment is not kept.
    let name: String
    /// As it stands in the source, for messages.
    let written: String
    let place: Place

    /// Whether it awaits a closing tag.
    var isOpening: Bool {
        switch kind {
        case .section, .inverted, .parent, .block: true
        default: false
        }
    }

    /// Whether it can print where it stands, so that its line is kept.
    var prints: Bool {
        switch kind {
        case .variable, .unescaped, .partial: true
        default: false
        }
    }

    /// Throws a `TemplateError` unless the name can be one, for this kind of tag.
    func checkName() throws(TemplateError) {
        guard !name.isEmpty else { throw TemplateError("the tag \(written.quoted) has no name", at: place) }
        guard !name.utf8.contains(where: \.isWhiteSpace) else {
            throw TemplateError("\(name.quoted) is not a name: a name has no white space in it", at: place)
        }
        switch kind {
        case .variable, .unescaped, .section, .inverted: try checkDots()
        case .partial, .parent: try checkStatic()
        default: break
        }
    }

    private func checkDots() throws(TemplateError) {
        let dot = UInt8(ascii: ".")
        let hasEmptyPart = name.utf8.split(separator: dot, omittingEmptySubsequences: false).contains(
            where: \.isEmpty)
        guard name == "." || !hasEmptyPart else {
            throw TemplateError(
                "\(name.quoted) is not a name: there is nothing beside one of its dots", at: place)
        }
    }

    private func checkStatic() throws(TemplateError) {
        guard name.utf8.first != UInt8(ascii: "*") else {
            throw TemplateError(
                "\(written.quoted) is a dynamic name, which is not supported; write the template's own name",
                at: place)
        }
    }
}

extension UInt8 {
    /// Space, tab, and the ends of lines.
    var isWhiteSpace: Bool { isBlank || self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }
    /// Space and tab.
    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
}
