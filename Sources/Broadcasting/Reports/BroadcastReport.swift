import Disk
import Glibc
import JSON
import Mail

/// One broadcast, told from its records: how fast it reached whom, and who was missed.
///
/// Memory: 18 octets a recipient, and some for each list, domain and organisation.
public struct BroadcastReport {
    public let record: BroadcastRecord
    public let summary: Summary
    /// In the order of the draft.
    public let lists: [ReportGroup]
    /// The largest first.
    public let domains: [ReportGroup]
    /// By the column `organisation`, else `organization`, the largest first; nil where no list addressed has one.
    public let organisations: [ReportGroup]?
    public let curve: ReachCurve
    /// Recipients who may have got two copies.
    public let maybeDuplicates: Int

    private let folder: BroadcastFolder
    private let standing: Standing
    private let traces: Traces

    /// - Throws: `SystemError` or `DamagedRecord`, naming the file.
    public init(_ folder: BroadcastFolder) throws {
        self.folder = folder
        record = try folder.record()
        var groups = Groups(record)
        try BroadcastReport.walk(folder, record) { _, recipient in groups.add(recipient) }
        var traces = Traces(recipients: record.recipients)
        var curve = ReachCurve()
        let droppedAt = record.droppedAt
        let finder = Finder(folder.recipientsPath)
        let reading = try DeliveryLog.read(
            folder.logPath, recipients: record.recipients, repair: false, find: finder.index
        ) { offset, event in
            let isNew = event.kind == .accepted && !traces.marks[event.recipient].contains(.accepted)
            traces.note(event, at: offset)
            guard isNew else { return }
            groups.accept(event.recipient, at: event.at)
            curve.add(seconds: event.at.seconds(since: droppedAt))
        }
        standing = reading.standing
        let pause = folder.pauseReason()
        summary = Summary(
            record, standing, paused: pause != nil, problems: pause.map { ["paused: \($0)"] } ?? [])
        lists = groups.lists.groups(standing, since: droppedAt)
        domains = groups.domains.groups(standing, since: droppedAt).largestFirst()
        organisations = groups.organisations?.groups(standing, since: droppedAt).largestFirst()
        maybeDuplicates = traces.marks.count { $0.contains(.maybeDuplicate) }
        self.curve = curve
        self.traces = traces
    }

    /// Everybody, in the order in which they were frozen.
    /// - Throws: `SystemError` or `DamagedRecord`; what `body` threw.
    public func forEachRecipient(_ body: (RecipientFate) throws -> Void) throws {
        let events = Folder.exists(folder.logPath) ? try EventReader(folder.logPath) : nil
        try BroadcastReport.walk(folder, record) { index, recipient in
            let place = traces.place(of: index)
            let event = try place.flatMap { try events?.event(at: $0, of: index) }
            let marks = traces.marks[index]
            let isOpen = standing.unsettled[index]?.maybeDelivered ?? false
            let mayHave = isOpen || !marks.isDisjoint(with: [.unknown, .maybeDuplicate])
            try body(
                RecipientFate(
                    recipient: recipient, state: standing.states[index], lastEvent: event,
                    maybeDuplicate: marks.contains(.maybeDuplicate),
                    maybeReceived: standing.states[index] != .accepted && mayHave, cameBack: marks.cameBack))
        }
    }

    private static func walk(
        _ folder: BroadcastFolder, _ record: BroadcastRecord, _ body: (Int, Recipient) throws -> Void
    ) throws {
        let path = folder.recipientsPath
        var index = 0
        let end = try LineReader(path).forEach { _, line in
            guard index < record.recipients else { return index += 1 }
            let recipient: Recipient
            do throws(DamagedRecord) { recipient = try Recipient(line) } catch {
                throw DamagedRecord("\(path):\(index + 1): \(error.what)")
            }
            try body(index, recipient)
            index += 1
        }
        guard end == (try File(path, O_RDONLY | O_NOFOLLOW).size()) else {
            throw DamagedRecord("\(path):\(index + 1): the line is cut")
        }
        guard index == record.recipients else {
            throw DamagedRecord(
                "\(path): it has \(Counted(index, "line")), and there are \(Counted(record.recipients, "recipient"))"
            )
        }
    }
}

/// The groups by which a broadcast is told.
private struct Groups {
    var lists: GroupTally
    var domains = GroupTally()
    var organisations: GroupTally?

    init(_ record: BroadcastRecord) {
        lists = GroupTally(record.lists.map(\.name.text))
        if Recipient.organisationColumns.contains(where: record.fields.contains) {
            organisations = GroupTally()
        }
    }

    mutating func add(_ recipient: Recipient) {
        let isSuppressed = recipient.suppressed != nil
        lists.add(recipient.list.text, isSuppressed: isSuppressed)
        domains.add(recipient.address.domain, isSuppressed: isSuppressed)
        organisations?.add(recipient.organisation ?? "", isSuppressed: isSuppressed)
    }

    mutating func accept(_ recipient: Int, at moment: Timestamp) {
        lists.accept(recipient, at: moment)
        domains.accept(recipient, at: moment)
        organisations?.accept(recipient, at: moment)
    }
}

/// An address's place, for a line of a log that does not tell it. Our own do.
private final class Finder {
    private let path: String
    private lazy var file = try? RecipientFile(path)

    init(_ path: String) { self.path = path }

    func index(of address: String) -> Int? { file?.index(of: address) }
}
