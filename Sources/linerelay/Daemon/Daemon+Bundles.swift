import Broadcasting

/// What the desk sends by itself: digests, and what catches up who is new on a list.
extension Daemon {
    /// Milliseconds for which `run --once` waits for a list.
    private static let patience: Int64 = 20_000

    /// A list that they need is being saved, and will be read soon.
    var bundlesWait: Bool {
        bundlesWaitSince.map { Clock.real.monotonic() - $0 < Daemon.patience } ?? false
    }

    /// - Parameter atOnce: also where the last look was a moment ago.
    func bundle(atOnce: Bool = false) {
        guard hasTakenUp, let bundled = desk.bundle(atOnce: atOnce) else { return }
        bundlesWaitSince = bundled.isWaiting ? bundlesWaitSince ?? Clock.real.monotonic() : nil
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
