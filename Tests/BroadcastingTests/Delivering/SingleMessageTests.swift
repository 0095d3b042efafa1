import Mail
import Synchronization
import Testing

@testable import Broadcasting

struct SingleMessageTests {
    private final class Endings: Sendable {
        let all = Mutex<[SingleMessage.Ending]>([])
    }

    private func message(_ endings: Endings) throws -> SingleMessage {
        SingleMessage(
            sender: try EmailAddress("desk@hub.example"), recipient: try EmailAddress("a@hub.example"),
            content: Array("Hello\r\n".utf8)
        ) { ending in endings.all.withLock { $0.append(ending) } }
    }

    @Test func `it is handed out once, and again only when it was put back`() throws {
        let single = try message(Endings())
        #expect(single.due(atMost: 5) == 1)
        let envelope = try #require(single.next())
        #expect(single.next() == nil)
        #expect(single.due(atMost: 5) == 0)
        single.putBack(envelope.ticket)
        #expect(single.next()?.recipient == envelope.recipient)
        var buffer: [UInt8] = []
        single.write(envelope.ticket, into: &buffer)
        #expect(buffer.count == envelope.size)
    }

    @Test func `each outcome is its own ending, and a relay out of reach as well`() throws {
        let endings = Endings()
        let single = try message(endings)
        let ticket = Ticket(broadcast: 0, recipient: 0)
        let yes = Reply(code: 250, text: "ok")
        let no = Reply(code: 550, text: "no")
        single.settle(ticket, .accepted(yes), milliseconds: 1)
        single.settle(ticket, .refused(no, Verdict(scope: .recipient, isPermanent: true)), milliseconds: 1)
        single.settle(ticket, .unconfirmed("gone"), milliseconds: 1)
        single.settle(ticket, .lost("cut"), milliseconds: 1)
        single.relay("a", .working(connections: 1))
        single.relay("a", .needsPerson("log-in refused", retryAfter: 1))
        #expect(
            endings.all.withLock { $0 } == [
                .accepted(yes), .refused(no), .unconfirmed("gone"), .unavailable("cut"),
                .unavailable("log-in refused"),
            ])
    }
}
