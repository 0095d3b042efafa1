import Foundation
import TestSupport
import Testing

extension EndToEndTests.DraftEndsTests {
    @Test func `what is held says why, and goes when a person has looked`() async throws {
        let (server, workspace) = try await begin(#""timezone": "Europe/London""#)
        for list in ["shrunk", "kept"] {
            try workspace.write(list: list, Person.all(list == "kept" ? 10..<20 : 0..<10).map(\.line))
        }
        let daemon = try workspace.linerelay("run")
        for (name, text) in HeldDraft.earlier { try workspace.drop(name, text) }
        try await expectSent(2, messages: 23, server, workspace, daemon)
        try #require(await workspace.becomes("drafts/scheduled", ["later.md", "later.md.why.txt"]))
        try HeldDraft.spoilLists(of: workspace)
        try writeFile(
            [UInt8](repeating: 0x55, count: 600_000), to: workspace("drafts/attachments/film.bin"))

        let drafts = HeldDraft.all
        for draft in drafts {
            try workspace.drop(".on-its-way", draft.text)
            try workspace.move("drafts/.on-its-way", to: "\(draft.folder)/\(draft.name)")
        }
        let names = drafts.flatMap { [$0.name, "\($0.name).why.txt"] }.sorted()
        #expect(await workspace.becomes("drafts/held", names), "\(daemon.errors)")
        for draft in drafts { expectNote(draft, in: workspace) }
        #expect(server.ledger.count == 23 && workspace.broadcasts.count == 2)

        for draft in drafts { try follow(draft, in: workspace) }
        let sent = drafts.filter { $0.recipients > 0 }
        let messages = 23 + sent.reduce(0) { $0 + $1.recipients }
        try await expectSent(2 + sent.count, messages: messages, server, workspace, daemon)
        #expect(await workspace.becomes("drafts/held", []))
        // And the one on the schedule, as its own note has it.
        let note = workspace.note(of: "later.md", in: "scheduled")
        #expect(note.contains("move the file from drafts/scheduled/ to drafts/approved/"), "\(note)")
        try workspace.move("drafts/scheduled/later.md", to: "drafts/approved/later.md")
        try await expectSent(3 + sent.count, messages: messages + 3, server, workspace, daemon)
        #expect(await workspace.becomes("drafts/scheduled", []))
    }

    private func expectNote(_ draft: HeldDraft, in workspace: Workspace) {
        let note = workspace.note(of: draft.name, in: "held")
        var words = ["'\(draft.name)' waits for a person. Nobody has been mailed."] + draft.words
        switch draft.remedy {
        case .approve:
            words.append("To send it as it is: move the file from drafts/held/ to drafts/approved/")
        case .mend, .edit: words.append("from drafts/held/\n  back into drafts/")
        case .delete: words.append("Not to send it: delete the file")
        }
        // Lines may be broken anywhere.
        let plain = note.split { $0.isWhitespace }.joined(separator: " ")
        for part in words.map({ $0.split { $0.isWhitespace }.joined(separator: " ") }) {
            #expect(plain.contains(part), "\(part)\n\(note)")
        }
        #expect(!note.contains("it is sent at once"), "\(note)")
    }

    private func follow(_ draft: HeldDraft, in workspace: Workspace) throws {
        let held = "drafts/held/\(draft.name)"
        switch draft.remedy {
        case .approve: return try workspace.move(held, to: "drafts/approved/\(draft.name)")
        case .delete: return #expect(unlink(workspace(held)) == 0)
        case .mend(let list): try workspace.write(list: list, HeldDraft.mended(list))
        case .edit(let text): try workspace.write(text, to: held)
        }
        try workspace.move(held, to: "drafts/\(draft.name)")
    }

    @Test func `where nobody can tell, a person can say so with a move`() async throws {
        let (server, workspace) = try await begin()
        let first = try workspace.linerelay("run")
        try workspace.drop("lines.md", RejectedDraft.good("lines.md"))
        try await expectSent(1, messages: 3, server, workspace, first)
        first.send(SIGTERM)
        try await first.end()
        // What was sent cannot be read any more, and nor can the house style.
        let sent = try #require(workspace.broadcasts.first)
        try writeFile("{", to: "\(sent.path)/broadcast.json")
        try workspace.write("{", to: "house-style.json")
        let daemon = try workspace.linerelay("run")
        try workspace.drop("lines.md", RejectedDraft.good("lines.md"))
        try #require(
            await workspace.becomes("drafts/held", ["lines.md", "lines.md.why.txt"]), "\(daemon.errors)")
        let note = workspace.note(of: "lines.md", in: "held")
        for words in [
            "it cannot be known whether this was sent already, for broadcasts/\(sent.id) cannot be read",
            "nobody can tell whether these lines keep to the house style: house-style.json:1:",
            "move the file from drafts/held/ to drafts/approved/",
        ] { #expect(note.contains(words), "\(words)\n\(note)") }
        #expect(server.ledger.count == 3)
        try workspace.move("drafts/held/lines.md", to: "drafts/approved/lines.md")
        #expect(await eventually { server.ledger.count == 6 }, "\(daemon.errors)")
        #expect(await workspace.becomes("drafts/held", []))
    }
}
