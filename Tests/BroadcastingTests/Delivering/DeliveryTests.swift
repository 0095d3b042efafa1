import Disk
import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// One broadcast: what each outcome writes down, and what follows from it.
struct DeliveryTests {
    private let parent: TemporaryFolder
    private let clock = FakeClock()
    private let staged: StagedBroadcast

    init() throws {
        parent = try TemporaryFolder()
        staged = try StagedBroadcast(in: parent, to: StagedBroadcast.addresses(3), at: clock.now)
    }

    private func open() throws -> Delivery { try Delivery(staged.folder, StagedBroadcast.world(clock)) }

    private let later = Reply(code: 451, status: EnhancedStatus(4, 7, 1), text: "later")

    /// Takes the next message and gives it this outcome.
    private func carry(_ delivery: Delivery, _ outcome: Outcome, recorded: Bool = true) throws {
        let envelope = try #require(try delivery.next(slot: 1))
        if recorded { delivery.attempting(envelope.ticket.recipient) }
        delivery.settle(envelope.ticket.recipient, outcome, milliseconds: 12)
        #expect(delivery.log.commit() == .done)
    }

    @Test func `an acceptance says who spoke, what and how long it took`() throws {
        try carry(try open(), .accepted(Reply(code: 250, status: EnhancedStatus(2, 0, 0), text: "Ok: 4F1D")))
        let line = try #require(try parent.read("b1/deliveries.jsonl").split(separator: "\n").last)
        for member in [
            #""to":"p0@charity-0.example""#, #""event":"accepted""#, #""attempt":1"#, #""code":250"#,
            #""status":"2.0.0""#, #""reply":"2.0.0 Ok: 4F1D""#, #""relay":"test""#, #""ms":12"#,
        ] { #expect(line.contains(member), "\(line)") }
    }

    @Test func `a refusal for now says when, and nobody is tried before`() throws {
        let delivery = try open()
        for _ in 0..<3 {
            try carry(
                delivery, .refused(later, Verdict(scope: .recipient, isPermanent: false)), recorded: false)
        }
        #expect(try staged.events().map(\.kind) == [.deferred, .deferred, .deferred])
        #expect(try staged.events().last?.next == clock.now.adding(milliseconds: 300_000))
        clock.pass(299_999)
        #expect(try delivery.next(slot: 1) == nil)
        clock.pass(1)
        #expect(try delivery.next(slot: 1) != nil)
    }

    @Test func `the due time holds through a restart, and a clock set back does not put it off for ever`()
        throws
    {
        try carry(try open(), .refused(later, Verdict(scope: .recipient, isPermanent: false)))
        clock.setWall(by: -86_400_000)
        let delivery = try open()
        for _ in 0..<2 { _ = try delivery.next(slot: 1) }
        clock.pass(3_599_000)
        #expect(try delivery.next(slot: 1) == nil)
        clock.pass(1_000)
        #expect(try delivery.next(slot: 1)?.ticket.recipient == 0)
    }

    @Test func `a message that ends its connections stands before nobody`() throws {
        let delivery = try open()
        let first = try #require(try delivery.next(slot: 1)).ticket.recipient
        delivery.putBack(first)
        #expect(try delivery.next(slot: 1)?.ticket.recipient == first)
        delivery.settle(first, .lost("closed"), milliseconds: 0)
        clock.pass(60_000)
        #expect(try delivery.next(slot: 1)?.ticket.recipient == 1)
        #expect(try delivery.next(slot: 1)?.ticket.recipient == 2)
        #expect(try delivery.next(slot: 1)?.ticket.recipient == first)
    }

    @Test func `an attempt that a crash cut short is flagged, whatever comes between`() throws {
        let cut = try open()
        let first = try #require(try cut.next(slot: 1)).ticket.recipient
        cut.attempting(first)
        #expect(cut.log.commit() == .done)

        let delivery = try open()
        try carry(delivery, .refused(later, Verdict(scope: .recipient, isPermanent: false)), recorded: false)
        let next = try open()
        for _ in 0..<2 { _ = try next.next(slot: 1) }
        clock.pass(600_000)
        try carry(next, .accepted(Reply(code: 250, text: "ok")))
        let events = try staged.events().filter { $0.recipient == first }
        #expect(events.map(\.kind) == [.attempting, .deferred, .attempting, .accepted])
        #expect(events.map(\.maybeDuplicate) == [false, false, true, false])
        #expect(events.map(\.attempt) == [1, 2, 3, 3])
    }

    @Test func `three answers that never come pause it, and a person's look starts the count again`() throws {
        let delivery = try open()
        for _ in 0..<3 { try carry(delivery, .unconfirmed("the relay closed the connection")) }
        #expect(delivery.paused?.contains("p0@charity-0.example") == true)
        #expect(try delivery.next(slot: 1) == nil)
        #expect(delivery.summary.state == .paused)
        #expect(try open().paused != nil)

        try staged.folder.removePause()
        let resumed = try open()
        try carry(resumed, .unconfirmed("again"))
        #expect(resumed.paused == nil)
        #expect(
            try staged.events().filter { $0.kind == .attempting }.map(\.maybeDuplicate)
                == [false, true, true, true])
    }

    @Test func `a message that nobody may get pauses it, however long the relay's reasons`() throws {
        let delivery = try open()
        let reply = Reply(code: 552, text: String(repeating: "too big ", count: 4_000))
        try carry(delivery, .refused(reply, Verdict(scope: .message, isPermanent: true)))
        delivery.heedMarkers()
        #expect(delivery.paused?.contains("too big") == true)
        #expect(try staged.events().last?.kind == .deferred)
    }

    @Test func `a mark that cannot be read is a pause`() throws {
        try parent.makeFolder("b1/paused")
        #expect(try open().paused != nil)
    }

    @Test func `cancelled while in flight, it does not leave again`() throws {
        let delivery = try open()
        let first = try #require(try delivery.next(slot: 1)).ticket.recipient
        try staged.folder.writeCancel(at: clock.now)
        delivery.heedMarkers()
        delivery.putBack(first)
        #expect(try delivery.next(slot: 1) == nil)
        delivery.heedMarkers()
        #expect(delivery.isComplete)
        #expect(delivery.summary.state == .cancelled)
        #expect(delivery.summary.counts[.cancelled] == 3)
    }

    @Test func `what the relay did not take in time expires`() throws {
        let delivery = try open()
        try carry(delivery, .accepted(Reply(code: 250, text: "ok")))
        clock.pass(172_800_000)
        delivery.heedDeadline()
        #expect(delivery.log.commit() == .done)
        #expect(delivery.summary.counts[.expired] == 2)
        #expect(try staged.events().last?.reason == "the relay did not take it in time")
        #expect(delivery.summary.state == .sent)
    }

    @Test func `those on the suppression list end before anything is sent`() throws {
        let addresses = StagedBroadcast.addresses(3)
        let other = try StagedBroadcast(
            "b2", in: parent, to: addresses, suppressed: [addresses[1]], at: clock.now)
        let delivery = try Delivery(other.folder, StagedBroadcast.world(clock))
        #expect(delivery.log.commit() == .done)
        #expect(try other.events().map(\.kind) == [.suppressed])
        #expect(try other.events().map(\.attempt) == [0])
        #expect(try delivery.next(slot: 1)?.ticket.recipient == 0)
        #expect(try delivery.next(slot: 1)?.ticket.recipient == 2)
    }
}
