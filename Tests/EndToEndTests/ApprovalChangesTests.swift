import Foundation
import JSON
import TestSupport
import Testing

/// What was approved is what goes: edits, templates, crashes, other reasons to wait.
extension EndToEndTests.ApprovalTests {
    @Test func `an edit voids what was approved, and says so`() async throws {
        let (server, workspace) = try await begin(approvals: 2)
        try await hold(workspace)
        _ = try await approve(workspace, as: "Ann")
        try workspace.write(draft(to: "sector", subject: "Edited"), to: "drafts/held/lines.md")
        #expect(try await approve(workspace, as: "Bob", code: 1).contains("not shown as it is now"))
        #expect(note(workspace).contains("earlier approvals are void ('Ann')"), "\(note(workspace))")
        #expect(note(workspace).contains("- 2 of 2 approvals are missing."))
        #expect(try await approve(workspace, as: "Bob").contains("1 more"))
        // Edited behind the last approval, and moved.
        #expect(try await approve(workspace, as: "Ann").contains("released"))
        try workspace.write(draft(to: "sector", subject: "Again"), to: "drafts/approved/lines.md")
        try await expect(65, workspace, "run", "--once")
        #expect(
            note(workspace).contains("earlier approvals are void ('Bob', 'Ann')"), "\(note(workspace))")
        #expect(server.ledger.count == 0)
        // As it was, it is not approved either: something else was shown since.
        try workspace.write(draft(to: "sector", subject: "Edited"), to: "drafts/held/lines.md")
        #expect(try await approve(workspace, as: "Cy", code: 1).contains("not shown as it is now"))
        #expect(note(workspace).contains("- 2 of 2 approvals are missing."))
        // Dropped anew as it is, nobody has approved it either.
        _ = try await approve(workspace, as: "Ann")
        try workspace.move("drafts/held/lines.md", to: "lines.md")
        try workspace.move("lines.md", to: "drafts/lines.md")
        try await expect(65, workspace, "run", "--once")
        #expect(note(workspace).contains("- 2 of 2 approvals are missing."))
        _ = try await approve(workspace, as: "Ann")
        _ = try await approve(workspace, as: "Bob")
        try await expect(0, workspace, "run", "--once")
        #expect(server.ledger.count == 3)
    }

    @Test func `a template that is changed voids it too, to the last moment`() async throws {
        let (server, workspace) = try await begin(approvals: 1)
        try await hold(workspace)
        let template = workspace.text("Templates/lines.txt.mustache")
        try workspace.write(template + "More.\n", to: "Templates/lines.txt.mustache")
        _ = try await approve(workspace, as: "Ann", code: 1)
        _ = try await approve(workspace, as: "Ann")
        try workspace.write(template + "Yet more.\n", to: "Templates/lines.txt.mustache")
        try await expect(65, workspace, "run", "--once")
        #expect(note(workspace).contains("earlier approvals are void ('Ann')"))
        // Who is on the lists does not matter: that is looked at when it goes.
        try workspace.write(list: "sector", Person.all(0..<4).map(\.line))
        _ = try await approve(workspace, as: "Ann")
        try await expect(0, workspace, "run", "--once")
        #expect(server.ledger.count == 4)
    }

    @Test func `killed in between, nothing that was approved is lost, and it goes once`() async throws {
        let (server, workspace) = try await begin(approvals: 3)
        let first = try workspace.linerelay("run")
        try workspace.drop("lines.md", draft(to: "sector"))
        try #require(
            await workspace.becomes("drafts/held", ["lines.md", "lines.md.why.txt"]), "\(first.errors)")
        _ = try await approve(workspace, as: "Ann")
        try await first.killAtOnce()
        _ = try await approve(workspace, as: "Bob")
        // A command that was cut off in the middle of its line, and one that was before it could let the draft go.
        let log = workspace.text("state/approvals.jsonl")
        let line = try #require(log.split(separator: "\n").last)
        try workspace.write(log + line.prefix(40), to: "state/approvals.jsonl")
        #expect(try await approve(workspace, as: "Bob", code: 1).contains("1 more"))
        let cy = line.replacing("Bob", with: "Cy")
        try workspace.write(log + cy + "\n", to: "state/approvals.jsonl")
        #expect(try await approve(workspace, as: "Cy").contains("released"))
        let second = try workspace.linerelay("run")
        _ = try await workspace.sentBroadcast(by: second)
        try await second.killAtOnce()
        try await expect(0, workspace, "run", "--once")
        #expect(server.ledger.count == 3)
        #expect(try approvers(workspace) == ["Ann", "Bob", "Cy"])
    }

    @Test func `what was approved once is not approved for ever`() async throws {
        let (server, workspace) = try await begin(
            #""duplicateWindow": "0s", "lists": {"sector": {"approvals": 1}}"#)
        for round in 1...2 {
            try await hold(workspace)
            _ = try await approve(workspace, as: "Ann")
            try await expect(0, workspace, "run", "--once")
            #expect(server.ledger.count == 3 * round)
        }
        try workspace.write(draft(to: "sector"), to: "drafts/approved/lines.md")
        try await expect(65, workspace, "run", "--once")
        #expect(server.ledger.count == 6)
    }

    @Test func `guards are asked with it, and it cools when it was approved`() async throws {
        let (server, workspace) = try await begin(
            #""coolingTime": "30d", "lists": {"sector": {"approvals": 1}}"#)
        try workspace.write(
            list: "sector", (0..<6).map { "bad \($0)" } + Person.all(0..<3).map(\.line))
        try await hold(workspace)
        #expect(note(workspace).contains("it needs 1 approval") && note(workspace).contains("bad"))
        #expect(note(workspace).contains("It then waits in drafts/scheduled/ for 30 d"))
        _ = try await approve(workspace, as: "Ann")
        try await expect(0, workspace, "run", "--once")
        #expect(workspace.names(in: "drafts/scheduled") == ["lines.md", "lines.md.why.txt"])
        // While it waits, what was approved may change: then it does not go.
        let template = workspace.text("Templates/lines.txt.mustache")
        try workspace.write(template + "More.\n", to: "Templates/lines.txt.mustache")
        try await expect(0, workspace, "approve", "lines.md")
        try await expect(65, workspace, "run", "--once")
        #expect(note(workspace).contains("earlier approvals are void ('Ann')"), "\(note(workspace))")
        #expect(server.ledger.count == 0)
    }

    @Test func `a withdrawal stops at once, and its message is approved like any other`() async throws {
        let (server, workspace) = try await begin(approvals: 1)
        try workspace.write(
            "email,name,town\n" + Person.all(0..<3).map { "\($0.address),P,Hove\n" }.joined(),
            to: "lists/sector.csv")
        try FileManager.default.removeItem(atPath: workspace("lists/sector.txt"))
        try await hold(workspace)
        _ = try await approve(workspace, as: "Ann")
        try await expect(0, workspace, "run", "--once")
        let id = try #require(workspace.broadcasts.first).id
        try workspace.drop("lines.md", "Subject: Not these\nTo: sector\nWithdraws: \(id)\n\nWrong.\n")
        try await expect(65, workspace, "run", "--once")
        #expect(note(workspace).contains("it needs 1 approval"))
        _ = try await approve(workspace, as: "Ann")
        try await expect(0, workspace, "run", "--once")
        #expect(server.ledger.count == 6)
    }

    @Test func `where nobody knows what was approved, nothing goes`() async throws {
        let (server, workspace) = try await begin(approvals: 1)
        try await hold(workspace)
        _ = try await approve(workspace, as: "Ann")
        let log = workspace.text("state/approvals.jsonl")
        try workspace.write("nonsense\n" + log, to: "state/approvals.jsonl")
        let run = try await expect(65, workspace, "run", "--once")
        #expect(run.contains("state/approvals.jsonl:1: "), "\(run)")
        #expect(workspace.names(in: "drafts/approved") == ["lines.md"])
        try workspace.write(log, to: "state/approvals.jsonl")
        try await expect(0, workspace, "run", "--once")
        #expect(server.ledger.count == 3)
    }
}
