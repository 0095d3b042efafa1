import TestSupport
import Testing

struct ConsoleTests {
    private func shell(_ script: String, _ workspace: Workspace) async throws -> Ran {
        try await Ran(
            "/bin/sh",
            ["-c", script, "sh", try Repository.linerelay(), "--config", workspace.configuration])
    }

    @Test func `with everything closed nothing is written where it does not belong`() async throws {
        let workspace = try Workspace.forCommands()
        #expect(try await shell(#""$@" suppress ann@hub.example <&- >&- 2>&-"#, workspace).code == 0)
        #expect(try await shell(#""$@" run --once <&- >&- 2>&-"#, workspace).code == 0)
        let lines = try workspace.read("state/suppressions.jsonl").split(separator: "\n")
        #expect(lines.count == 1 && lines.allSatisfy { $0.hasPrefix("{") })
        #expect(try workspace.read("state/lock").allSatisfy { $0.isNumber || $0 == "\n" })
    }

    @Test func `results that find no room are a failure`() async throws {
        let run = try await shell(#""$@" lists >/dev/full"#, try Workspace.forCommands())
        #expect(
            run == Ran(code: 73, output: "", errors: "linerelay: standard output: No space left on device\n"))
    }
}
