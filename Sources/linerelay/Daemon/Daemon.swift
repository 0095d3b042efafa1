import Broadcasting
import Disk
import Glibc
import Mail

/// `run`: watches the folders, lets the desk decide, has broadcasts delivered, and says what happens.
final class Daemon {
    var workspace: Workspace
    let isOnce: Bool
    private let lock: LockFile
    private let signals: Signals
    let caution: Caution
    let desk: Desk
    let delivering: Delivering
    let notifier: Notifier
    let drafts: DraftFolder
    let approved: DraftFolder
    let scheduled: DraftFolder
    var ledger = RunLedger()
    var status: StatusFile
    private var writtenStatus: StatusFile?
    var nextTidy: Int64 = 0
    var hasTakenUp = false
    /// What is in the way of digests, by what it is about.
    var bundleTrouble: Set<String> = []
    /// Since when a list that they need is being saved.
    var bundlesWaitSince: Int64?

    /// - Throws: why the workspace cannot be run.
    init(_ workspace: Workspace, once: Bool) throws(Failure) {
        let signals = try Signals()
        try RelayFiles.require(for: workspace.configuration)
        try workspace.prepareState()
        let lock = try workspace.takeLock()
        let key = try workspace.secretKey()
        caution = try Caution(workspace)
        do throws(SystemError) {
            let crashes = caution.crashes
            desk = try Desk(
                workspace.configuration, zone: workspace.zone, clock: .real, key: key, crashes: crashes)
        } catch { throw Failure(error.isDenied ? .permission : .cannotCreate, "\(error)") }
        let delivering = try Delivering(workspace, key: key)
        self.delivering = delivering
        notifier = Notifier(workspace.configuration, clock: .real) { delivering.deliver($0) }
        let folders = workspace.configuration.folders
        let settleTime = workspace.configuration.settleTime
        drafts = DraftFolder(path: folders.drafts, settleTime: settleTime)
        approved = DraftFolder(path: folders.drafts + "/approved", settleTime: settleTime)
        scheduled = DraftFolder(path: folders.drafts + "/scheduled", settleTime: settleTime)
        status = StatusFile(
            startedAt: Clock.real.now(), relays: RelayBoard(workspace.configuration.relays.map(\.name)))
        isOnce = once
        self.workspace = workspace
        self.signals = signals
        self.lock = lock
    }

    /// Until it is told to stop; `--once`: until everything is done.
    func run() -> ExitCode {
        for warning in workspace.warnings { Console.plain("\(warning)") }
        for damage in desk.history.damaged { note("\(damage.id): \(damage.problem)", about: damage.id) }
        for problem in [delivering.problem].compactMap(\.self) + caution.problems { note(problem) }
        desk.doubt = caution.doubt
        caution.restored.map(desk.doubtBundles)
        tellHouseStyle(workspace.configuration.houseStyle)
        desk.untold().forEach(tellEnd)
        postNotices()
        notifier.takeUp { !caution.crashes.mustSetAside(.broadcast(id: $0)) }
        // The drafts come first, and what is unfinished second: one of them may withdraw it.
        while true {
            let wait = look()
            tellNews()
            writeStatus()
            // The rest of a digest that a withdrawal has stopped is made anew.
            if isOnce, ledger.verdict(isWaiting: wait.isWaiting) != nil { bundle(atOnce: true) }
            if isOnce, let code = ledger.verdict(isWaiting: wait.isWaiting),
                !notifier.isWorthWaiting(at: Clock.real.monotonic())
            {
                return end(code)
            }
            switch wakeUp(within: wait.milliseconds) {
            case .stop: return end(isOnce ? .tryLater : .done)
            case .reload: reload()
            case nil: break
            }
            if ledger.mustStop { return end(.tryLater) }
        }
    }

    // MARK: Deliveries

    private func tellNews() {
        for news in delivering.news.takeAll() where !heedNotice(news) {
            switch news {
            case .finished(let summary): finished(summary)
            case .paused(let id, let reason):
                ledger.stuck.insert(id)
                note("\(id): paused: \(reason)", about: id)
                notifyPaused(id, reason)
            case .damaged(let id, let problem):
                ledger.outstanding.remove(id)
                ledger.isDamaged = true
                note("\(id): not delivered further: \(problem)", about: id)
                notifier.post(.damaged(id, problem: problem, at: Clock.real.now()))
            case .written(let id, let octets): caution.written(id, octets: octets)
            case .outOfRoom(let problem):
                note("nothing is sent until there is room: \(problem)", about: "room")
            case .resumed(let id):
                ledger.stuck.remove(id)
                status.settle(id)
            case .reopened(let summary): reopened(summary)
            case .notReopened(let id, let problem):
                note("\(id): nobody is tried again yet: \(problem)", about: "\(id) retry")
            case .notSuppressed(let problem):
                note("dead addresses are not written down yet: \(problem)", about: "suppressions")
            case .suppressedAgain: status.settle("suppressions")
            case .roomAgain:
                status.settle("room")
                Console.plain("there is room again: sending goes on")
            case .mustStop(let problem):
                ledger.mustStop = true
                note("stopping, because the disk cannot be trusted: \(problem)")
            case .relay(let name, let state): relay(name, state)
            case .uses(let relay):
                status.relays.uses(relay)
                Console.plain("relay '\(relay)' takes over")
            }
        }
    }

    private func reopened(_ summary: Summary) {
        desk.writeReceipt(summary)
        status.settle("\(summary.record.id) retry")
        let owed = [.pending, .deferred].compactMap { summary.counts[$0] }.reduce(0, +)
        Console.plain("\(summary.record.id): goes on, \(Counted(owed, "recipient")) to be tried again")
    }

    private func finished(_ summary: Summary) {
        let record = summary.record
        ledger.outstanding.remove(record.id)
        ledger.stuck.remove(record.id)
        status.settle(record.id)
        caution.finished(record.id)
        tellEnd(summary)
        let reached = summary.counts[.accepted] ?? 0
        ledger.missed += record.recipients - reached - (summary.counts[.suppressed] ?? 0)
        Console.plain("\(record.id): \(StatusText.counts(summary))")
    }

    private func tellEnd(_ summary: Summary) {
        notify(summary)
        desk.writeReceipt(summary)
    }

    func lookAtSecrets() {
        let told = delivering.lookAtSecrets()
        if !told.taken.isEmpty { status.settle("secrets") }
        told.taken.forEach { Console.plain($0) }
        told.problems.forEach { note($0, about: "secrets") }
    }

    private func relay(_ name: String, _ state: RelayState) {
        status.relays.note(name, state)
        notifier.relay(name, state, at: Clock.real.monotonic())
        ledger.needsPerson = status.relays.needPerson
        if let notice = status.relays.notice(name, state) {
            note(notice, about: "relay \(name)")
        } else {
            status.settle("relay \(name)")
        }
    }

    // MARK: The process

    private func wakeUp(within milliseconds: Int) -> Signals.Received? {
        var watched = [signals.descriptor, delivering.news.descriptor]
        watched += draftFolders.compactMap(\.eventDescriptor)
        var polled = watched.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        poll(&polled, nfds_t(polled.count), Int32(clamping: milliseconds))
        return signals.take()
    }

    private func reload() {
        do throws(Failure) {
            var fresh = try Workspace(workspace.configurationPath)
            fresh.configuration.folders = workspace.configuration.folders
            try RelayFiles.require(for: fresh.configuration)
            try delivering.use(fresh.configuration)
            fresh.configuration.houseStyle = houseStyle(fresh.configuration.houseStyle)
            workspace.configuration = fresh.configuration
            workspace.zone = fresh.zone
            desk.use(fresh.configuration, zone: fresh.zone)
            notifier.use(fresh.configuration)
            status.relays.use(fresh.configuration.relays.map(\.name))
            for about in ["configuration", "secrets"] { status.settle(about) }
            Console.plain("the configuration was read again; its folders change at the next start")
        } catch { note("the configuration stays as it was: \(error.message)", about: "configuration") }
    }

    private func end(_ code: ExitCode) -> ExitCode {
        delivering.stop()
        tellNews()
        for file in isOnce ? leftAlone : [] {
            Console.plain("\(file.name): left where it is: \(file.reason)")
        }
        caution.end()
        status.hasStopped = true
        writeStatus()
        return code
    }

    /// Says it, and has it stand in the status, unless it does so already.
    /// - Parameter about: what it is about; see `StatusFile.Note`.
    func note(_ problem: String, about: String? = nil) {
        if status.note(problem, about: about ?? problem) { Console.problem(problem) }
    }

    private func writeStatus() {
        guard status != writtenStatus else { return }
        status.write(to: workspace.statusPath)
        writtenStatus = status
    }
}
