import TestSupport
import Testing

@testable import Broadcasting

struct DueQueueTests {
    @Test func `nothing comes before it is due, and then the first due comes first`() {
        var queue = DueQueue()
        for (recipient, due) in [(1, 30), (2, 10), (3, 20)] { queue.insert(recipient, due: Int64(due)) }
        #expect(queue.first == 10)
        #expect(queue.popDue(at: 9) == nil)
        #expect(queue.popDue(at: 25) == 2)
        #expect(queue.popDue(at: 25) == 3)
        #expect(queue.popDue(at: 25) == nil)
        #expect(queue.popDue(at: 30) == 1)
        #expect(queue.count == 0)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func `whatever goes in comes out once, in the order of its time`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = DueQueue()
        var expected: [Int64] = []
        for recipient in 0..<500 {
            let due = Int64.random(in: 0..<1_000, using: &random)
            queue.insert(recipient, due: due)
            expected.append(due)
        }
        var seen: Set<Int> = []
        for due in expected.sorted() {
            #expect(queue.first == due)
            if let recipient = queue.popDue(at: due) { seen.insert(recipient) }
        }
        #expect(seen.count == 500)
    }
}
