import Disk

/// Addresses that a relay called dead, until `state/suppressions.jsonl` has them.
///
/// A file that cannot be written holds no message back: the entries are kept and tried again.
struct DeadAddresses {
    enum Result: Equatable {
        case done
        /// Kept for another try.
        case kept(SystemError)
        /// The disk cannot be trusted any more.
        case broken(SystemError)
    }

    let suppressions: Suppressions
    private var waiting: [Suppressions.Entry] = []
    private var nextTry = Int64.min
    /// Milliseconds until a failed write is tried again.
    static let pause: Int64 = 1_000
    /// Milliseconds that another process may keep the file locked; all sending waits.
    private static let patience = 3

    init(_ suppressions: Suppressions) { self.suppressions = suppressions }

    var isEmpty: Bool { waiting.isEmpty }

    mutating func add(_ entry: Suppressions.Entry) { waiting.append(entry) }

    /// Writes what waits, unless it failed a moment ago.
    /// - Parameter now: monotonic milliseconds.
    mutating func commit(at now: Int64) -> Result {
        guard !waiting.isEmpty, now >= nextTry else { return .done }
        do throws(SystemError) { try suppressions.append(waiting, patience: DeadAddresses.patience) } catch {
            // As a log's commit: a sync that failed is never tried again as if it had worked.
            if error.call == "sync" { return .broken(error) }
            nextTry = now + DeadAddresses.pause
            return .kept(error)
        }
        waiting.removeAll()
        return .done
    }
}
