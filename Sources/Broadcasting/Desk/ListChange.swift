import Disk
import JSON
import Mail

/// How a list differs from what it was in the last broadcast to it, by its addresses.
public struct ListChange: Sendable, Equatable {
    /// Some of many people, and how many there are.
    public struct People: Sendable, Equatable {
        /// `Ann Day <ann@hub.example>`, in the order of the file; at most `shown`.
        public fileprivate(set) var first: [String] = []
        public fileprivate(set) var count = 0

        static let shown = 10

        fileprivate mutating func add(_ recipient: Recipient) {
            count += 1
            if count <= People.shown { first.append(recipient.inWords) }
        }

        /// A line each, and how many more there are.
        fileprivate func lines(_ mark: String) -> [String] {
            first.map { "\(mark) \($0)" }
                + (count > first.count ? ["\(mark) … and \(count - first.count) more"] : [])
        }
    }

    public let list: Name
    /// The id of the last broadcast to it.
    public let since: String
    public private(set) var added = People()
    public private(set) var removed = People()

    /// Gives people one by one.
    typealias Walk = ((Recipient) -> Void) throws -> Void

    /// - Parameters:
    ///   - since: the id of the last broadcast to it.
    ///   - count: of those who were on it then.
    ///   - before: who was on the list then.
    ///   - now: who is on it now, each once.
    /// - Throws: what the walks throw; `DamagedRecord` where it is not known of everybody who was on it then.
    init(of list: Name, since: String, count: Int, before: Walk, now: Walk) throws {
        self.list = list
        self.since = since
        // Marks: 0 was there then, 1 is there now.
        var people = AddressSet()
        var (added, removed) = (People(), People())
        try before { people.insert($0.address) }
        guard people.count == count else {
            throw DamagedRecord(
                "\(since): its records name \(people.count) of \(count) subscribers of '\(list)'")
        }
        try now { if people.mark($0.address, with: 1) == nil { added.add($0) } }
        try before { if people.mark($0.address, with: 1) == 0 { removed.add($0) } }
        (self.added, self.removed) = (added, removed)
    }

    var isNothing: Bool { added.count == 0 && removed.count == 0 }

    /// `sector: +3 −1 since broadcast 2026-11-24T090000Z-crossings`, and a line for each of them.
    public var inWords: [String] {
        ["\(list): \(inNumbers) since broadcast \(since)"]
            + (added.lines("+") + removed.lines("−")).map { "    \($0)" }
    }

    private var inNumbers: String {
        [added.count > 0 ? "+\(added.count)" : nil, removed.count > 0 ? "−\(removed.count)" : nil]
            .compactMap(\.self).joined(separator: " ")
    }
}

extension Plan {
    /// How the lists addressed differ from what they were in the last broadcast to them, where they do. What cannot be
    /// known is not told.
    /// - Parameter now: gives who is on a list.
    func changes(_ history: BroadcastHistory, now: (Name) -> ListChange.Walk) -> [ListChange] {
        guard earlier?.withdrawn == nil else { return [] }
        return to.compactMap { list in
            guard let last = history.last(to: list) else { return nil }
            let folder = BroadcastFolder("\(configuration.folders.broadcasts)/\(last.id)")
            return try? ListChange(
                of: list, since: last.id, count: last.subscribers,
                before: { try folder.forEachMember(of: list, $0) }, now: now(list))
        }.filter { !$0.isNothing }
    }
}

extension BroadcastRecord {
    /// Each with the list that has changed.
    mutating func note(_ changes: [ListChange]) {
        for index in lists.indices {
            lists[index].change = changes.first { $0.list == lists[index].name }
        }
    }
}

extension ListChange {
    var json: JSON {
        .object([
            .init("since", .string(since)),
            .init("added", .integer(Int64(added.count))),
            .init("removed", .integer(Int64(removed.count))),
            .init("addedFirst", .array(added.first.map(JSON.string))),
            .init("removedFirst", .array(removed.first.map(JSON.string))),
        ])
    }

    init(_ json: JSON, of list: Name) throws(DamagedRecord) {
        self.list = list
        since = try json.text("since")
        added = People(first: json.texts("addedFirst"), count: try json.count("added"))
        removed = People(first: json.texts("removedFirst"), count: try json.count("removed"))
    }
}
