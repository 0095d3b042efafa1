import JSON
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct SummaryTests {
    private func record(dropped: Int64 = 1_000) throws -> BroadcastRecord {
        let identity = DraftIdentity(name: "lines.md", contentDigest: "", linesDigest: "", fileMark: "")
        var record = BroadcastRecord(
            id: "b1", draft: identity, subject: "Lines", sender: try EmailAddress("desk@hub.example"),
            messageDomain: "hub.example")
        record.recipients = 4
        record.droppedAt = Timestamp(milliseconds: dropped)
        record.problems = ["lists/kent.txt:1:1: error: 'x' is no address"]
        return record
    }

    private func standing(_ kinds: [DeliveryEvent.Kind]) throws -> Standing {
        var standing = Standing(recipients: 4)
        for (recipient, kind) in kinds.enumerated() {
            let at = Timestamp(milliseconds: 2_500 + Int64(recipient) * 1_000)
            try standing.apply(
                DeliveryEvent(at: at, recipient: recipient, to: "a@hub.example", kind: kind, attempt: 1))
        }
        return standing
    }

    @Test(
        arguments: [
            ([], false, Summary.State.sending), ([.accepted], true, .paused),
            ([.accepted, .rejected, .expired, .suppressed], false, .sent),
            ([.accepted, .rejected, .expired, .suppressed], true, .sent),
            ([.accepted, .cancelled, .cancelled, .cancelled], false, .cancelled),
            ([.accepted, .accepted, .accepted, .deferred], false, .sending),
        ] as [([DeliveryEvent.Kind], Bool, Summary.State)])
    func `the state follows from the counts`(kinds: [DeliveryEvent.Kind], paused: Bool, state: Summary.State)
        throws
    {
        #expect(Summary(try record(), try standing(kinds), paused: paused).state == state)
    }

    @Test func `reach counts from the drop, and is null where it was not reached`() throws {
        let summary = Summary(try record(), try standing([.accepted, .accepted, .rejected]), paused: false)
            .json
        #expect(summary["reach"]?["50"]?.numberValue == 2.5)
        #expect(summary["reach"]?["95"]?.isNull == true)
        #expect(summary["droppedAt"]?.stringValue == "1970-01-01T00:00:01.000Z")
        #expect(summary["firstAcceptedAt"]?.stringValue == "1970-01-01T00:00:02.500Z")
        #expect(summary["lastAcceptedAt"]?.stringValue == "1970-01-01T00:00:03.500Z")
    }

    @Test func `a clock that was set back makes no negative reach`() throws {
        let summary = Summary(
            try record(dropped: 9_000_000), try standing([.accepted, .accepted]), paused: false)
        #expect(summary.reach[50] == 0)
    }

    @Test func `the keys are those of the contract, in its order, and what came later`()
        throws
    {
        let json = Summary(try record(), try standing([.deferred]), paused: false, problems: ["paused: x"])
            .json
        #expect(
            json.objectValue?.map(\.name) == [
                "id", "subject", "lists", "stance", "priority", "state", "recipients", "accepted", "deferred",
                "rejected", "expired", "suppressed", "cancelled", "pending", "droppedAt", "firstAcceptedAt",
                "lastAcceptedAt", "reach", "problems", "topics", "exercise", "digest",
            ])
        #expect(json["problems"]?.arrayValue?.count == 2)
        #expect(json["firstAcceptedAt"]?.isNull == true)
    }
}
