import Broadcasting

/// What the desk sends by itself: digests, and what catches up who is new on a list.
extension Daemon {
    /// - Parameter atOnce: also where the last look was a moment ago.
    func bundle(atOnce: Bool = false) {
        guard hasTakenUp, let bundled = desk.bundle(atOnce: atOnce) else { return }
        bundlesWait = bundled.isWaiting
        for record in bundled.accepted { tell(.accepted(record)) }
        for about in bundleTrouble where bundled.problems[about] == nil { status.settle(about) }
        bundleTrouble = Set(bundled.problems.keys)
        for (about, problem) in bundled.problems.sorted(by: { $0.key < $1.key }) {
            guard status.note(problem, about: about) else { continue }
            Console.problem(problem)
            ledger.turnedAway += 1
            notifier.post(.bundleWaits(problem))
        }
    }
}
