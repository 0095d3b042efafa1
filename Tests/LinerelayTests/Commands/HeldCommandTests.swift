import Foundation
import TestSupport
import Testing

struct HeldCommandTests {
    private func workspace(held names: String...) throws -> Workspace {
        let workspace = try Workspace.forCommands()
        try FileManager.default.createDirectory(
            atPath: workspace("drafts/held"), withIntermediateDirectories: false)
        for name in names {
            try workspace.write("Subject: x\n", to: "drafts/held/\(name)")
            try workspace.write("why\n", to: "drafts/held/\(name).why.txt")
        }
        return workspace
    }

    @Test func `what is approved is released, and its note goes`() async throws {
        let workspace = try workspace(held: "a.md", "b.md")
        let run = try await workspace.ran("approve a.md")
        #expect(run.code == 0)
        #expect(
            run.output
                == "a.md: released; no daemon runs: it goes from drafts/approved/ at the next start of "
                + "'linerelay run'\n")
        #expect(workspace.names(in: "drafts/approved") == ["a.md"])
        #expect(workspace.names(in: "drafts/held") == ["b.md", "b.md.why.txt"])
    }

    @Test func `where a daemon runs, it is the daemon that takes it`() async throws {
        let workspace = try workspace(held: "a.md")
        let daemon = try workspace.linerelay("run")
        #expect(await eventually { FileManager.default.fileExists(atPath: workspace("state/status.json")) })
        let run = try await workspace.ran("approve a.md")
        #expect(run.output == "a.md: released; the daemon takes it from drafts/approved/\n")
        daemon.send(15)
        try await daemon.end()
    }

    @Test func `what is rejected says that a person did it`() async throws {
        let workspace = try workspace(held: "a.md")
        let run = try await workspace.ran("reject a.md")
        #expect(run.code == 0)
        #expect(run.output == "a.md: rejected; it is in drafts/rejected/a.md\n")
        #expect(workspace.names(in: "drafts/held") == [])
        #expect(workspace.names(in: "drafts/rejected") == ["a.md", "a.md.why.txt"])
        let note = try workspace.read("drafts/rejected/a.md.why.txt")
        #expect(note.contains("a person rejected it") && note.contains("    why\n"), "\(note)")
    }

    @Test(arguments: [
        "b.md", "../lines.md", "..", ".", "/etc/passwd", "held/a.md", "a.md.why.txt", "./a.md",
    ])
    func `no name leads out of the folder`(name: String) async throws {
        let workspace = try workspace(held: "a.md")
        try workspace.place("lines.md", "Subject: x\n")
        for command in ["approve", "reject"] {
            let run = try await workspace.ran("\(command) \(name)")
            #expect(run.code == 66 && run.output.isEmpty)
            #expect(run.errors.hasPrefix("linerelay: no draft '\(name)' is held"))
        }
        #expect(workspace.names(in: "drafts") == ["held", "lines.md"])
        #expect(workspace.names(in: "drafts/held") == ["a.md", "a.md.why.txt"])
    }

    @Test func `a name that is taken among the approved is not replaced`() async throws {
        let workspace = try workspace(held: "a.md")
        try FileManager.default.createDirectory(
            atPath: workspace("drafts/approved"), withIntermediateDirectories: false)
        try workspace.write("first", to: "drafts/approved/a.md")
        let run = try await workspace.ran("approve a.md")
        #expect(run.code == 73 && run.errors == "linerelay: 'a.md' is in drafts/approved/ already\n")
        #expect(try workspace.read("drafts/approved/a.md") == "first")
    }
}
