import Broadcasting
import Disk
import Mail

/// What a daemon does about a mark in a broadcast's folder, done by a command while no daemon runs.
struct OfflineDesk {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    /// Brings log, summary and receipt up to the mark; nothing where a daemon has the workspace: it does the same.
    func settle(_ folder: BroadcastFolder) throws(Failure) {
        try workspace.prepareState()
        let lock: LockFile
        do throws(LockFile.Taken) { lock = try LockFile(workspace.lockPath) } catch {
            guard case .failed(let error) = error else { return }
            throw Failure(error)
        }
        let key = try workspace.secretKey()
        var waiting = [folder]
        /// What the receipt is to say.
        var told: Summary?
        var trouble: String?
        let dispatcher = Dispatcher(
            world: Delivery.World(
                clock: .real, schedule: RetrySchedule(workspace.configuration.retry), key: key,
                hasOtherRelay: false, random: { 0 }),
            suppressions: workspace.suppressions,
            limits: RelayLimits([], path: workspace.relaysPath, clock: .real),
            orders: {
                defer { waiting = [] }
                return waiting.map { .deliver($0) }
            },
            news: { news in
                switch news {
                case .finished(let summary), .reopened(let summary): told = summary
                case .damaged(_, let problem), .outOfRoom(let problem), .mustStop(let problem),
                    .notReopened(_, let problem):
                    trouble = problem
                case .paused, .written, .resumed, .roomAgain, .notSuppressed, .suppressedAgain, .relay, .uses:
                    break
                }
            })
        dispatcher.tend()
        extendLifetime(lock)
        if let trouble { throw Failure(.cannotCreate, trouble) }
        if let told { writeReceipt(told) }
        // Whatever the program once failed in, it has come to its end.
        guard let told, told.state != .sending, told.state != .paused else { return }
        try? CrashLog(workspace.crashesPath).clear(.broadcast(id: folder.id))
    }

    private func writeReceipt(_ summary: Summary) {
        let desk = DraftDesk(drafts: workspace.configuration.folders.drafts)
        try? desk.writeReceipt(summary.record.receipt, ReceiptText.make(summary, zone: workspace.zone))
    }
}
