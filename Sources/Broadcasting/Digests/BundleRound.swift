import Disk
import Mail

/// One look at what is owed: each bundle that is due is prepared, and appears.
struct BundleRound {
    let desk: Desk
    let now: Timestamp
    private let doubt: BundleDoubt?
    private(set) var outcome = Bundler.Outcome()
    /// The bundles that have appeared.
    private(set) var made: [BroadcastHistory.Past] = []
    private var lists: CurrentLists?
    /// What was in a bundle that was stopped is owed again.
    var hasTakenUpStopped = false

    init(_ desk: Desk, _ doubt: BundleDoubt?) {
        self.desk = desk
        self.doubt = doubt
        now = desk.clock.now()
    }

    func folder(_ id: String) -> BroadcastFolder {
        BroadcastFolder("\(desk.configuration.folders.broadcasts)/\(id)")
    }

    /// The lists as they are now, looked at once.
    mutating func currentLists() throws(CurrentLists.Unsure) -> CurrentLists {
        if let lists { return lists }
        let found = try currentLists(.untouched(at: now))
        lists = found
        return found
    }

    func currentLists(_ care: ListCare) throws(CurrentLists.Unsure) -> CurrentLists {
        do throws(Problem) { return try CurrentLists(desk.configuration, desk.history, care) } catch {
            throw CurrentLists.Unsure(why: "\(error)")
        }
    }

    /// - Parameter about: what is in the way of what; told until it is not any more.
    mutating func tell(_ about: String, _ problem: String) { outcome.problems[about] = problem }

    /// A list will be read in a moment.
    mutating func waitForList() { outcome.isWaiting = true }

    /// Broadcasts that update another one, and were not taken back themselves.
    var updates: [BroadcastHistory.Past] {
        desk.history.all.filter { $0.relation == .updates && !folder($0.id).isCancelled }
    }

    // MARK: Bundles

    /// - Returns: false where it has to be tried again; that is told.
    mutating func make(_ order: BundleOrder) -> Bool {
        let work = Work(on: order.subject)
        guard desk.crashes?.mustSetAside(work.subject) != true else {
            tell(
                "bundle \(order.list)",
                "\(order.name) is set aside: the program failed twice in making it of \(order.ids.joined(separator: ", "))"
                    + ", which is a fault of the program: please report it; 'linerelay cancel ID' leaves one of them out"
            )
            return false
        }
        return work.during {
            let isMade = makeNow(order)
            if isMade { desk.crashes?.clear(work.subject) }
            return isMade
        }
    }

    private mutating func makeNow(_ order: BundleOrder) -> Bool {
        do {
            let updated = Set(updates.compactMap(\.earlier))
            let lines = try order.ids.map {
                try BundledLine($0, desk.configuration, at: now, updated: updated)
            }
            return try make(order, lines)
        } catch {
            tell("bundle \(order.list)", "\(order.name) is not sent yet: \(error)")
            return false
        }
    }

    private mutating func make(_ order: BundleOrder, _ lines: [BundledLine]) throws -> Bool {
        let id = BroadcastID.make(at: now, draftName: order.name) { Folder.exists(folder($0).path) }
        var preparation = try Preparation(
            id: id, configuration: desk.configuration, clock: desk.clock, key: desk.key)
        defer { preparation.discard() }
        switch try preparation.prepare(order, lines, acceptedAt: now) {
        case nil: return true
        case .failure(let problems)?:
            if lines.count > 1, problems.all.contains(where: { $0.path == order.name }) {
                return try halves(order, lines)
            }
            let words = problems.all.map(\.description).joined(separator: "; ")
            tell("bundle \(order.list)", "\(order.name) is not sent yet: \(words)")
            return false
        case .success(let (record, text))?:
            for id in order.ids { try mark(id, with: record.id) }
            try preparation.commit(record, draft: text)
            if let why = whyDoubtful(lines) {
                _ = folder(record.id).writePause(Restore.reason(why, record.id), at: now)
            }
            outcome.accepted.append(record)
            made.append(desk.note(bundle: record))
            return true
        }
    }

    private func whyDoubtful(_ lines: [BundledLine]) -> String? {
        if let doubt, lines.contains(where: { $0.record.acceptedAt < doubt.startedAt }) { return doubt.why }
        return lines.lazy.compactMap { folder($0.record.id).bundleMark.doubt }.first
    }

    /// Too long for one message: two, the older lines first.
    private mutating func halves(_ order: BundleOrder, _ lines: [BundledLine]) throws -> Bool {
        // Looked at before the first half makes them known as served.
        var people: [Recipient] = []
        try order.people { people.append($0) }
        for range in [0..<lines.count / 2, lines.count / 2..<lines.count] {
            var half = order
            half.ids = Array(order.ids[range])
            half.people = { [people] body in people.forEach(body) }
            guard try make(half, Array(lines[range])) else { return false }
        }
        return true
    }

    /// Before the bundle appears: whoever withdraws the line has to find it.
    private func mark(_ id: String, with bundle: String) throws(SystemError) {
        var mark = folder(id).bundleMark
        mark.ids.append(bundle)
        try folder(id).write(mark)
    }
}

/// Of a workspace that was put back from a copy: what was accepted before may have been sent long ago.
struct BundleDoubt {
    var why: String
    var startedAt: Timestamp
}
