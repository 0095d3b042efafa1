import Disk
import Mail

extension BundleRound {
    /// Every digest that is due.
    mutating func digests(_ sources: inout DigestSources) {
        guard !sources.isEmpty else { return }
        takeUpStopped(&sources)
        let owed = sources.waiting.filter { past in
            guard desk.crashes?.untouchable.contains(past.id) != true else { return false }
            // What was withdrawn, or stopped by a person, nobody is owed any more.
            if folder(past.id).isCancelled {
                settle(past.id, &sources)
                return false
            }
            // A person who paused it wants it to wait.
            return past.lists.contains { isDue(past, $0) } && folder(past.id).pauseReason() == nil
        }
        if !owed.isEmpty { digest(of: owed, &sources) }
    }

    /// Whether the digest of a list with this broadcast in it is due.
    private func isDue(_ past: BroadcastHistory.Past, _ list: Name) -> Bool {
        // Where digests were switched off, what was to go with one goes at once.
        let time = desk.configuration.digestAt(of: list)?.last(upTo: now, in: desk.zone) ?? now
        return past.acceptedAt < time
    }

    /// Bundles at their end; what was in one that was stopped for one line is owed again, but for that line.
    private mutating func takeUpStopped(_ sources: inout DigestSources) {
        for past in sources.finishedBundles {
            do throws(SystemError) {
                let isStopped = folder(past.id).wasStoppedForOneLine
                if isStopped { hasTakenUpStopped = true }
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
        var waiting: Set<Int> = []
        do {
            for (index, past) in owed.enumerated() {
                let due = Set(past.lists.filter { isDue(past, $0) })
                try folder(past.id).forEachOwedDigest {
                    if due.contains($0.list) {
                        combinations.note($0, in: index)
                    } else {
                        waiting.insert(index)
                    }
                }
            }
        } catch { return tell("digest", "no digest is sent yet: \(error)") }
        var current: [Name: Result<CurrentLists.Members, CurrentLists.Unsure>] = [:]
        for (number, combination) in combinations.all.enumerated()
        where combinations.counts[number] > 0 {
            let known = current[combination.list] ?? members(of: combination.list)
            current[combination.list] = known
            let mine = combination.sources.map { owed[$0] }
            switch known {
            case .failure(let unsure):
                wait(combination.list, unsure)
                waiting.formUnion(combination.sources)
            case .success(let members):
                let first = folder(mine[0].id)
                let isMeant = { [combinations] in combinations.has($0, number: number) }
                guard let others = others(than: members, in: first, isMeant) else {
                    waiting.formUnion(combination.sources)
                    continue
                }
                let people: ListChange.Walk = { body in
                    try first.forEachOwedDigest { somebody in
                        guard isMeant(somebody.address) else { return }
                        var somebody = somebody
                        somebody.suppressed = members.why(somebody.address, others: others)
                        body(somebody)
                    }
                }
                let order = BundleOrder(
                    kind: .digest, ids: mine.map(\.id), list: combination.list, people: people)
                if !make(order) { waiting.formUnion(combination.sources) }
            }
        }
        for (index, past) in owed.enumerated() where !waiting.contains(index) { settle(past.id, &sources) }
    }

    private mutating func members(of list: Name) -> Result<CurrentLists.Members, CurrentLists.Unsure> {
        do throws(CurrentLists.Unsure) { return .success(try currentLists().members(of: list)) } catch {
            return .failure(error)
        }
    }

    /// Whoever is on any list now; nobody, where nobody of those who are meant has left theirs.
    /// - Returns: nil where that is not known yet, which is told.
    private mutating func others(
        than members: CurrentLists.Members, in folder: BroadcastFolder, _ isMeant: (EmailAddress) -> Bool
    ) -> AddressSet? {
        var hasLeft = false
        do {
            try folder.forEachOwedDigest {
                if isMeant($0.address), members.lacks($0.address) { hasLeft = true }
            }
            return hasLeft ? try currentLists().subscribersOfAny() : AddressSet()
        } catch let unsure as CurrentLists.Unsure {
            wait(nil, unsure)
        } catch { tell("digest", "no digest is sent yet: \(error)") }
        return nil
    }

    /// However long it takes: nothing that is owed is given up.
    private mutating func wait(_ list: Name?, _ unsure: CurrentLists.Unsure) {
        guard !unsure.passes else { return waitForList() }
        let name = list.map { " for the list '\($0)'" } ?? ""
        tell("digest \(list?.text ?? "")", "the digest\(name) waits: \(unsure.why)")
    }
}
