import Disk
import Mail

extension BundleRound {
    /// Every digest that is due.
    mutating func digests(_ sources: inout DigestSources) {
        guard !sources.isEmpty else { return }
        // Where digests were switched off, what was to go with one goes at once.
        let time = desk.configuration.digestAt?.last(upTo: now, in: desk.zone) ?? now
        takeUpStopped(&sources)
        var owed: [BroadcastHistory.Past] = []
        for past in sources.due(before: time) where desk.crashes?.untouchable.contains(past.id) != true {
            // What was withdrawn, or stopped by a person, nobody is owed any more.
            if folder(past.id).isCancelled { settle(past.id, &sources) } else { owed.append(past) }
        }
        if !owed.isEmpty { digest(of: owed, &sources) }
    }

    /// Bundles at their end; what was in one that was stopped for one line is owed again, but for that line.
    private mutating func takeUpStopped(_ sources: inout DigestSources) {
        for past in sources.finishedBundles {
            do throws(SystemError) {
                let isStopped = folder(past.id).wasStoppedForOneLine
                for id in isStopped ? past.bundle?.of ?? [] : [] where !folder(id).isCancelled {
                    if let line = desk.history.all.first(where: { $0.id == id }) { try sources.reopen(line) }
                }
                try sources.settle(past.id)
            } catch { tell("bundle \(past.id)", "\(error)") }
        }
    }

    private mutating func settle(_ id: String, _ sources: inout DigestSources) {
        do throws(SystemError) { try sources.settle(id) } catch { tell("bundle \(id)", "\(error)") }
    }

    private mutating func digest(of owed: [BroadcastHistory.Past], _ sources: inout DigestSources) {
        var combinations = Combinations()
        do {
            for (index, past) in owed.enumerated() {
                try folder(past.id).forEachOwedDigest { combinations.note($0, in: index) }
            }
        } catch { return tell("digest", "no digest is sent yet: \(error)") }
        var current: [Name: Result<AddressSet, CurrentLists.Unsure>] = [:]
        var waiting: Set<Int> = []
        for (number, combination) in combinations.all.enumerated() {
            let known = current[combination.list] ?? subscribers(of: combination.list)
            current[combination.list] = known
            let mine = combination.sources.map { owed[$0] }
            switch known {
            case .failure(let unsure):
                if wait(combination.list, mine, unsure) { waiting.formUnion(combination.sources) }
            case .success(let subscribers):
                let first = folder(mine[0].id)
                let people: ListChange.Walk = { [combinations] body in
                    try first.forEachOwedDigest { somebody in
                        let isMeant = combinations.has(somebody.address, number: number)
                        // Who has left meanwhile is not mailed.
                        if isMeant, subscribers.contains(somebody.address) { body(somebody) }
                    }
                }
                let order = BundleOrder(
                    kind: .digest, ids: mine.map(\.id), list: combination.list, people: people)
                if !make(order) { waiting.formUnion(combination.sources) }
            }
        }
        for (index, past) in owed.enumerated() where !waiting.contains(index) { settle(past.id, &sources) }
    }

    private mutating func subscribers(of list: Name) -> Result<AddressSet, CurrentLists.Unsure> {
        do throws(CurrentLists.Unsure) { return .success(try currentLists().subscribers(of: list)) } catch {
            return .failure(error)
        }
    }

    /// - Returns: false where it has waited for so long that it is given up.
    private mutating func wait(
        _ list: Name, _ lines: [BroadcastHistory.Past], _ unsure: CurrentLists.Unsure
    ) -> Bool {
        if unsure.passes { waitForList() }
        let isOver = lines.contains { $0.giveUpAt <= now }
        let what = isOver ? "is given up" : "waits"
        if isOver || !unsure.passes {
            tell("digest \(list)", "the digest for the list '\(list)' \(what): \(unsure.why)")
        }
        return !isOver
    }
}
