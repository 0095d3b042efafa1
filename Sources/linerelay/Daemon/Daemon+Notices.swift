import Broadcasting
import Disk
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

    /// A draft that was turned away, with what its note says.
    func notify(_ event: Desk.Event) {
        desk.takeNotices().forEach(notifier.post)
        guard notifier.isWanted else { return }
        let now = Clock.real.now()
        switch event {
        case .held(let name, _): notifier.post(.held(name, why: note(of: name, .held), at: now))
        case .rejected(let name, _): notifier.post(.rejected(name, why: note(of: name, .rejected), at: now))
        default: break
        }
    }

    private func note(of name: String, _ place: DraftDesk.Place) -> String {
        let path = DraftDesk(drafts: workspace.configuration.folders.drafts).notePath(name, place)
        let octets = (try? File.contents(of: path, limit: 1 << 20)) ?? []
        return String(decoding: octets, as: UTF8.self)
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
