/// What a person most likely meant by a word that is not one of those expected.
public enum Suggestion {
    /// The candidate that is the fewest slips of the finger away: at most one in three letters, without
    /// regard to case. Nil where none is near, or the word is too long to be a slip.
    public static func nearest(to word: some StringProtocol, among candidates: some Sequence<String>)
        -> String?
    {
        let typed = letters(word)
        guard !typed.isEmpty, typed.count <= 64 else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let expected = letters(candidate)
            let limit = max(1, min(typed.count, expected.count) / 3)
            guard abs(typed.count - expected.count) <= limit else { continue }
            let distance = distance(typed, expected)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// ` did you mean 'Embargo'?` behind a semicolon; empty where nothing is near.
    static func question(_ word: some StringProtocol, among candidates: some Sequence<String>) -> String {
        nearest(to: word, among: candidates).map { "; did you mean '\($0)'?" } ?? ""
    }

    private static func letters(_ word: some StringProtocol) -> [Unicode.Scalar] {
        word.unicodeScalars.prefix(65).map { scalar in
            ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar
        }
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var before: [Int] = []
        var above = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                let substituted = above[j] + (left[i] == right[j] ? 0 : 1)
                var best = min(substituted, above[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, before[j - 1] + 1)
                }
                row.append(best)
            }
            (before, above) = (above, row)
        }
        return above[right.count]
    }
}
