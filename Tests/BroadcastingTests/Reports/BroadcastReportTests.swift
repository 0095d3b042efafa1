import Disk
import JSON
import Mail
import class TestSupport.TemporaryFolder
import Testing

@testable import Broadcasting

struct BroadcastReportTests {
    private let now = Timestamp(milliseconds: 1_800_000_000_000)

    /// Seven people on two lists, some with an organisation.
    private func staged(
        in folder: TemporaryFolder, columns: Bool = true, _ change: (inout BroadcastRecord) -> Void = { _ in }
    ) throws -> StagedBroadcast {
        let kent = try #require(Name("kent"))
        let staged = try StagedBroadcast(in: folder, to: StagedBroadcast.addresses(7), at: now) { record in
            if columns { record.fields = ["name", "email", "organisation"] }
            var share = record.lists[0]
            share.name = kent
            record.lists.append(share)
            change(&record)
        }
        var writer = JSONWriter()
        for (index, address) in StagedBroadcast.addresses(7).enumerated() {
            let subscriber = Subscriber(
                address: try EmailAddress(address), name: "P\(index)",
                columns: columns ? ["organisation": ["Hub A", "", "Hub B"][index % 3]] : [:])
            Recipient(
                subscriber, list: index < 4 ? staged.record.lists[0].name : kent,
                suppressed: index == 6 ? "asked by phone" : nil
            ).write(into: &writer)
        }
        try AtomicFile.replace(staged.folder.recipientsPath, with: writer.bytes)
        return staged
    }

    private func write(_ events: [DeliveryEvent], to folder: BroadcastFolder) throws {
        let log = try DeliveryLog(folder.logPath)
        events.forEach(log.append)
        _ = log.commit()
    }

    private func event(
        _ kind: DeliveryEvent.Kind, _ recipient: Int, after seconds: Int64 = 0, attempt: Int = 1,
        _ reply: Reply? = nil
    ) -> DeliveryEvent {
        var event = DeliveryEvent(
            at: now.adding(milliseconds: seconds * 1_000), recipient: recipient,
            to: StagedBroadcast.addresses(7)[recipient], kind: kind, attempt: attempt)
        event.reply = reply
        return event
    }

    /// Of seven: three accepted, one of them perhaps twice; one rejected after an answer that never came; one deferred;
    /// one not tried; one suppressed.
    private var ordinary: [DeliveryEvent] {
        var again = event(.attempting, 1, after: 5, attempt: 2)
        again.maybeDuplicate = true
        return [
            event(.suppressed, 6, attempt: 0), event(.attempting, 0), event(.accepted, 0, after: 2),
            event(.attempting, 1, after: 2), event(.unconfirmed, 1, after: 4), again,
            event(.accepted, 1, after: 6, attempt: 2), event(.unconfirmed, 2, after: 6),
            event(
                .rejected, 2, after: 7, attempt: 2,
                Reply(code: 550, status: EnhancedStatus(5, 1, 1), text: "gone")),
            event(.accepted, 4, after: 8), event(.deferred, 3, after: 9, Reply(code: 451, text: "later")),
        ]
    }

    @Test func `outcomes and reach are told by list, domain and organisation`() throws {
        let folder = try TemporaryFolder()
        let staged = try staged(in: folder)
        try write(ordinary, to: staged.folder)
        let report = try BroadcastReport(staged.folder)
        #expect(report.summary.reach == [50: 8])
        #expect(report.lists.map(\.name) == ["sector", "kent"])
        #expect(report.lists.map(\.recipients) == [4, 3])
        #expect(report.lists.map(\.reach) == [[50: 6], [50: 8]])
        #expect(report.lists.map(\.missed) == [2, 1])
        #expect(
            report.domains.map(\.name) == ["charity-0.example", "charity-1.example", "charity-2.example"])
        #expect(report.domains.map(\.recipients) == [3, 2, 2])
        #expect(report.domains[1].reach == [50: 6, 95: 8, 100: 8])
        let organisations = try #require(report.organisations)
        #expect(organisations.map(\.name) == ["Hub A", "", "Hub B"])
        #expect(organisations[0].counts == [.accepted: 1, .deferred: 1, .suppressed: 1])
        let all = report.lists.map(\.counts).reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        #expect(all == report.summary.counts.filter { $0.value > 0 })
    }

    @Test func `whoever was missed is named with the last that was said of them`() throws {
        let folder = try TemporaryFolder()
        let staged = try staged(in: folder)
        try write(ordinary, to: staged.folder)
        let report = try BroadcastReport(staged.folder)
        var told: [String] = []
        var twice: [String] = []
        try report.forEachRecipient { fate in
            let note = fate.maybeReceived ? " (maybe)" : ""
            if fate.isMissed { told.append("\(fate.recipient.name) \(fate.state): \(fate.why)\(note)") }
            if fate.maybeDuplicate { twice.append(fate.recipient.name) }
        }
        #expect(
            told == [
                "P2 rejected: 550 5.1.1 gone (maybe)", "P3 deferred: 451 later", "P5 pending: not tried yet",
                "P6 suppressed: asked by phone",
            ])
        #expect(twice == ["P1"] && report.maybeDuplicates == 1)
    }

    @Test func `who bounced later is missed, though the relay had accepted`() throws {
        let folder = try TemporaryFolder()
        let staged = try staged(in: folder)
        try write(
            [event(.accepted, 0), event(.bounced, 0, after: 60), event(.complained, 1)], to: staged.folder)
        var told: [String] = []
        try BroadcastReport(staged.folder).forEachRecipient { fate in
            if !fate.cameBack.isEmpty { told.append("\(fate.state) \(fate.cameBack) \(fate.isMissed)") }
        }
        #expect(told == ["accepted [\"bounced\"] true", "pending [\"complained\"] true"])
    }

    @Test
    func `without such a column there are no organisations, and before the first event nobody is reached`()
        throws
    {
        let folder = try TemporaryFolder()
        let report = try BroadcastReport(try staged(in: folder, columns: false).folder)
        #expect(report.organisations == nil)
        #expect(report.summary.counts[.pending] == 7 && report.curve.points.isEmpty)
        var count = 0
        try report.forEachRecipient { count += $0.why == "not tried yet" ? 1 : 0 }
        #expect(count == 6)
    }

    @Test func `an event that a running daemon has half written is none yet`() throws {
        let folder = try TemporaryFolder()
        let staged = try staged(in: folder)
        try write([event(.accepted, 0)], to: staged.folder)
        let whole = try File.contents(of: staged.folder.logPath)
        try AtomicFile.replace(staged.folder.logPath, with: whole + Array("{\"at\":\"20".utf8))
        #expect(try BroadcastReport(staged.folder).summary.counts[.accepted] == 1)
        #expect(try File.contents(of: staged.folder.logPath).count == whole.count + 9)
    }

    @Test(arguments: [
        ("broadcast.json", "nonsense"), ("recipients.jsonl", "nonsense\n"),
        ("recipients.jsonl", "{\"to\":\"a@hub.example\",\"name\":\"\",\"list\":\"kent\"}\n"),
        ("recipients.jsonl", "{\"to\":"), ("deliveries.jsonl", "nonsense\n{\"event\":\"x\"}\n"),
    ])
    func `damage is told with the file`(name: String, content: String) throws {
        let folder = try TemporaryFolder()
        let staged = try staged(in: folder)
        try AtomicFile.replace("\(staged.folder.path)/\(name)", with: Array(content.utf8))
        let damage = #expect(throws: DamagedRecord.self) { try BroadcastReport(staged.folder) }
        #expect(damage?.what.contains("/\(name):") == true, "\(String(describing: damage))")
    }

    @Test func `more groups than are kept apart are told together, last`() throws {
        var tally = GroupTally()
        let count = GroupTally.most + 5
        for index in 0..<count { tally.add("d\(index)", isSuppressed: false) }
        var standing = Standing(recipients: count)
        for index in [0, count - 1] {
            let event = DeliveryEvent(
                at: now, recipient: index, to: "a@hub.example", kind: .accepted, attempt: 1)
            try standing.apply(event)
            tally.accept(index, at: now)
        }
        let groups = tally.groups(standing, since: now).largestFirst()
        #expect(groups.count == GroupTally.most + 1)
        let others = try #require(groups.last)
        #expect(others.name == ReportGroup.others && others.recipients == 5 && others.count(.accepted) == 1)
    }
}
