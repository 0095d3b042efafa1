import JSON
import TestSupport
import Testing

@testable import Broadcasting

/// `Examples/house-style.json`, which people copy.
struct HouseStyleExampleTests {
    private func octets() throws -> [UInt8] {
        try #require(fileOctets(Repository.file("Examples/house-style.json")))
    }

    private func style() throws -> HouseStyle {
        let (style, problems) = HouseStyle.load(bytes: try octets(), path: "house-style.json")
        return try #require(style, "\(problems)")
    }

    private func problems(_ text: String) throws -> [String] {
        try style().problems(of: try Reading.draft(text), path: "a.md", templates: []).map {
            $0.description.replacing("a.md:", with: "")
        }
    }

    @Test func `the example shows every key`() throws {
        let root = try JSON.parse(try octets(), options: .relaxed)
        func names(_ value: JSON?) -> Set<String> { Set((value?.objectValue ?? []).map(\.name)) }
        #expect(names(root) == Set(HouseStyleKeys.root))
        #expect(names(root["words"]) == Set(HouseStyleKeys.words))
        #expect(names(root["words"]?["phrases"]?.arrayValue?.first) == Set(HouseStyleKeys.entry))
        #expect(names(root["framing"]) == Set(HouseStyleKeys.framing))
        #expect(names(root["peopleFirst"]) == Set(HouseStyleKeys.peopleFirst))
        #expect(names(root["valuesFirst"]) == Set(HouseStyleKeys.valuesFirst))
        #expect(names(root["sources"]) == Set(HouseStyleKeys.sources))
        #expect(names(root["length"]) == Set(HouseStyleKeys.length))
        #expect(names(root["contact"]) == Set(HouseStyleKeys.contact))
    }

    @Test func `no plain word that it gives is one that it would take away`() throws {
        let style = try style()
        for say in Set(style.entries.compactMap(\.say)) {
            let prose = Prose(line: say)
            style.phrases.matches(in: prose.words.indices, of: prose.words) { match in
                Issue.record("'\(say)' holds '\(prose.typed(match.words))'")
            }
        }
    }

    @Test func `it tells what the sector has learnt`() throws {
        let text = """
            Subject: Irregular entry
            To: news

            ## Key messages

            - More than 43,000 asylum claimants arrived.
            - Genuine refugees deserve better than the influx of headlines.
            """
        let found = try problems(text)
        for start in [
            "1:10: warning: 'Irregular entry' is not in the house style: say 'arriving without papers'",
            "6:3: warning: 'More than 43,000' opens this message",
            "6:3: warning: the first key message names none of our values",
            "6:13: warning: '43,000' stands here, and the draft has no source",
            "6:20: warning: 'asylum claimants' is not in the house style",
            "7:3: warning: 'Genuine refugees' is not in the house style: say 'people who need safety'",
            "7:44: warning: 'influx' is not in the house style",
        ] { #expect(found.contains { $0.hasPrefix(start) }, "\(start) in \(found)") }
        #expect(found.count == 7, "\(found)")
    }

    @Test(arguments: [
        (
            "channel-crossings.md",
            ["27:4: warning: 'pull factors' is not in the house style: say 'why people have to move'"]
        ),
        ("detention-figures.md", []), ("misleading-video.txt", []),
    ])
    func `the example drafts keep to it, but for what one quotes`(name: String, expected: [String]) throws {
        let octets = try #require(fileOctets(Repository.file("Examples/drafts/\(name)")))
        let draft = try #require(try Reading.read(octets).draft)
        let found = try style().problems(of: draft, path: "a.md", templates: [])
        #expect(found.map { $0.description.replacing("a.md:", with: "") } == expected)
    }
}
