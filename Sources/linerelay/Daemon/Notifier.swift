import Broadcasting
import Mail

/// What those in `notify` are told by mail, and what has been told. Of what becomes of a notice there is none.
final class Notifier {
    private var configuration: Configuration
    private let box: NoticeBox
    /// Takes a notice to the relays.
    private let deliver: (BroadcastFolder) -> Void
    private var outstanding: Set<String> = []
    /// For which there was no room yet.
    private(set) var unwritten: [Notice] = []
    private var troubles: [String: Trouble] = [:]
    private var leftAlone: Set<String> = []
    private var waitingSince: Int64?

    /// A relay that is not used.
    private struct Trouble {
        var since: Int64
        var why: String
        var isTold = false
    }

    /// Milliseconds for which a relay may be away before anybody is told.
    static let relayPatience: Int64 = 60_000
    /// Likewise a file that is left alone in the drafts folder.
    static let filePatience: Int64 = 600_000
    /// For which `run --once` waits for notices when all else is done.
    private static let lastWait: Int64 = 10_000

    init(_ configuration: Configuration, clock: Clock, deliver: @escaping (BroadcastFolder) -> Void) {
        self.configuration = configuration
        self.deliver = deliver
        box = NoticeBox(of: configuration.folders, clock: clock)
    }

    func use(_ configuration: Configuration) { self.configuration = configuration }

    /// Anybody is to be told of anything.
    var isWanted: Bool { !configuration.notify.isEmpty }

    /// What an earlier daemon did not get away.
    /// - Parameter mayOpen: whether it may be opened, by its id.
    func takeUp(_ mayOpen: (String) -> Bool) {
        box.tidy()
        for folder in box.unfinished() where mayOpen(folder.id) {
            // There is no other way for one that paused to go on.
            try? folder.removePause()
            send(folder)
        }
    }

    /// Has it sent, unless its event was told before.
    func post(_ notice: Notice) {
        guard isWanted else { return }
        unwritten.append(notice)
        write()
    }

    /// Notices for which there was no room, and what has gone on for long enough.
    func tend(at now: Int64, wall: Timestamp) {
        write()
        let others = configuration.relays.count > troubles.count
        for (name, trouble) in troubles.sorted(by: { $0.key < $1.key })
        where !trouble.isTold && now - trouble.since >= Notifier.relayPatience {
            troubles[name]?.isTold = true
            post(.setAside(relay: name, why: trouble.why, others: others, at: wall))
        }
    }

    /// A relay's state; one that needs a person is told of at once, another when it stays away.
    func relay(_ name: String, _ state: RelayState, at now: Int64) {
        switch state {
        case .working: troubles[name] = nil
        case .unreachable(let why, _): trouble(name, why, since: now)
        case .needsPerson(let why, _): trouble(name, why, since: now - Notifier.relayPatience)
        case .idle, .holding: break
        }
    }

    private func trouble(_ name: String, _ why: String, since: Int64) {
        let before = troubles[name]
        troubles[name] = Trouble(
            since: min(before?.since ?? since, since), why: why, isTold: before?.isTold ?? false)
    }

    /// Files in the drafts folders that nobody takes.
    func look(_ files: [LeftAlone], at now: Timestamp) {
        leftAlone.formIntersection(files.map(\.name))
        for file in files where now.milliseconds - file.since.milliseconds >= Notifier.filePatience {
            guard leftAlone.insert(file.name).inserted else { continue }
            post(.leftAlone(file.name, reason: file.reason, since: file.since))
        }
    }

    /// For `run --once`, when all else is done: notices that may still get away.
    func isWorthWaiting(at now: Int64) -> Bool {
        let since = waitingSince ?? now
        waitingSince = since
        return !outstanding.isEmpty && now - since < Notifier.lastWait
    }

    /// - Returns: what is wrong with a notice, where the news is about one; empty: nothing; nil: it is about
    ///   something else.
    func heed(_ news: Dispatcher.News) -> [String]? {
        switch news {
        case .finished(let summary):
            guard NoticeBox.owns(summary.record.id) else { return nil }
            outstanding.remove(summary.record.id)
            let missed = summary.record.recipients - (summary.counts[.accepted] ?? 0)
            return missed == 0 ? [] : [words(summary.record.id, "not delivered to \(missed) of 'notify'")]
        case .paused(let id, let problem), .damaged(let id, let problem):
            guard NoticeBox.owns(id) else { return nil }
            outstanding.remove(id)
            return [words(id, "not delivered: \(problem)")]
        case .written(let id, _), .resumed(let id): return NoticeBox.owns(id) ? [] : nil
        default: return nil
        }
    }

    private func words(_ id: String, _ problem: String) -> String {
        "a notice was \(problem) (\(configuration.folders.shown(configuration.folders.state))/notices/\(id)/)"
    }

    private func write() {
        // What cannot be written for so long is not news any more.
        unwritten = unwritten.suffix(200)
        while let notice = unwritten.first {
            do {
                let folder = try box.post(notice, configuration)
                unwritten.removeFirst()
                if let folder { send(folder) }
            } catch { return }
        }
    }

    private func send(_ folder: BroadcastFolder) {
        outstanding.insert(folder.id)
        deliver(folder)
    }
}
