import Foundation
import TestSupport
import Testing

@testable import linerelay

struct WorkspaceTests {
    @Test func `the configuration is the option's, else the environment's`() async throws {
        let (one, two) = (try TestSupport.Workspace.forCommands(), try TestSupport.Workspace.forCommands())
        try two.write(list: "kent", ["a@hub.example"])
        let environment = ["LINERELAY_CONFIG": two.configuration]
        let program = try Repository.linerelay()
        #expect(
            try await Ran(program, ["lists"], environment).output
                == "kent: 1 subscriber\nnews: 2 subscribers\n")
        #expect(try await Ran("lists", in: one, environment: environment).output == "news: 2 subscribers\n")
    }

    @Test func `a configuration by a symbolic link counts from where the link is`() async throws {
        let workspace = try TestSupport.Workspace.forCommands()
        let elsewhere = try TemporaryFolder()
        try FileManager.default.moveItem(atPath: workspace.configuration, toPath: elsewhere("real.json"))
        try FileManager.default.createSymbolicLink(
            atPath: workspace.configuration, withDestinationPath: elsewhere("real.json"))
        #expect(try await workspace.ran("lists").output == "news: 2 subscribers\n")
    }

    @Test(arguments: [("/no/such.json", Int32(66)), ("/", 78)])
    func `a configuration that cannot be had has its code`(path: String, code: Int32) async throws {
        let run = try await Ran(Repository.linerelay(), ["--config", path, "check"])
        #expect(run.code == code && run.output.isEmpty && run.errors.hasPrefix("linerelay: cannot "))
    }

    @Test func `a state folder that cannot be made is code 73`() async throws {
        let workspace = try TestSupport.Workspace.forCommands()
        try workspace.write("", to: "state")
        let run = try await workspace.ran("suppress ann@hub.example")
        #expect(run.code == 73 && run.errors.hasSuffix(": Not a directory\n"))
    }
}
