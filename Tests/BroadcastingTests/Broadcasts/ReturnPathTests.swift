import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct ReturnPathTests {
    private func record(_ settings: String) throws -> (StaffedDesk, BroadcastRecord) {
        let desk = try StaffedDesk(settings)
        return (desk, try desk.accept())
    }

    @Test func `with an address for bounces each recipient has their own, and it stays the same`() throws {
        let (desk, record) = try record(#""bounceAddress": "bounces@hub.example","#)
        let path = ReturnPath(record, key: desk.key)
        let ann = try EmailAddress("ann@hub.example")
        let first = path.address(of: ann, at: 0)
        #expect(first.description.wholeMatch(of: /bounces\+[0-9a-f]{8}-0-[0-9a-f]{20}@hub\.example/) != nil)
        #expect(path.address(of: ann, at: 1_000_000).localPart.contains("-lfls-"))
        #expect(path.address(of: try EmailAddress("bob@hub.example"), at: 0) != first)
        let read = try BroadcastFolder(desk.folder("broadcasts/\(record.id)")).record()
        #expect(ReturnPath(read, key: desk.key).address(of: ann, at: 0) == first)
        // Nobody without the key makes one.
        let other = ReturnPath(read, key: SecretKey(Array(repeating: 8, count: 32))).address(of: ann, at: 0)
        #expect(other != first)
    }

    @Test func `without one, or where it would be too long, all have the plain one`() throws {
        let (desk, plain) = try record("")
        let ann = try EmailAddress("ann@hub.example")
        #expect(ReturnPath(plain, key: desk.key).address(of: ann, at: 0) == plain.sender)
        let long = String(repeating: "b", count: 40)
        let (other, record) = try record(#""bounceAddress": "\#(long)@hub.example","#)
        #expect(ReturnPath(record, key: other.key).address(of: ann, at: 0) == record.sender)
    }

    @Test func `a message for many has one return path`() throws {
        let (desk, record) = try record(#""bounceAddress": "bounces@hub.example","#)
        var shared = record
        shared.hasReturnPaths = false
        let path = ReturnPath(shared, key: desk.key)
        #expect(
            path.address(of: try EmailAddress("ann@hub.example"), at: 0).description == "bounces@hub.example")
    }
}
