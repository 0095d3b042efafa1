/// A line of a template: what stands between two ends of lines that are not inside a tag.
struct Line {
    enum Piece {
        /// Never empty; two texts are never neighbours.
        case text([UInt8])
        case tag(Tag)
    }

    let pieces: [Piece]
    /// LF, CRLF, or nothing at the end of the source.
    let newline: [UInt8]
    /// The white space that it starts with.
    let indentation: [UInt8]
    /// Whether only its tags count, and all else on it vanishes.
    let isStandalone: Bool

    init(_ pieces: [Piece], newline: [UInt8]) {
        self.pieces = pieces
        self.newline = newline
        if case .text(let text) = pieces.first {
            indentation = Array(text.prefix(while: \.isBlank))
        } else {
            indentation = []
        }
        isStandalone = Self.isStandalone(pieces)
    }

    /// Whether there is nothing on it but white space.
    var isBlank: Bool { pieces.allSatisfy(\.isBlank) }

    /// Whether only white space stands before the piece.
    func begins(at index: Int) -> Bool {
        index == 0 || (index == 1 && pieces[0].isBlank)
    }

    /// Whether only white space stands behind the piece.
    func ends(at index: Int) -> Bool {
        let behind = pieces.dropFirst(index + 1)
        return behind.isEmpty || (behind.count == 1 && behind.allSatisfy(\.isBlank))
    }

    /// A partial alone; or any number of tags that print nothing where they stand, so long as none of
    /// them closes what another one on the line has opened.
    private static func isStandalone(_ pieces: [Piece]) -> Bool {
        var tags = 0
        var prints = false
        var hasOpening = false
        for piece in pieces where !piece.isBlank {
            guard case .tag(let tag) = piece else { return false }
            if tag.kind == .close && hasOpening { return false }
            if tag.prints && tag.kind != .partial { return false }
            tags += 1
            prints = prints || tag.prints
            hasOpening = hasOpening || tag.isOpening
        }
        return tags == 1 || (tags > 1 && !prints)
    }
}

extension Line.Piece {
    /// Whether it is white space.
    var isBlank: Bool {
        guard case .text(let text) = self else { return false }
        return text.allSatisfy(\.isBlank)
    }
}
