import Mail

/// What the lists of a draft gave, with what has to be known of it to decide.
struct Gathered {
    var lists: [GatheredList]
    /// Recipients on the suppression list.
    private(set) var suppressed: Int
    /// The first of their lines.
    private var suppressedLines: [Problem] = []
    private static let suppressedShown = 10

    init(lists: [GatheredList] = [], suppressed: Int = 0) {
        self.lists = lists
        self.suppressed = suppressed
    }

    var recipients: Int { lists.reduce(0) { $0 + $1.recipients } }

    /// Who gets it with the next digest.
    var digest: Int { lists.reduce(0) { $0 + $1.digest } }

    /// Nobody gets it, neither now nor with a digest.
    var isForNobody: Bool { recipients + digest == 0 }

    /// Every column that a list addressed has, so that a template may ask for it.
    var columns: Set<String> { Set(lists.filter { $0.part == .to }.flatMap(\.columns)) }

    /// Bad lines first, then what is only worth a look.
    var problems: [Problem] {
        var problems = lists.flatMap { $0.notAList.map { [$0] } ?? [] }
        for list in lists {
            problems += list.errors.kept.map { Problem(.warning, path: $0.path, at: $0.position, $0.message) }
            problems += uncounted(list.errors, list.path, "more bad line")
        }
        for list in lists {
            problems += list.warnings.kept + uncounted(list.warnings, list.path, "more warning")
        }
        problems += suppressedLines
        if let last = suppressedLines.last, suppressed > suppressedLines.count {
            let rest = Counted(
                suppressed - suppressedLines.count, "more suppressed address",
                plural: "more suppressed addresses")
            problems.append(Problem(.warning, path: last.path, "… and \(rest): 'linerelay check' names them"))
        }
        return problems
    }

    /// - Parameter place: the line on which a suppressed recipient stands; nil where there is none.
    mutating func suppress(_ entry: Suppressions.Entry, at place: (path: String, line: Int)?) {
        suppressed += 1
        guard let place, suppressedLines.count < Gathered.suppressedShown else { return }
        suppressedLines.append(entry.warning(at: place.line, of: place.path))
    }

    private func uncounted(_ problems: GatheredList.Problems, _ path: String, _ what: String) -> [Problem] {
        let rest = problems.count - problems.kept.count
        return rest > 0 ? [Problem(.warning, path: path, "… and \(Counted(rest, what))")] : []
    }

    /// Why a person has to look before anybody is mailed.
    func reasonsToHold(_ history: BroadcastHistory) -> [(list: GatheredList, message: String)] {
        lists.flatMap { list in
            // The lines that a reason is about stand among the problems.
            let reasons = ListGuard.reasonsToHold(list, previous: history.lastSize(of: list.name))
            return reasons.map { (list, $0.message) }
        }
    }

    /// The reason where there is nobody to mail.
    var nobody: String {
        let names = lists.filter { $0.part == .to }.map { "'\($0.name)'" }.joined(separator: ", ")
        return "there is nobody to mail: no usable address is left on \(names)"
    }
}
