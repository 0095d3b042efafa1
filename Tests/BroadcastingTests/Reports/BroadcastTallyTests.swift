import JSON
import Testing

@testable import Broadcasting

struct BroadcastTallyTests {
    private func past(_ id: String, topics: [String], accepted: Int, reach: Double?) throws -> PastBroadcast {
        var members: [JSON.Member] = [
            .init("id", .string(id)), .init("subject", "Lines"), .init("state", "sent"),
            .init("recipients", 10),
            .init("droppedAt", "2026-11-23T12:00:00Z"), .init("topics", .array(topics.map(JSON.string))),
            .init("reach", .object([.init("95", reach.map(JSON.number) ?? .null)])),
        ]
        members += Summary.outcomes.map { name, state in
            let count = state == .accepted ? accepted : state == .rejected ? 10 - accepted : 0
            return .init(name, .integer(Int64(count)))
        }
        return try #require(PastBroadcast(.object(members)))
    }

    @Test func `broadcasts are told by month and by topic, one with two topics with each`() throws {
        var tallies = BroadcastTallies()
        tallies.add(try past("a", topics: ["Kent", "Crossings"], accepted: 9, reach: 4), month: "2026-10")
        tallies.add(try past("b", topics: ["Kent", "Kent"], accepted: 10, reach: 1), month: "2026-11")
        tallies.add(try past("c", topics: [], accepted: 3, reach: nil), month: "2026-11")
        #expect(tallies.months.map(\.name) == ["2026-10", "2026-11"])
        #expect(tallies.months.map(\.broadcasts) == [1, 2])
        #expect(tallies.topics.map(\.name) == ["Crossings", "Kent", nil])
        #expect(tallies.topics.map(\.broadcasts) == [1, 2, 1])
        #expect(tallies.topics.map { $0.count(.accepted) } == [9, 19, 3])
        #expect(tallies.total.recipients == 30 && tallies.total.count(.rejected) == 8)
    }

    @Test func `the median is that of the broadcasts that got so far`() throws {
        var tally = BroadcastTally()
        #expect(tally.median(95) == nil)
        for reach in [8, 2, nil, 4] as [Double?] {
            tally.add(try past("a", topics: [], accepted: 9, reach: reach))
        }
        #expect(tally.median(95) == 4)
        tally.add(try past("a", topics: [], accepted: 9, reach: 3))
        #expect(tally.median(95) == 3.5 && tally.median(50) == nil)
    }
}
