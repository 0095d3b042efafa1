import TestSupport
import Testing

@testable import Broadcasting

/// `docs/writing-a-draft.md`: its blocks without a word behind the fence are drafts that staff copy.
struct WritingADraftTests {
    private func drafts() throws -> [String] {
        try fencedBlocks(ofPage: "docs/writing-a-draft.md").filter { $0.info.isEmpty }.map(\.text)
    }

    @Test func `every example is a draft without a warning`() throws {
        let drafts = try drafts()
        #expect(drafts.count >= 4)
        for draft in drafts { #expect(try Reading.problems(draft) == [], "\(draft)") }
    }

    @Test func `every example keeps to the house style that is shipped`() throws {
        let octets = try #require(fileOctets(Repository.file("Examples/house-style.json")))
        let style = try #require(HouseStyle.load(bytes: octets, path: "house-style.json").style)
        for draft in try drafts() {
            let problems = style.problems(of: try Reading.draft(draft), path: "a.md", templates: [])
            #expect(problems.map(\.description) == [], "\(draft)")
        }
    }

    @Test func `every key and every stance is on the page`() throws {
        let octets = try #require(fileOctets(Repository.file("docs/writing-a-draft.md")))
        let page = String(decoding: octets, as: UTF8.self)
        // What belongs to a prepared line stands on the page of the library.
        for key in DraftKey.allCases where DraftKind.draft.refusal(of: key) == nil {
            #expect(page.contains("`\(key.rawValue)`"), "\(key.rawValue)")
        }
        for stance in Stance.allCases {
            #expect(page.contains("| `\(stance.rawValue)` |"), "\(stance.rawValue)")
        }
    }
}
