import Foundation
import TestSupport
import Testing

/// What counts as an approval, and for what, where somebody or something comes in between.
extension EndToEndTests.ApprovalTests {
    @Test func `two who approve at the same moment both count, and one person twice counts once`()
        async throws
    {
        let (server, workspace) = try await begin(approvals: 2)
        for round in 1...4 {
            try workspace.drop("lines.md", draft(to: "sector", subject: "Round \(round)"))
            try await expect(65, workspace, "run", "--once")
            // Each runs whole before it counts: two of one person are one, whichever was first.
            let codes = try await approve(workspace, together: ["Ann", " ann"])
            #expect(codes == [0, 0] || codes == [0, 1], "\(codes)")
            #expect(workspace.names(in: "drafts/held").contains("lines.md"))
            let before = approvals(workspace)
            let others = try await approve(workspace, together: ["Bob", "Cy"])
            // Whose approval is written down is told no failure; whoever comes when it has gone finds no such draft.
            #expect(others == [0, 0] || others == [0, 66], "\(others)")
            #expect(others.count { $0 == 0 } >= approvals(workspace) - before, "\(others)")
            try await expect(0, workspace, "run", "--once")
            #expect(server.ledger.count == 3 * round)
        }
        for broadcast in workspace.broadcasts {
            let record = String(decoding: fileOctets("\(broadcast.path)/broadcast.json") ?? [], as: UTF8.self)
            #expect(record.components(separatedBy: "\"who\": \"Ann\"").count <= 2)
        }
    }

    private func approvals(_ workspace: Workspace) -> Int {
        workspace.text("state/approvals.jsonl").components(separatedBy: "\"approved\"").count - 1
    }

    /// All at once.
    /// - Returns: what they end with, in order.
    private func approve(_ workspace: Workspace, together people: [String]) async throws -> [Int32] {
        let running = try people.map { try workspace.linerelay("approve", "lines.md", "--as", $0) }
        var codes: [Int32] = []
        for process in running { codes.append(try await process.end()) }
        return codes.sorted()
    }

    @Test func `an attachment that is changed voids it, and a setting of the list does`() async throws {
        let (server, workspace) = try await begin(approvals: 1)
        try FileManager.default.createDirectory(
            atPath: workspace("drafts/attachments"), withIntermediateDirectories: true)
        try workspace.write("One", to: "drafts/attachments/brief.txt")
        try workspace.drop("lines.md", "Subject: S\nTo: sector\nAttach: brief.txt\n\nText\n")
        try await expect(65, workspace, "run", "--once")
        _ = try await approve(workspace, as: "Ann")
        try workspace.write("Two", to: "drafts/attachments/brief.txt")
        try await expect(65, workspace, "run", "--once")
        #expect(note(workspace).contains("earlier approvals are void ('Ann')"), "\(note(workspace))")
        _ = try await approve(workspace, as: "Bob")
        let settings = workspace.text("config.json")
        let footer = settings.replacing(
            "\"approvals\": 1", with: "\"approvals\": 1, \"footer\": \"Not for press.\"")
        try workspace.write(footer, to: "config.json")
        try await expect(65, workspace, "run", "--once")
        #expect(note(workspace).contains("earlier approvals are void ('Bob'"), "\(note(workspace))")
        #expect(server.ledger.count == 0)
        _ = try await approve(workspace, as: "Ann")
        try await expect(0, workspace, "run", "--once")
        #expect(server.ledger.count == 3)
    }

    @Test func `of two lists the one that asks for most counts`() async throws {
        let (server, workspace) = try await begin(
            #""approvalsAbove": 1, "lists": {"sector": {"approvals": 1}, "kent": {"approvals": 2}}"#)
        try workspace.write(list: "kent", Person.all(3..<5).map(\.line))
        for lists in ["sector, kent", "kent, sector"] {
            try workspace.drop("lines.md", draft(to: lists, subject: lists))
            try await expect(65, workspace, "run", "--once")
            #expect(note(workspace).contains("it needs 2 approvals"))
            #expect(note(workspace).contains("('approvals' of list 'kent')"), "\(note(workspace))")
            #expect(try await approve(workspace, as: "Ann").contains("1 more approval is missing"))
            #expect(try await approve(workspace, as: "Bob").contains("released"))
            try await expect(0, workspace, "run", "--once")
        }
        #expect(server.ledger.count == 10)
    }

    @Test func `approved to go later, an edit there is approved anew`() async throws {
        let (server, workspace) = try await begin(approvals: 1)
        try workspace.drop("lines.md", draft(to: "sector", at: "2096-11-24"))
        try await expect(65, workspace, "run", "--once")
        _ = try await approve(workspace, as: "Ann")
        try await expect(0, workspace, "run", "--once")
        #expect(workspace.names(in: "drafts/scheduled") == ["lines.md", "lines.md.why.txt"])
        try workspace.write(
            draft(to: "sector", at: "2096-11-25", subject: "Edited"), to: "drafts/scheduled/lines.md")
        try await expect(65, workspace, "run", "--once")
        #expect(workspace.names(in: "drafts/scheduled") == [])
        #expect(note(workspace).contains("earlier approvals are void ('Ann')"), "\(note(workspace))")
        #expect(server.ledger.count == 0)
    }

    @Test func `approved to go later, a list that breaks holds it, and it keeps its approvals`() async throws
    {
        let (server, workspace) = try await begin(
            #""lists": {"sector": {"approvals": 1}}"#, people: 10)
        // Once as it is, so that it is known how many there were.
        try await hold(workspace)
        _ = try await approve(workspace, as: "Ann")
        try await expect(0, workspace, "run", "--once")
        let daemon = try workspace.linerelay("run")
        try workspace.drop("lines.md", draft(to: "sector", at: seconds(ahead: 4), subject: "Later"))
        try #require(await workspace.becomes("drafts/held", ["lines.md", "lines.md.why.txt"]))
        _ = try await approve(workspace, as: "Bob")
        try #require(await workspace.becomes("drafts/scheduled", ["lines.md", "lines.md.why.txt"]))
        try workspace.write(list: "sector", Person.all(0..<2).map(\.line))
        try #require(
            await workspace.becomes("drafts/held", ["lines.md", "lines.md.why.txt"]), "\(daemon.errors)")
        for words in ["has lost more than half", "- 0 of 1 approval are missing.\n- So far: 'Bob'"] {
            #expect(note(workspace).contains(words), "\(words)\n\(note(workspace))")
        }
        #expect(server.ledger.count == 10)
        try workspace.move("drafts/held/lines.md", to: "drafts/approved/lines.md")
        #expect(await eventually { server.ledger.count == 12 }, "\(daemon.errors)")
    }

    @Test func `where approvals cannot be read, nothing goes until they can`() async throws {
        let (server, workspace) = try await begin(approvals: 1)
        try await hold(workspace)
        _ = try await approve(workspace, as: "Ann")
        let daemon = try workspace.linerelay("run")
        _ = try await workspace.sentBroadcast(by: daemon)
        try workspace.move("state/approvals.jsonl", to: "approvals.jsonl")
        try FileManager.default.createDirectory(
            atPath: workspace("state/approvals.jsonl"), withIntermediateDirectories: false)
        try workspace.drop("lines.md", draft(to: "sector", subject: "Others"))
        try #require(
            await eventually { daemon.errors.contains("lines.md: not taken yet") }, "\(daemon.errors)")
        #expect(await eventually { workspace.text("state/status.json").contains("approvals.jsonl") })
        #expect(rmdir(workspace("state/approvals.jsonl")) == 0)
        try workspace.move("approvals.jsonl", to: "state/approvals.jsonl")
        try #require(
            await workspace.becomes("drafts/held", ["lines.md", "lines.md.why.txt"]), "\(daemon.errors)")
        _ = try await approve(workspace, as: "Bob")
        #expect(await eventually { server.ledger.count == 6 }, "\(daemon.errors)")
    }
}
