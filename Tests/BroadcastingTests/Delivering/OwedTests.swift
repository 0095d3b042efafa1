import Mail
import Testing

@testable import Broadcasting

struct OwedTests {
    private func standing(_ events: [(DeliveryEvent.Kind, Int)], of count: Int) throws -> Standing {
        var standing = Standing(recipients: count)
        for (kind, recipient) in events {
            var event = DeliveryEvent(
                at: Timestamp(milliseconds: 0), recipient: recipient, to: "a@hub.example", kind: kind,
                attempt: 1)
            event.next = Timestamp(milliseconds: 100)
            try standing.apply(event)
        }
        return standing
    }

    private func all(_ owed: inout Owed, _ standing: Standing, at now: Int64) -> [Int] {
        var found: [Int] = []
        while let recipient = owed.next(standing, at: now) { found.append(recipient) }
        return found
    }

    @Test func `the unknown come first, then those never tried, then the deferred that are due`() throws {
        let standing = try standing(
            [(.attempting, 3), (.deferred, 0), (.accepted, 1), (.attempting, 5), (.unconfirmed, 5)], of: 6)
        var owed = Owed(standing) { $0.next?.milliseconds ?? 0 }
        #expect(owed.due(at: 0) == 4)
        #expect(owed.nextDue == 100)
        #expect(all(&owed, standing, at: 99) == [3, 5, 2, 4])
        #expect(owed.due(at: 99) == 0)
        #expect(owed.due(at: 100) == 1)
        #expect(all(&owed, standing, at: 100) == [0])
    }

    @Test func `what is put back comes next, what is deferred only when it is due`() throws {
        let standing = Standing(recipients: 3)
        var owed = Owed(standing) { _ in 0 }
        #expect(owed.next(standing, at: 0) == 0)
        owed.atOnce(0)
        #expect(owed.next(standing, at: 0) == 0)
        owed.later(0, due: 50)
        #expect(all(&owed, standing, at: 0) == [1, 2])
        #expect(all(&owed, standing, at: 50) == [0])
    }

    @Test func `a deferred recipient that is due stands before nobody who was never tried`() throws {
        let standing = Standing(recipients: 3)
        var owed = Owed(standing) { _ in 0 }
        #expect(owed.next(standing, at: 0) == 0)
        owed.later(0, due: 1)
        #expect(all(&owed, standing, at: 1_000) == [1, 2, 0])
    }

    @Test func `after clearing nobody is owed anything`() throws {
        let standing = try standing([(.attempting, 0), (.deferred, 1)], of: 4)
        var owed = Owed(standing) { _ in 0 }
        owed.clear()
        #expect(owed.due(at: 1_000) == 0)
        #expect(all(&owed, standing, at: 1_000).isEmpty)
    }
}
