import Disk
import Mail

/// Makes digests when it is their time, and messages that catch up who is new on a list.
///
/// What is owed to whom is worked out anew from what lies in the folders: a crash at any moment costs nobody a line, and
/// gives nobody one twice. A bundle's id stands in the folders of what is in it before its own folder appears.
final class Bundler {
    var sources: DigestSources
    private var newcomers = Newcomers()
    private var doubt: BundleDoubt?
    /// Monotonic milliseconds before which nothing is looked at again.
    private var nextLook: Int64 = 0
    /// Milliseconds between two looks.
    private static let interval: Int64 = 1_000
    private static let patience: Int64 = 60_000

    init(_ history: BroadcastHistory, in broadcasts: String) {
        sources = DigestSources(history, in: broadcasts)
    }

    /// What came of one look.
    struct Outcome {
        var accepted: [BroadcastRecord] = []
        /// What stands in the way: about what, and what.
        var problems: [String: String] = [:]
        /// Somebody is saving a list.
        var isWaiting = false
    }

    /// This workspace was put back from a copy.
    func doubt(_ why: String, _ history: BroadcastHistory, at now: Timestamp) {
        doubt = BundleDoubt(why: why, startedAt: now)
        sources.doubt(why, history, at: now)
    }

    /// - Returns: nil where it is not time to look.
    func look(_ desk: Desk, atOnce: Bool) -> Outcome? {
        let monotonic = desk.clock.monotonic()
        guard atOnce || monotonic >= nextLook else { return nil }
        var round = BundleRound(desk, doubt)
        round.digests(&sources)
        round.catchUp(&newcomers)
        round.made.forEach { sources.add($0) }
        // What is in the way now will be in a second.
        nextLook = monotonic + (round.outcome.problems.isEmpty ? Bundler.interval : Bundler.patience)
        return round.outcome
    }
}
