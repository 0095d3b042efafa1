/// Phrases to look for, each with what it means, as a tree of words: from each word of a text at most as many
/// steps are taken as the longest phrase has words.
struct PhraseSet: Sendable, Equatable {
    /// Words in one phrase.
    static let longest = 12

    /// A phrase that was found: its words, and the number it was added with.
    struct Match: Equatable {
        var words: Range<Int>
        var meaning: Int
    }

    /// Why a phrase cannot be looked for.
    enum Refusal: Error, Equatable {
        case noWords
        case tooLong(words: Int)
        /// It is there already, with this meaning.
        case known(meaning: Int)
    }

    private struct Step: Hashable {
        var word: String
        var gap: ProseWord.Gap
    }

    private struct Node: Sendable, Equatable {
        var next: [Step: Int] = [:]
        var meaning: Int?
    }

    private var nodes = [Node()]

    var isEmpty: Bool { nodes.count == 1 }

    mutating func add(_ phrase: String, meaning: Int = 0) throws(Refusal) {
        let words = Prose(line: phrase).words
        guard !words.isEmpty, words.allSatisfy({ !$0.folded.isEmpty }) else { throw .noWords }
        guard words.count <= Self.longest else { throw .tooLong(words: words.count) }
        var node = 0
        for (index, word) in words.enumerated() {
            let step = Step(word: word.folded, gap: index == 0 ? .soft : word.gap)
            if let known = nodes[node].next[step] {
                node = known
            } else {
                nodes.append(Node())
                nodes[node].next[step] = nodes.count - 1
                node = nodes.count - 1
            }
        }
        if let meaning = nodes[node].meaning { throw .known(meaning: meaning) }
        nodes[node].meaning = meaning
    }

    /// The longest phrase that begins with that word.
    /// - Parameter end: of the block; no phrase goes on behind it.
    func match(at start: Int, in words: [ProseWord], before end: Int) -> Match? {
        guard start < end, !isTail(words[start]) else { return nil }
        var node = 0
        var found: Match?
        var index = start
        while index < end {
            let step = Step(word: words[index].folded, gap: index == start ? .soft : words[index].gap)
            guard let next = nodes[node].next[step] else { break }
            node = next
            index += 1
            if let meaning = nodes[node].meaning, endsWord(index, words, end) {
                found = Match(words: start..<index, meaning: meaning)
            }
        }
        return found
    }

    /// All in a range of words, from the first on, none within another.
    func matches(in range: Range<Int>, of words: [ProseWord], _ each: (Match) -> Void) {
        var index = range.lowerBound
        while index < range.upperBound {
            if let match = match(at: index, in: words, before: range.upperBound) {
                each(match)
                index = match.words.upperBound
            } else {
                index += 1
            }
        }
    }

    /// The end of a word that an apostrophe shortens: the `t` of `don't`.
    private func isTail(_ word: ProseWord) -> Bool {
        word.gap == .apostrophe && word.folded.unicodeScalars.count <= 2
    }

    /// Whether a phrase may end before that word: `migrant's` is `migrant`, but `can't` is not `can`.
    private func endsWord(_ index: Int, _ words: [ProseWord], _ end: Int) -> Bool {
        guard index < end, words[index].gap == .apostrophe else { return true }
        return isTail(words[index]) && words[index].folded != "t"
    }
}
