import Disk
import Synchronization

/// One commit of everything that the dispatcher has recorded: suppressions first, then the log of each
/// broadcast. It stops at the first that fails.
final class JournalCommit: Sendable {
    /// What came of it.
    struct End: Sendable {
        /// Suppressions that are on disk.
        var suppressed = 0
        /// As many as were tried, in their order.
        var logs: [AppendLog.Commit] = []
        var result = AppendLog.Commit.done
    }

    private let suppressions: Suppressions
    private let entries: [Suppressions.Entry]
    private let writes: [AppendLog.Write]
    private let end = Mutex<End?>(nil)

    init(_ entries: [Suppressions.Entry], to suppressions: Suppressions, _ writes: [AppendLog.Write]) {
        self.entries = entries
        self.suppressions = suppressions
        self.writes = writes
    }

    /// Blocks; to be called once, on any thread.
    func run() {
        let end = carryOut()
        self.end.withLock { $0 = end }
    }

    /// Nil where it was not run.
    func takeEnd() -> End? { end.withLock { $0 } }

    private func carryOut() -> End {
        var end = End()
        for entry in entries {
            end.result = suppressions.commit(entry)
            guard end.result == .done else { return end }
            end.suppressed += 1
        }
        for write in writes {
            let result = write.run()
            end.logs.append(result)
            end.result = result
            if result != .done { return end }
        }
        return end
    }
}
