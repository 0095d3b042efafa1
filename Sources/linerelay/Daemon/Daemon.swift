import Broadcasting
import Disk
import Glibc
import Mail

/// `run`: watches the folders, lets the desk decide, has broadcasts delivered, and says what happens.
final class Daemon {
    private var workspace: Workspace
    private let isOnce: Bool
    private let lock: LockFile
    private let signals: Signals
    private let desk: Desk
    private let delivering: Delivering
    private let drafts: DraftFolder
    private let approved: DraftFolder
    private var ledger = RunLedger()
    private var status: StatusFile
    private var writtenStatus: StatusFile?
    private var nextTidy: Int64 = 0

    /// - Throws: why the workspace cannot be run.
    init(_ workspace: Workspace, once: Bool) throws(Failure) {
        let signals = try Signals()
        try workspace.prepareState()
        let lock = try Daemon.takeLock(workspace)
        let key = try workspace.secretKey()
        do throws(SystemError) {
            desk = try Desk(workspace.configuration, zone: workspace.zone, clock: .real, key: key)
        } catch { throw Failure(error.isDenied ? .permission : .cannotCreate, "\(error)") }
        delivering = try Delivering(workspace, key: key)
        let folders = workspace.configuration.folders
        let settleTime = workspace.configuration.settleTime
        drafts = DraftFolder(path: folders.drafts, settleTime: settleTime)
        approved = DraftFolder(path: folders.drafts + "/approved", settleTime: settleTime)
        status = StatusFile(
            startedAt: Clock.real.now(), relays: RelayBoard(workspace.configuration.relays.map(\.name)))
        isOnce = once
        self.workspace = workspace
        self.signals = signals
        self.lock = lock
    }

    private static func takeLock(_ workspace: Workspace) throws(Failure) -> LockFile {
        // A command that settles a broadcast holds it for a moment.
        do throws(LockFile.Taken) { return try LockFile(workspace.lockPath, patience: 500) } catch {
            switch error {
            case .by(let pid):
                let who = pid.map { "pid \($0)" } ?? "its pid is not known"
                throw Failure(.tryLater, "another daemon has this workspace: \(who)")
            case .failed(let error): throw Failure(error.isDenied ? .permission : .cannotCreate, "\(error)")
            }
        }
    }

    /// Until it is told to stop; `--once`: until everything is done.
    func run() -> ExitCode {
        for warning in workspace.warnings { Console.plain("\(warning)") }
        for damage in desk.history.damaged { note("\(damage.id): \(damage.problem)") }
        if let problem = delivering.problem { note(problem) }
        takeUpUnfinished()
        while true {
            let wait = look()
            tellNews()
            writeStatus()
            if isOnce, let code = ledger.verdict(isWaiting: wait.isWaiting) { return end(code) }
            switch wakeUp(within: wait.milliseconds) {
            case .stop: return end(isOnce ? .tryLater : .done)
            case .reload: reload()
            case nil: break
            }
            if ledger.mustStop { return end(.tryLater) }
        }
    }

    private func takeUpUnfinished() {
        do throws(SystemError) {
            for folder in try desk.unfinished() {
                ledger.outstanding.insert(folder.id)
                delivering.deliver(folder)
            }
        } catch { note("\(error)") }
    }

    // MARK: Drafts

    /// Takes what is settled.
    /// - Returns: how long nothing more is to be expected, and whether a file is about to settle.
    private func look() -> (milliseconds: Int, isWaiting: Bool) {
        var wait = 1_000
        var isWaiting = false
        for (folder, place) in [(drafts, nil), (approved, DraftDesk.Place.approved)] {
            let report = folder.takeSettled(monotonic: Clock.real.monotonic(), wall: Clock.real.now())
            if let trouble = report.trouble { note(trouble) }
            for file in report.settled {
                let event = desk.take(file, from: place)
                if case .postponed = event {
                    folder.handOutAgain(file)
                    isWaiting = isWaiting || ledger.mayWait(for: file.name)
                }
                if case .renamed = event { isWaiting = true }
                tell(event)
            }
            wait = min(wait, report.nextCheck)
            isWaiting = isWaiting || report.isSettling
        }
        let now = Clock.real.monotonic()
        if now >= nextTidy {
            desk.tidy()
            for folder in desk.reopened() {
                ledger.outstanding.insert(folder.id)
                delivering.deliver(folder)
            }
            lookAtSecrets()
            nextTidy = now + 1_000
        }
        status.leftAlone = Dictionary(
            (drafts.leftAlone + approved.leftAlone).map { ($0.name, $0.reason) }, uniquingKeysWith: { $1 })
        return (max(wait, 10), isWaiting)
    }

    private func tell(_ event: Desk.Event) {
        switch event {
        case .accepted(let record):
            Console.plain("\(record.draft.name): accepted as \(record.id), \(record.recipients) recipients")
            for problem in record.problems { Console.plain(problem) }
            ledger.outstanding.insert(record.id)
            delivering.deliver(BroadcastFolder("\(workspace.configuration.folders.broadcasts)/\(record.id)"))
        case .held(let name, let reasons):
            ledger.turnedAway += 1
            Console.plain("\(name): held, nobody is mailed (\(why(name, .held)))")
            for reason in reasons { Console.plain("  \(reason)") }
        case .rejected(let name, let problems):
            ledger.turnedAway += 1
            Console.plain("\(name): rejected, nobody is mailed (\(why(name, .rejected)))")
            for problem in problems.prefix(20) { Console.plain("  \(problem)") }
        case .tidied(let name, let id): Console.plain("\(name): is broadcast \(id) already")
        case .renamed(let name): Console.plain("\(name): renamed, for its name could not be read")
        case .postponed(let name, let why): note("\(name): not taken yet: \(why)")
        }
    }

    /// Where the note to a draft is.
    private func why(_ name: String, _ place: DraftDesk.Place) -> String {
        let folders = workspace.configuration.folders
        return folders.shown(DraftDesk(drafts: folders.drafts).notePath(name, place))
    }

    // MARK: Deliveries

    private func tellNews() {
        for news in delivering.news.takeAll() {
            switch news {
            case .finished(let summary): finished(summary)
            case .paused(let id, let reason):
                ledger.stuck.insert(id)
                note("\(id): paused: \(reason)")
            case .damaged(let id, let problem):
                ledger.outstanding.remove(id)
                ledger.isDamaged = true
                note("\(id): not delivered further: \(problem)")
            case .outOfRoom(let problem): note("nothing is sent until there is room: \(problem)")
            case .resumed(let id): ledger.stuck.remove(id)
            case .notReopened(let id, let problem): note("\(id): nobody is tried again yet: \(problem)")
            case .notSuppressed(let problem): note("dead addresses are not written down yet: \(problem)")
            case .roomAgain: Console.plain("there is room again: sending goes on")
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

    private func finished(_ summary: Summary) {
        let record = summary.record
        ledger.outstanding.remove(record.id)
        ledger.stuck.remove(record.id)
        desk.writeReceipt(summary)
        let reached = summary.counts[.accepted] ?? 0
        ledger.missed += record.recipients - reached - (summary.counts[.suppressed] ?? 0)
        Console.plain("\(record.id): \(StatusText.counts(summary))")
    }

    private func lookAtSecrets() {
        let told = delivering.lookAtSecrets()
        told.taken.forEach { Console.plain($0) }
        told.problems.forEach { note($0) }
    }

    private func relay(_ name: String, _ state: RelayState) {
        status.relays.note(name, state)
        ledger.needsPerson = status.relays.needPerson
        if let notice = status.relays.notice(name, state) { note(notice) }
    }

    // MARK: The process

    private func wakeUp(within milliseconds: Int) -> Signals.Received? {
        var watched = [signals.descriptor, delivering.news.descriptor]
        watched += [drafts.eventDescriptor, approved.eventDescriptor].compactMap(\.self)
        var polled = watched.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        poll(&polled, nfds_t(polled.count), Int32(clamping: milliseconds))
        return signals.take()
    }

    private func reload() {
        do throws(Failure) {
            var fresh = try Workspace(workspace.configurationPath)
            fresh.configuration.folders = workspace.configuration.folders
            try delivering.use(fresh.configuration)
            workspace.configuration = fresh.configuration
            workspace.zone = fresh.zone
            desk.use(fresh.configuration, zone: fresh.zone)
            status.relays.use(fresh.configuration.relays.map(\.name))
            Console.plain("the configuration was read again; its folders change at the next start")
        } catch { note("the configuration stays as it was: \(error.message)") }
    }

    private func end(_ code: ExitCode) -> ExitCode {
        delivering.stop()
        tellNews()
        status.hasStopped = true
        writeStatus()
        return code
    }

    /// Says it, unless it was said last; it stands in the status in any case.
    private func note(_ problem: String) {
        if status.problems.last != problem { Console.problem(problem) }
        status.note(problem)
    }

    private func writeStatus() {
        guard status != writtenStatus else { return }
        status.write(to: workspace.statusPath)
        writtenStatus = status
    }
}
