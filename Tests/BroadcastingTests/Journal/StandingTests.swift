import Mail
import Testing

@testable import Broadcasting

struct StandingTests {
    private func event(_ kind: DeliveryEvent.Kind, _ recipient: Int, attempt: Int = 1, at: Int64 = 0)
        -> DeliveryEvent
    {
        DeliveryEvent(
            at: Timestamp(milliseconds: at), recipient: recipient, to: "a@hub.example", kind: kind,
            attempt: attempt)
    }

    @Test func `each recipient counts once, by the present state`() throws {
        var standing = Standing(recipients: 4)
        try standing.apply(event(.attempting, 0))
        try standing.apply(event(.accepted, 0))
        try standing.apply(event(.deferred, 1))
        try standing.apply(event(.suppressed, 2, attempt: 0))
        let total = Standing.State.allCases.map(standing.count).reduce(0, +)
        #expect(total == 4)
        #expect(standing.count(.accepted) == 1)
        #expect(standing.count(.deferred) == 1)
        #expect(standing.count(.pending) == 1)
        #expect(!standing.isComplete)
    }

    @Test func `an attempt with no outcome behind it may have arrived`() throws {
        var standing = Standing(recipients: 1)
        try standing.apply(event(.attempting, 0))
        #expect(standing.unsettled[0]?.maybeDelivered == true)
    }

    @Test func `what was never known stays unknown through a deferral`() throws {
        var standing = Standing(recipients: 1)
        try standing.apply(event(.attempting, 0))
        try standing.apply(event(.unconfirmed, 0))
        try standing.apply(event(.attempting, 0, attempt: 2))
        try standing.apply(event(.deferred, 0, attempt: 2))
        #expect(standing.unsettled[0]?.maybeDelivered == true)
        #expect(standing.unsettled[0]?.unconfirmed == 0)
    }

    @Test func `a plain deferral leaves no doubt behind`() throws {
        var standing = Standing(recipients: 1)
        try standing.apply(event(.attempting, 0))
        try standing.apply(event(.deferred, 0))
        #expect(standing.unsettled[0]?.maybeDelivered == false)
    }

    @Test func `reach counts those who are not suppressed`() throws {
        var standing = Standing(recipients: 5)
        try standing.apply(event(.suppressed, 0))
        for recipient in 1...4 {
            try standing.apply(event(.accepted, recipient, at: Int64(recipient) * 1000))
        }
        #expect(standing.reachedAt[50]?.milliseconds == 2000)
        #expect(standing.reachedAt[95]?.milliseconds == 4000)
        #expect(standing.reachedAt[100]?.milliseconds == 4000)
    }

    @Test func `an event of a recipient that does not exist is damage`() {
        var standing = Standing(recipients: 1)
        #expect(throws: DamagedRecord.self) { try standing.apply(event(.accepted, 7)) }
    }
}
