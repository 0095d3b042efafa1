/// Who of a broadcast is to be handed over next: first those whose outcome is unknown, then those never
/// tried in the order of their file, then the deferred that are due, the longest first.
///
/// A recipient that ends every connection it is tried on is deferred, and so stands before nobody.
struct Owed {
    private var again: [Int] = []
    private var deferred = DueQueue()
    private var cursor = 0
    /// Pending recipients that the cursor has yet to reach.
    private var ahead: Int
    private let total: Int

    /// Nobody.
    init() {
        total = 0
        ahead = 0
    }

    /// - Parameter wait: monotonic milliseconds at which a deferred recipient is due.
    init(_ standing: Standing, wait: (Standing.Unsettled) -> Int64) {
        total = standing.states.count
        ahead = 0
        for (recipient, unsettled) in standing.unsettled {
            if standing.states[recipient] == .deferred {
                deferred.insert(recipient, due: wait(unsettled))
            } else {
                again.append(recipient)
            }
        }
        again.sort(by: >)
        ahead = standing.count(.pending) - again.count
    }

    mutating func next(_ standing: Standing, at now: Int64) -> Int? {
        if let recipient = again.popLast() { return recipient }
        while cursor < total {
            defer { cursor += 1 }
            if standing.states[cursor] == .pending, standing.unsettled[cursor] == nil {
                ahead -= 1
                return cursor
            }
        }
        return deferred.popDue(at: now)
    }

    func due(at now: Int64) -> Int {
        again.count + ahead + (deferred.first.map { $0 <= now ? 1 : 0 } ?? 0)
    }

    /// When the next deferred recipient is due, where nothing is due before.
    var nextDue: Int64? { deferred.first }

    /// One who was at an end is pending again.
    mutating func reopen(_ recipient: Int, _ standing: Standing) {
        if recipient < cursor || standing.unsettled[recipient] != nil {
            again.append(recipient)
        } else {
            ahead += 1
        }
    }

    mutating func atOnce(_ recipient: Int) { again.append(recipient) }

    mutating func later(_ recipient: Int, due: Int64) { deferred.insert(recipient, due: due) }

    /// Nobody is owed anything any more.
    mutating func clear() {
        again.removeAll()
        deferred.removeAll()
        cursor = total
        ahead = 0
    }
}
