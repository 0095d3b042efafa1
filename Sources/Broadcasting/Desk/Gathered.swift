import Mail

/// What the lists of a draft gave, with what has to be known of it to decide.
struct Gathered {
    var lists: [GatheredList] = []
    /// Recipients on the suppression list.
    var suppressed = 0

    var recipients: Int { lists.reduce(0) { $0 + $1.recipients } }

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
        return problems
    }

    private func uncounted(_ problems: GatheredList.Problems, _ path: String, _ what: String) -> [Problem] {
        let rest = problems.count - problems.kept.count
        return rest > 0 ? [Problem(.warning, path: path, "… and \(Counted(rest, what))")] : []
    }

    /// Why a person has to look before anybody is mailed.
    func reasonsToHold(_ history: BroadcastHistory) -> [String] {
        // The lines that a reason is about stand among the problems.
        lists.flatMap { ListGuard.reasonsToHold($0, previous: history.lastSize(of: $0.name)) }.map(\.message)
    }

    /// The reason where there is nobody to mail.
    var nobody: String {
        let names = lists.filter { $0.part == .to }.map { "'\($0.name)'" }.joined(separator: ", ")
        return "there is nobody to mail: no usable address is left on \(names)"
    }
}
