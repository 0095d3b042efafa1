import Mail
import Testing

@testable import Broadcasting

struct BroadcastIDTests {
    @Test(arguments: [
        ("channel-crossings.md", "channel-crossings"), ("Lines Today.TXT", "lines-today"),
        ("lines.md.txt", "lines-md"),
        ("..md", "draft"), ("---.txt", "draft"), ("\u{65E5}\u{672C}.md", "draft"), ("_a_", "a"),
        ("\u{C9}ric & Jo (2).markdown", "ric-jo-2"), ("a..b.md", "a-b"), ("README", "readme"),
        (String(repeating: "a", count: 41) + ".md", String(repeating: "a", count: 40)),
        (String(repeating: "a", count: 39) + "-b.md", String(repeating: "a", count: 39)),
        ("../../etc/passwd", "etc-passwd"),
    ])
    func `a name becomes small letters, digits and single hyphens`(_ name: String, _ slug: String) {
        // What stands behind the last full stop is no part of it.
        #expect(BroadcastID.slug(name.hasSuffix("passwd") ? name + ".md" : name) == slug)
    }

    @Test func `one second and one name twice get numbers`() throws {
        let moment = try #require(Timestamp(rfc3339: "2026-11-23T20:24:39.999Z"))
        var taken: Set<String> = []
        let ids = (0..<3).map { _ in
            let id = BroadcastID.make(at: moment, draftName: "a.md") { taken.contains($0) }
            taken.insert(id)
            return id
        }
        #expect(ids == ["2026-11-23T202439Z-a", "2026-11-23T202439Z-a-2", "2026-11-23T202439Z-a-3"])
    }

    @Test(arguments: [
        ("2026-11-23T202439Z-a", "2026-11-23T20:24:39.000Z"),
        ("2026-11-23T202439Z-", "2026-11-23T20:24:39.000Z"),
        ("2026-11-23T202439Z", nil), ("2026-13-23T202439Z-a", nil), ("lost+found", nil), ("", nil),
        ("2026-11-23T202439+-a", nil), ("2026-11-23T20\u{E9}439Z-a", nil),
    ])
    func `an id tells its second, another name tells none`(_ id: String, _ moment: String?) {
        #expect(BroadcastID.moment(of: id)?.rfc3339 == moment)
    }
}
