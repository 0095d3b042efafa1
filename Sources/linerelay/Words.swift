import Broadcasting

/// The words of a command line that have not been used yet. Options may stand anywhere; behind `--` there
/// are none.
struct Words {
    private var left: [String]
    private var behindDashes: [String] = []
    /// Options that have been taken, to tell one given twice from one that nobody knows.
    private var taken: Set<String> = []
    private static let withValue = [
        "--config", "--to", "--list", "--reason", "--html", "--eml", "--bouncing", "--since", "--svg", "--as",
        "--override",
    ]
    private static let options =
        withValue + ["--help", "--version", "--once", "--json", "--csv", "--watch", "--text"]

    init(_ words: [String]) {
        left = words
        if let dashes = words.firstIndex(of: "--") {
            left = Array(words[..<dashes])
            behindDashes = Array(words[(dashes + 1)...])
        }
    }

    /// Takes `--name VALUE` or `--name=VALUE`, wherever it stands.
    mutating func option(_ name: String, mayBeEmpty: Bool = false) throws(Failure) -> String? {
        guard let index = left.firstIndex(where: { $0 == name || $0.hasPrefix(name + "=") }) else {
            return nil
        }
        taken.insert(name)
        let word = left.remove(at: index)
        guard word != name || index < left.count else { throw needsValue(name) }
        let value = word == name ? left.remove(at: index) : String(word.dropFirst(name.count + 1))
        guard mayBeEmpty || !value.isEmpty else { throw needsValue(name) }
        return value
    }

    mutating func flag(_ name: String) -> Bool {
        guard let index = left.firstIndex(of: name) else { return false }
        taken.insert(name)
        left.remove(at: index)
        return true
    }

    /// The first word that is neither an option nor an option's value: options may stand before it.
    mutating func command() -> String? {
        var index = 0
        while index < left.count, Words.isOption(left[index]) {
            index += Words.withValue.contains(left[index]) ? 2 : 1
        }
        if index < left.count { return left.remove(at: index) }
        return left.isEmpty && !behindDashes.isEmpty ? behindDashes.removeFirst() : nil
    }

    /// The next word that is no option.
    mutating func next() -> String? {
        guard let first = left.first else { return behindDashes.isEmpty ? nil : behindDashes.removeFirst() }
        return Words.isOption(first) ? nil : left.removeFirst()
    }

    mutating func required(_ command: String, _ what: String) throws(Failure) -> String {
        if let word = next() { return word }
        try expectEnd(command)
        throw Failure(.usage, "\(command): \(what) is missing")
    }

    mutating func rest() -> [String] {
        var words: [String] = []
        while let word = next() { words.append(word) }
        return words
    }

    func expectEnd(_ command: String) throws(Failure) {
        guard let word = left.first ?? behindDashes.first else { return }
        throw Failure(.usage, "\(command): \(complaint(word)); 'linerelay help' shows how it is used")
    }

    /// There is nothing that could be a command.
    var noCommand: Failure {
        guard let word = left.first else {
            return Failure(.usage, "which command? 'linerelay help' lists them")
        }
        return Failure(.usage, "\(complaint(word)); 'linerelay help' lists commands and options")
    }

    private func complaint(_ word: String) -> String {
        guard Words.isOption(word) else { return "'\(word)' is not understood" }
        let name = String(word.prefix { $0 != "=" })
        if taken.contains(name) { return "'\(name)' is given twice" }
        let near = Suggestion.nearest(to: name, among: Words.options).flatMap { $0 == name ? nil : $0 }
        return "there is no such option '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "")
    }

    private func needsValue(_ name: String) -> Failure { Failure(.usage, "\(name) needs a value behind it") }

    /// A dash alone is a word like any other.
    private static func isOption(_ word: String) -> Bool {
        word.utf8.first == UInt8(ascii: "-") && word != "-"
    }
}
