import Foundation
import JSON
import TestSupport
import Testing

extension EndToEndTests.DraftEndsTests {
    /// Those that lie where they were dropped have no note: `state/status.json` names each with the reason.
    @Test func `what is left alone is named with the reason, and goes when that is over`() async throws {
        let (server, workspace) = try await begin()
        let daemon = try workspace.linerelay("run")
        try #require(await eventually { workspace.names(in: "drafts").contains("attachments") })
        try workspace.write(RejectedDraft.good("two-names.md"), to: "kept.md")
        #expect(link(workspace("kept.md"), workspace("drafts/two-names.md")) == 0)
        for name in [".locked.md.swp", ".~lock.office.md#"] { try workspace.place(name, "") }
        for name in ["locked.md", "office.md"] { try workspace.drop(name, RejectedDraft.good(name)) }
        // The same name in another folder, for another reason.
        try workspace.write("", to: "drafts/approved/.#locked.md")
        try workspace.write(RejectedDraft.good("let-go.md"), to: "drafts/approved/locked.md")
        let file = open(workspace("drafts/open.md"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        let text = Array(RejectedDraft.good("open.md").utf8)
        #expect(write(file, text, text.count) == text.count)

        let reasons = [
            "two-names.md": "it has 2 names (hard links)",
            "locked.md": "it is open in an editor, as '.locked.md.swp' shows",
            "office.md": "it is open in an editor, as '.~lock.office.md#' shows",
            "open.md": "it is still open for writing",
            "approved/locked.md": "it is open in an editor, as '.#locked.md' shows",
        ]
        let isTold = await eventually {
            let left = (try? JSON.parse(fileOctets(workspace("state/status.json")) ?? []))?["leftAlone"]
            return reasons.allSatisfy { left?[$0]?.stringValue?.hasPrefix($1) == true }
        }
        #expect(isTold, "\(workspace.text("state/status.json"))")
        #expect(workspace.broadcasts.isEmpty)

        close(file)
        for name in [
            "kept.md", "drafts/.locked.md.swp", "drafts/.~lock.office.md#", "drafts/approved/.#locked.md",
        ] {
            #expect(unlink(workspace(name)) == 0)
        }
        try await expectSent(5, messages: 15, server, workspace, daemon)
        #expect(["held", "rejected", "scheduled"].allSatisfy { workspace.names(in: "drafts/\($0)").isEmpty })
    }

    @Test func `where a record is damaged drafts wait in sight, and go when it is put right`() async throws {
        let (server, workspace) = try await begin()
        let daemon = try workspace.linerelay("run")
        try #require(await eventually { !workspace.text("state/status.json").isEmpty })
        try workspace.write("{\n", to: "state/suppressions.jsonl")
        try workspace.drop("lines.md", RejectedDraft.good("lines.md"))
        try workspace.write(RejectedDraft.good("let-go.md"), to: "drafts/approved/lines.md")
        try #require(
            await eventually {
                ["\"lines.md", "\"approved/lines.md"].allSatisfy {
                    workspace.text("state/status.json").contains("\($0): not taken yet")
                }
            }, "\(daemon.errors)")
        // One that goes leaves what is said of the other.
        try workspace.move("drafts/lines.md", to: "lines.md")
        #expect(await eventually { !workspace.text("state/status.json").contains("\"lines.md") })
        #expect(workspace.text("state/status.json").contains("\"approved/lines.md: not taken yet"))
        try workspace.move("lines.md", to: "drafts/lines.md")
        #expect(workspace.text("state/status.json").contains("suppressions.jsonl:1"))
        #expect(workspace.names(in: "drafts").contains("lines.md") && workspace.broadcasts.isEmpty)
        try workspace.write("", to: "state/suppressions.jsonl")
        try await expectSent(2, messages: 6, server, workspace, daemon)
        #expect(await eventually { !workspace.text("state/status.json").contains("lines.md") })
    }

    @Test(.enabled(if: SmallDisk.isPossible, "a small disk of one's own needs root and leave to mount"))
    func `on a full disk a draft waits where it lies, and goes when there is room`() async throws {
        let disk = try SmallDisk(kilobytes: 2048)
        let server = try await TestServer.sink()
        let workspace = try Workspace(relayPort: server.port, at: "\(disk.path)/workspace")
        try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
        let daemon = try workspace.linerelay("run")
        try #require(await eventually { workspace.names(in: "drafts").contains("attachments") })
        try workspace.write(RejectedDraft.good("lines.md"), to: ".lines.md")
        try workspace.write(RejectedDraft.good("wrong.md", to: "sectr"), to: ".wrong.md")
        try disk.fill()
        for name in ["lines.md", "wrong.md"] { try workspace.move(".\(name)", to: "drafts/\(name)") }
        try #require(
            await eventually {
                daemon.errors.contains("lines.md: not taken yet")
                    && daemon.errors.contains("wrong.md: not taken yet")
            }, "\(daemon.errors)")
        #expect(workspace.names(in: "drafts/rejected") == [] && workspace.broadcasts.isEmpty)
        disk.makeRoom()
        try await expectSent(1, messages: 3, server, workspace, daemon)
        #expect(await workspace.becomes("drafts/rejected", ["wrong.md", "wrong.md.why.txt"]))
    }
}
