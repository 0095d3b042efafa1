import Disk
import JSON
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct BroadcastShelfTests {
    private let start = Timestamp(milliseconds: 0)
    private let now = Timestamp(milliseconds: 1_800_000_000_000)

    private struct Walked {
        var ids: [String] = []
        var problems: [String] = []
        var topics: [[String]?] = []
    }

    private func walk(
        _ folder: TemporaryFolder, since: Timestamp? = nil, except untouchable: Set<String> = [],
        isIdle: Bool = true
    ) throws -> Walked {
        var walked = Walked()
        try BroadcastShelf(folder.path, except: untouchable, isIdle: isIdle).forEach(since: since ?? start) {
            past, _ in
            walked.ids.append(past.id)
            walked.topics.append(past.topics)
        } problem: { name, why in
            walked.problems.append("\(name): \(why)")
        }
        return walked
    }

    private func stage(_ id: String, in folder: TemporaryFolder) throws -> StagedBroadcast {
        let staged = try StagedBroadcast(id, in: folder, to: StagedBroadcast.addresses(3), at: now) {
            $0.topics = ["Crossings"]
        }
        try staged.folder.writeSummary(Summary(staged.record, Standing(recipients: 3), paused: false))
        return staged
    }

    private func rewrite(_ staged: StagedBroadcast, _ name: String, _ value: JSON?) throws {
        let members = (staged.folder.summary()?.objectValue ?? []).compactMap { member in
            member.name != name ? member : value.map { JSON.Member(name, $0) }
        }
        try AtomicFile.replace(staged.folder.summaryPath, with: JSON.object(members).bytes())
    }

    private let one = "2026-11-23T120000Z-one"
    private let two = "2026-12-01T120000Z-two"

    @Test func `broadcasts come by age, and only from a day on`() throws {
        let folder = try TemporaryFolder()
        for id in [two, one] { _ = try stage(id, in: folder) }
        #expect(try walk(folder).ids == [one, two])
        let december = try #require(Timestamp(rfc3339: "2026-12-01T00:00:00Z"))
        let walked = try walk(folder, since: december)
        #expect(walked.ids == [two] && walked.problems.isEmpty && walked.topics == [["Crossings"]])
    }

    @Test func `a summary is enough, and where it is gone or damaged the other records are asked`() throws {
        let folder = try TemporaryFolder()
        let first = try stage(one, in: folder)
        try AtomicFile.replace(first.folder.recipientsPath, with: Array("nonsense".utf8))
        let second = try stage(two, in: folder)
        for damage in ["", "nonsense", "{}", "{\"id\":\"\(two)\"}"] {
            try AtomicFile.replace(second.folder.summaryPath, with: Array(damage.utf8))
            #expect(try walk(folder).ids == [one, two])
        }
        try Folder.remove(second.folder.summaryPath)
        #expect(try walk(folder).ids == [one, two])
    }

    @Test func `numbers that do not add up are not believed`() throws {
        let folder = try TemporaryFolder()
        let staged = try stage(one, in: folder)
        try rewrite(staged, "accepted", 2)
        #expect(PastBroadcast(try #require(staged.folder.summary())) == nil)
        #expect(try walk(folder).ids == [one])
        try rewrite(staged, "accepted", -1)
        #expect(PastBroadcast(try #require(staged.folder.summary())) == nil)
    }

    @Test func `numbers beyond all measure are damage, and no crash`() throws {
        let folder = try TemporaryFolder()
        let staged = try stage(one, in: folder)
        for number in [Int64.max, -1] {
            let names = Set(["recipients"] + Summary.outcomes.map(\.name))
            let members = (staged.folder.summary()?.objectValue ?? []).map { member in
                names.contains(member.name) ? JSON.Member(member.name, .integer(number)) : member
            }
            try AtomicFile.replace(staged.folder.summaryPath, with: JSON.object(members).bytes())
            #expect(try walk(folder).ids == [one])
        }
        var record = staged.record
        record.recipients = Int.max
        try AtomicFile.replace(staged.folder.recordPath, with: record.json.bytes())
        let walked = try walk(folder)
        #expect(walked.ids == [] && walked.problems.first?.contains("it has 3 lines") == true, "\(walked)")
        try Folder.remove(staged.folder.summaryPath)
        #expect(staged.folder.derivedSummary()?["state"]?.stringValue == "paused")
        #expect(throws: DamagedRecord.self) { try BroadcastReport(staged.folder) }
    }

    @Test func `topics that an older summary does not tell come from the record`() throws {
        let folder = try TemporaryFolder()
        try rewrite(try stage(one, in: folder), "topics", nil)
        #expect(try walk(folder).topics == [["Crossings"]])
    }

    @Test func `what is no broadcast, unfinished, damaged or a copy is named, and the others are told`()
        throws
    {
        let folder = try TemporaryFolder()
        _ = try stage(one, in: folder)
        let damaged = try stage(two, in: folder)
        try AtomicFile.replace(damaged.folder.logPath, with: Array("nonsense\n{\"event\":\"x\"}\n".utf8))
        try Folder.remove(damaged.folder.summaryPath)
        try Folder.make(folder("notes"))
        try writeFile("", to: folder("2026-11-24T120000Z-file"))
        try Folder.make(folder("2026-11-25T120000Z-empty"))
        try Folder.make(folder(".2026-11-26T120000Z-begun"))
        let copy = try stage("2026-11-27T120000Z-copy", in: folder)
        try rewrite(copy, "id", .string(one))
        let walked = try walk(folder)
        #expect(walked.ids == [one])
        let starts = [
            ".2026-11-26T120000Z-begun: was being prepared", "2026-11-24T120000Z-file: has no broadcast.json",
            "2026-11-25T120000Z-empty: has no broadcast.json",
            "2026-11-27T120000Z-copy: says that it is broadcast '\(one)'", "\(two): ",
            "notes: is no broadcast",
        ]
        #expect(walked.problems.count == starts.count, "\(walked.problems)")
        for (problem, start) in zip(walked.problems, starts) { #expect(problem.hasPrefix(start)) }
        #expect(walked.problems[4].contains("deliveries.jsonl:1"))
        #expect(try walk(folder, isIdle: false).problems.count == starts.count - 1)
    }

    @Test func `a broadcast in which the program failed is told from its summary, or not at all`() throws {
        let folder = try TemporaryFolder()
        let staged = try stage(one, in: folder)
        for path in [staged.folder.recordPath, staged.folder.recipientsPath] { try Folder.remove(path) }
        #expect(try walk(folder, except: [one]).ids == [one])
        try Folder.remove(staged.folder.summaryPath)
        #expect(try walk(folder, except: [one]).problems.first?.hasPrefix("\(one): is set aside") == true)
    }
}
