import JSON
import Mail
import Testing

@testable import Broadcasting

struct DeliveryEventTests {
    private func parse(_ line: String, find: (String) -> Int? = { _ in nil }) throws -> DeliveryEvent {
        try Array(line.utf8).withUnsafeBufferPointer { try DeliveryEvent($0, find: find) }
    }

    private func text(_ event: DeliveryEvent) -> String {
        var writer = JSONWriter()
        event.write(into: &writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `an event is one line with the keys of the contract`() {
        var event = DeliveryEvent(
            at: Timestamp(milliseconds: 1_795_465_479_123), recipient: 4, to: "a@example.org",
            kind: .accepted,
            attempt: 1)
        event.reply = Reply(code: 250, status: EnhancedStatus(2, 0, 0), text: "Ok: queued as 4F1D")
        event.relay = "smarthost"
        event.milliseconds = 12
        #expect(
            text(event)
                == #"{"at":"2026-11-23T20:24:39.123Z","to":"a@example.org","event":"accepted","attempt":1,"#
                + #""code":250,"status":"2.0.0","reply":"2.0.0 Ok: queued as 4F1D","relay":"smarthost","ms":12,"#
                + #""recipient":4}"# + "\n")
    }

    @Test(arguments: DeliveryEvent.Kind.allCases)
    func `what is written reads back the same`(kind: DeliveryEvent.Kind) throws {
        var event = DeliveryEvent(
            at: Timestamp(milliseconds: 1_795_465_479_123), recipient: 4, to: "a@example.org", kind: kind,
            attempt: 3)
        event.next = Timestamp(milliseconds: 1_795_465_500_000)
        event.maybeDuplicate = true
        event.reason = "because of \"quotes\" and\nlines"
        event.reply = Reply(code: 451, text: "4.7.1 später")
        #expect(try parse(String(text(event).dropLast())) == event)
        #expect(text(event).utf8.count { $0 == 0x0A } == 1)
    }

    @Test func `a line without the place is found by its address`() throws {
        let line =
            #"{"at":"2026-11-23T20:24:39.123Z","to":"b@example.org","event":"bounced","attempt":1,"x":[]}"#
        #expect(try parse(line) { $0 == "b@example.org" ? 7 : nil }.recipient == 7)
        #expect(throws: DamagedRecord("'b@example.org' is none of the recipients")) { try parse(line) }
    }

    @Test(arguments: [
        "", "{}", "[]", "nonsense", #"{"at":"2026-11-23T20:24:39Z"}"#,
        #"{"at":"yesterday","to":"a@example.org","event":"accepted","attempt":1,"recipient":0}"#,
        #"{"at":"2026-11-23T20:24:39Z","to":"a@example.org","event":"teleported","attempt":1,"recipient":0}"#,
        #"{"at":"2026-11-23T20:24:39Z","to":"a@example.org","event":"accepted","attempt":"1","recipient":0}"#,
    ])
    func `what is no event says why`(line: String) {
        #expect(throws: DamagedRecord.self) { try parse(line) }
    }
}
