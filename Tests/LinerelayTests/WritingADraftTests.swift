import Foundation
import TestSupport
import Testing

/// The drafts of `docs/writing-a-draft.md`, as the program finds them.
struct WritingADraftTests {
    @Test func `check has nothing to say of any example`() async throws {
        let workspace = try Workspace.forCommands()
        for list in ["sector", "kent", "regional"] { try workspace.write(list: list, ["ann@hub.example"]) }
        try FileManager.default.copyItem(
            atPath: Repository.file("Examples/house-style.json"), toPath: workspace("house-style.json"))
        let drafts = try fencedBlocks(ofPage: "docs/writing-a-draft.md").filter { $0.info.isEmpty }
        for (number, draft) in drafts.enumerated() {
            // The page's days will be over one day.
            let text = draft.text.replacingOccurrences(of: ": 2026-", with: ": 2096-")
            try workspace.write(text, to: "drafts/example-\(number).md")
        }
        #expect(workspace.names(in: "drafts").count >= 4)
        #expect(try await workspace.ran("check") == Ran(0))
    }
}
