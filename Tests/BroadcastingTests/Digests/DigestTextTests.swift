import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// A digest by the templates that come with the program: what to do stands before each line.
struct DigestTextTests {
    private func message() throws -> String {
        let desk = try StaffedDesk(
            #""digestAt": "17:00""#, lists: ["news": "email,name,delivery\ndora@hub.example,Dora,digest\n"])
        for name in ["digest", "standing", "banner", "box", "header", "footer", "style"] {
            for kind in ["txt", "html"] {
                let file = "Templates/\(name).\(kind).mustache"
                guard let octets = fileOctets(Repository.file(file)) else { continue }
                try desk.folder.write(String(decoding: octets, as: UTF8.self), to: file)
            }
        }
        let keys = "Stance: hold\nEmbargo: 2050-11-24 06:00\nContact: Press desk\nTopic: trains"
        _ = try desk.accept("one.md", "Subject: First\nTo: news\n\(keys)\n\nUse *this*.\n")
        _ = try desk.accept(
            "two.md", "Subject: Second\nTo: news\nExpires: 2050-11-23 15:00\n\nOld words.\n")
        desk.time.advance(milliseconds: 6 * 3_600_000)
        let bundled = try #require(desk.desk.bundle())
        let digest = try #require(bundled.accepted.first)
        var octets: [UInt8] = []
        let dora = Recipient(
            Subscriber(address: try EmailAddress("dora@hub.example"), name: "Dora"),
            list: try #require(Name("news")))
        digest.write(to: dora, digest.messageIDs(desk.key), into: &octets)
        return String(decoding: octets, as: UTF8.self).replacing("=\r\n", with: "").replacing(
            "\r\n", with: "\n")
    }

    @Test func `each line begins with what to do, and what has lapsed is named without its text`() throws {
        let message = try message()
        let order = [
            "Subject: Digest of Wednesday 23 November 2050: 2 lines", "List-Id: ",
            "List-Unsubscribe: <mailto:",

            "the oldest first", "Hold: do not comment", "EMBARGO: not for publication before", "\nFirst\n",
            "Use *this*.", "WHO CAN SPEAK: Press desk", "TOPIC: trains", "NO LONGER VALID since ",
            "\nSecond\n",
            "To leave the list: mailto:", "Hold: do not comment", "First</h1>", "Use <em>this</em>.",
            "No longer valid since ", "Second</h1>",
        ]
        var rest = message[...]
        for part in order {
            let place = try #require(rest.range(of: part), "\(part) is not there, or too early:\n\(message)")
            rest = rest[place.upperBound...]
        }
        #expect(!message.contains("Old words."))
    }
}
