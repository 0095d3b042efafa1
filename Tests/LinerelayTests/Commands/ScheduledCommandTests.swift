import Foundation
import TestSupport
import Testing

/// What the commands say of drafts that go later.
struct ScheduledCommandTests {
    private let later = "Subject: Lines\nTo: news\nSend-At: 2096-11-24 06:00\n\nHello.\n"

    private func workspace(scheduled names: String...) throws -> Workspace {
        let workspace = try Workspace.forCommands()
        for place in ["held", "scheduled"] {
            try FileManager.default.createDirectory(
                atPath: workspace("drafts/\(place)"), withIntermediateDirectories: false)
        }
        for name in names {
            try workspace.write(later, to: "drafts/scheduled/\(name)")
            try workspace.write("why\n", to: "drafts/scheduled/\(name).why.txt")
        }
        return workspace
    }

    @Test func `approve has one go, and reject keeps what its note said`() async throws {
        let workspace = try workspace(scheduled: "a.md", "b.md")
        #expect(
            try await workspace.ran("approve a.md").output
                == "a.md: it goes now; no daemon runs: it goes from drafts/approved/ at the next start of "
                + "'linerelay run'\n")
        #expect(
            try await workspace.ran("reject b.md").output == "b.md: rejected; it is in drafts/rejected/b.md\n"
        )
        #expect(workspace.names(in: "drafts/scheduled") == [])
        let note = try workspace.read("drafts/rejected/b.md.why.txt")
        #expect(
            note.hasPrefix("'b.md' was scheduled, and then a person rejected it.")
                && note.contains("    why\n"))
    }

    @Test func `where one is held and another scheduled under a name, a person has to say which is meant`()
        async throws
    {
        let workspace = try workspace(scheduled: "a.md")
        try workspace.write(later, to: "drafts/held/a.md")
        for command in ["approve", "reject"] {
            let run = try await workspace.ran("\(command) a.md")
            #expect(
                run.code == 73 && run.errors.hasPrefix("linerelay: there are two: 'a.md' is in"), "\(run)")
        }
        #expect(workspace.names(in: "drafts/held") == ["a.md"])
        #expect(workspace.names(in: "drafts/scheduled") == ["a.md", "a.md.why.txt"])
    }

    @Test func `status names each with its time, also where it says none`() async throws {
        let workspace = try workspace(scheduled: "a.md")
        try workspace.write("Subject: x\nTo: news\n\nx\n", to: "drafts/scheduled/b.md")
        try FileManager.default.createDirectory(
            atPath: workspace("state"), withIntermediateDirectories: false)
        let run = try await workspace.ran("status")
        #expect(
            run.output.contains("scheduled: a.md, goes on Saturday 24 November 2096, 06:00 UTC\n"), "\(run)")
        #expect(run.output.contains("scheduled: b.md, goes at no time that is known\n"), "\(run)")
        let json = Data(try await workspace.ran("status --json").output.utf8)
        let status = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        let times = try #require((status["drafts"] as? [String: Any])?["sendAt"] as? [String: Any])
        #expect(times["a.md"] as? String == "2096-11-24T06:00:00.000Z" && times["b.md"] is NSNull)
    }

    @Test func `check looks at them as well, and preview says when one goes`() async throws {
        let workspace = try workspace(scheduled: "a.md")
        #expect(try await workspace.ran("check") == Ran(0))
        let preview = try await workspace.ran("preview \(workspace("drafts/scheduled/a.md"))")
        #expect(
            preview.output.contains(
                "\nHeld: no\nGoes: on Saturday 24 November 2096, 06:00 UTC, and waits in drafts/scheduled/ until then\n"
            ), "\(preview)")
        try workspace.write(later.replacingOccurrences(of: "news", with: "nws"), to: "drafts/scheduled/a.md")
        let run = try await workspace.ran("check")
        #expect(
            run.code == 1 && run.output.hasPrefix("drafts/scheduled/a.md:2:5: error: there is no list"),
            "\(run)")
    }
}
