/// What an update changes, for the top of its message.
public enum Changes {
    /// One change: a line that is new, one that is gone, or one in place of another.
    public struct Change: Sendable, Equatable {
        public var now: String
        public var before: String
    }

    /// More than these are a new text rather than a change: then nothing is listed.
    static let most = 12
    /// Lines that are compared; every pair of them costs a look.
    static let longest = 600

    /// What readers may do with it, and until when; then its text.
    static func between(_ before: Draft, _ now: Draft) -> [Change] {
        let facts = zip(facts(of: before), facts(of: now)).filter { $0 != $1 }
        return facts.map { Change(now: $1, before: $0) } + between(before.body, now.body)
    }

    /// Always as many, in the same order; empty where the draft does not say.
    private static func facts(of draft: Draft) -> [String] {
        [
            draft.stance.label,
            draft.embargo.map { "Embargo until \($0.value.text)" } ?? "",
            draft.expires.map { "Valid until \($0.value.text)" } ?? "",
            draft.contact.map { "Contact: \($0)" } ?? "",
        ]
    }

    /// Lines as readers see them: without the marks of Markdown's headings and lists, empty ones left out.
    /// - Returns: nothing where there is too much to be told.
    public static func between(_ before: String, _ now: String) -> [Change] {
        let (old, new) = (lines(of: before), lines(of: now))
        guard old.count <= longest, new.count <= longest else { return [] }
        var changes: [Change] = []
        var (gone, come): ([String], [String]) = ([], [])
        func settle() {
            for index in 0..<max(gone.count, come.count) {
                changes.append(
                    Change(
                        now: index < come.count ? come[index] : "",
                        before: index < gone.count ? gone[index] : ""))
            }
            (gone, come) = ([], [])
        }
        for step in steps(from: old, to: new) {
            switch step {
            case .keep: settle()
            case .remove(let line): gone.append(line)
            case .insert(let line): come.append(line)
            }
        }
        settle()
        return changes.count <= most ? changes : []
    }

    private enum Step {
        case keep
        case remove(String), insert(String)
    }

    /// The longest common subsequence, walked from the start.
    private static func steps(from old: [String], to new: [String]) -> [Step] {
        var common = [[UInt16]](repeating: [UInt16](repeating: 0, count: new.count + 1), count: old.count + 1)
        for i in old.indices.reversed() {
            for j in new.indices.reversed() {
                common[i][j] =
                    old[i] == new[j] ? common[i + 1][j + 1] + 1 : max(common[i + 1][j], common[i][j + 1])
            }
        }
        var (i, j) = (0, 0)
        var steps: [Step] = []
        while i < old.count || j < new.count {
            if i < old.count, j < new.count, old[i] == new[j] {
                steps.append(.keep)
                (i, j) = (i + 1, j + 1)
            } else if i < old.count, j == new.count || common[i + 1][j] >= common[i][j + 1] {
                steps.append(.remove(old[i]))
                i += 1
            } else {
                steps.append(.insert(new[j]))
                j += 1
            }
        }
        return steps
    }

    private static func lines(of text: String) -> [String] {
        text.split(separator: "\n").map(plain).filter { !$0.isEmpty }
    }

    /// A line without the mark that makes it a heading, a quote or an item of a list.
    private static func plain(_ line: Substring) -> String {
        var rest = line.drop { $0 == " " || $0 == "\t" }
        if let mark = rest.first, "-*+>".contains(mark), rest.dropFirst().first == " " {
            rest = rest.dropFirst(2)
        } else if rest.first == "#" {
            rest = rest.drop { $0 == "#" }
        } else {
            let number = rest.prefix { $0.isNumber }
            if (1...3).contains(number.count), rest.dropFirst(number.count).hasPrefix(". ") {
                rest = rest.dropFirst(number.count + 2)
            }
        }
        let words = rest.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
        return words.replacing("**", with: "")
    }
}
