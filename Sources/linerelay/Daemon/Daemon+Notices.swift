import Broadcasting
import Mail

/// What is told by mail: see `Notifier`.
extension Daemon {
    /// - Returns: false where the news is about a broadcast, or about none.
    func heedNotice(_ news: Dispatcher.News) -> Bool {
        guard let problems = notifier.heed(news) else { return false }
        if problems.isEmpty, case .finished = news { status.settle("notices") }
        problems.forEach { note($0, about: "notices") }
        return true
    }

    /// What the desk has to tell of drafts.
    func postNotices() {
        let notices = desk.takeNotices()
        guard !notices.isEmpty else { return }
        notices.forEach(notifier.post)
        if notifier.unwritten.isEmpty { desk.noticesAreWritten() }
    }

    /// Before its last receipt: where a crash comes between, the next start tells of it again, and once in all.
    func notify(_ summary: Summary) {
        guard notifier.isWanted else { return }
        var missed = Missed()
        if summary.isShortOfSomebody {
            do { missed = try Missed(broadcast(summary.record.id)) } catch { missed.trouble = "\(error)" }
        }
        notifier.post(.finished(summary, missed: missed, zone: workspace.zone))
    }

    /// A broadcast that stopped by itself; of one that a person paused they know.
    func notifyPaused(_ id: String, _ reason: String) {
        guard notifier.isWanted, reason != BroadcastFolder.byPerson else { return }
        let since = broadcast(id).pausedAt ?? Clock.real.now()
        notifier.post(.paused(id, reason: reason, since: since))
    }

    private func broadcast(_ id: String) -> BroadcastFolder {
        BroadcastFolder("\(workspace.configuration.folders.broadcasts)/\(id)")
    }

    /// What is to be done once a second.
    func tendNotices() {
        let (now, wall) = (Clock.real.monotonic(), Clock.real.now())
        notifier.look(leftAlone + ledger.waiting(at: now, wall: wall), at: wall)
        notifier.tend(at: now, wall: wall)
        if notifier.unwritten.isEmpty {
            status.settle("unwritten notices")
        } else {
            note("notices by mail wait for room on the disk", about: "unwritten notices")
        }
    }
}
