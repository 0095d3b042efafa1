import Disk
import Mail

/// Lists with `catchUp`: who is new on one gets what still holds.
struct Newcomers {
    /// A list, and the lines that hold for it.
    struct Look: Equatable {
        var change: Folder.Change
        var live: [String]
    }

    /// As it was when it was last looked through.
    private var seen: [Name: Look] = [:]
    /// Why nobody new on it was caught up then.
    private(set) var problems: [Name: String] = [:]

    /// Lists that have changed since they were last looked through, or for which other lines hold now; as they are before
    /// they are read: who saves one meanwhile has it looked through again.
    /// - Parameter live: ids of the lines that hold for a list.
    func due(_ configuration: Configuration, live: (Name) -> [String]) -> [(list: Name, look: Look)] {
        configuration.lists.keys.filter { configuration.lists[$0]?.catchUp == true }.sorted().compactMap {
            list in
            guard let change = Newcomers.change(of: list, in: configuration.folders.lists) else { return nil }
            let look = Look(change: change, live: live(list))
            return seen[list] == look ? nil : (list, look)
        }
    }

    /// It has been looked through.
    mutating func settle(_ list: Name, _ look: Look, _ problem: String? = nil) {
        seen[list] = look
        problems[list] = problem
    }

    /// Somebody may be owed something that they were thought to have.
    mutating func lookAgain() { seen = [:] }

    private static func change(of list: Name, in folder: String) -> Folder.Change? {
        ListKind.allCases.lazy.compactMap { Folder.changed("\(folder)/\(list).\($0.rawValue)") }.first
    }
}

extension BundleRound {
    /// At once more newcomers than this, and a third of the list, look like another list under its name.
    static let newcomersLimit = 50

    mutating func catchUp(_ newcomers: inout Newcomers) {
        if hasTakenUpStopped { newcomers.lookAgain() }
        for (list, look) in newcomers.due(desk.configuration, live: { liveLines(of: $0).map(\.id) }) {
            do throws(CurrentLists.Unsure) {
                if try catchUp(on: list) { newcomers.settle(list, look) }
            } catch {
                guard !error.passes else {
                    waitForList()
                    continue
                }
                let problem = "nobody new on the list '\(list)' is caught up: \(error.why)"
                newcomers.settle(list, look, problem)
            }
        }
        // It stands until the list is another one, or nothing holds any more.
        for (list, problem) in newcomers.problems where !liveLines(of: list).isEmpty {
            tell("catch up \(list)", problem)
        }
    }

    /// - Returns: false where it has to be tried again.
    private mutating func catchUp(on list: Name) throws(CurrentLists.Unsure) -> Bool {
        let live = liveLines(of: list)
        guard !live.isEmpty else { return true }
        let lists = try currentLists(.rested(at: now))
        var known: [AddressSet] = []
        do {
            for past in live { known.append(try everybody(knownTo: past, lists)) }
        } catch let unsure as CurrentLists.Unsure { throw unsure } catch {
            tell("catch up \(list)", "nobody new on the list '\(list)' is caught up yet: \(error)")
            return false
        }
        var combinations = Combinations()
        var (all, new) = (0, AddressSet())
        try lists.forEachSubscriber(of: list) { somebody in
            all += 1
            for (index, known) in known.enumerated() where !known.contains(somebody.address) {
                combinations.note(somebody, in: index)
                new.insert(somebody.address)
            }
        }
        if new.count > BundleRound.newcomersLimit, new.count * 3 > all {
            throw CurrentLists.Unsure(
                why: "\(new.count) of its \(all) subscribers are new at once: is it the right file? "
                    + "They get what is sent from now on; what still holds can be sent to them as a draft")
        }
        var isWhole = true
        for (number, combination) in combinations.all.enumerated()
        where combinations.counts[number] > 0 {
            let people: ListChange.Walk = { [combinations] body in
                do throws(CurrentLists.Unsure) {
                    try lists.forEachSubscriber(of: list) {
                        if combinations.has($0.address, number: number) { body($0) }
                    }
                } catch { throw DamagedRecord(error.why) }
            }
            let ids = combination.sources.map { live[$0].id }
            isWhole = make(BundleOrder(kind: .catchUp, ids: ids, list: list, people: people)) && isWhole
        }
        return isWhole
    }

    /// What was sent to the list, and holds for a while yet; not what a later one of them replaces.
    private func liveLines(of list: Name) -> [BroadcastHistory.Past] {
        let live = desk.history.all.filter { past in
            past.bundle == nil && !past.isExercise && past.relation != .withdraws && past.lists.contains(list)
                && past.expires.map { $0 > now } == true && !folder(past.id).isCancelled
                && folder(past.id).pauseReason() == nil
                && desk.crashes?.untouchable.contains(past.id) != true
        }
        // Also by one whose own time is over.
        let replaced = Set(updates.filter { $0.lists.contains(list) }.compactMap(\.earlier))
        return live.filter { !replaced.contains($0.id) }
    }

    /// Whoever was on one of its lists then, has it since, or is on a list that it was not to go to.
    private func everybody(knownTo past: BroadcastHistory.Past, _ lists: CurrentLists) throws -> AddressSet {
        let folder = folder(past.id)
        var known = try folder.servedByBundles()
        try folder.forEachKnown { known.insert($0.address) }
        try folder.forEachPassedOver { known.insert($0.address) }
        for except in folder.draft(zone: desk.zone)?.except ?? [] {
            try lists.forEachSubscriber(of: except.value) { known.insert($0.address) }
        }
        return known
    }
}
