import TestSupport
import Testing

struct TestCommandTests {
    private func workspace() throws -> Workspace {
        let workspace = try Workspace.forCommands()
        try workspace.write("Subject: Lines\nTo: news\n\nHello.\n", to: "lines.md")
        return workspace
    }

    private func test(_ workspace: Workspace, to address: String) async throws -> Ran {
        try await workspace.ran("test \(workspace("lines.md")) --to \(address)")
    }

    @Test(arguments: ["ann@hub.example", "ANN@hub.example", "zoe@hub.example"])
    func `whoever must not be mailed is not mailed by a test either`(_ address: String) async throws {
        let workspace = try workspace()
        #expect(try await workspace.ran("suppress \(address.lowercased()) --reason asked").code == 0)
        let run = try await test(workspace, to: address)
        #expect(run.code == 1 && run.output == "")
        #expect(
            run.errors
                == "linerelay: \(address) is suppressed (asked), and nothing was sent; 'linerelay unsuppress \(address)' lets it in\n"
        )
        #expect(try await workspace.ran("unsuppress \(address)").code == 0)
        // Nobody answers for the relay.
        #expect(try await test(workspace, to: address).code == 69)
    }

    @Test func `an address suppressed for one list is so for its drafts alone`() async throws {
        let workspace = try workspace()
        #expect(try await workspace.ran("suppress ann@hub.example --list news").code == 0)
        #expect(try await test(workspace, to: "ann@hub.example").code == 1)
        try workspace.write(list: "kent", ["bob@hub.example"])
        try workspace.write("Subject: Lines\nTo: kent\n\nHello.\n", to: "lines.md")
        #expect(try await test(workspace, to: "ann@hub.example").code == 69)
    }

    @Test func `what is wrong has its code, before anything is tried`() async throws {
        let workspace = try workspace()
        #expect(try await test(workspace, to: "zoe@").code == 64)
        #expect(try await workspace.ran("test \(workspace("none.md")) --to zoe@hub.example").code == 66)
        try workspace.write("Subjct: Lines\nTo: news\n\nHello.\n", to: "lines.md")
        #expect(try await test(workspace, to: "zoe@hub.example").code == 65)
    }
}
