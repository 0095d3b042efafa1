import Foundation
import TestSupport
import Testing

struct WatchCommandTests {
    @Test func `lines until it is interrupted, with no control characters in them`() async throws {
        let workspace = try Workspace.forCommands()
        let broadcast = try await workspace.acceptedBroadcast()
        let watch = try workspace.linerelay("status", "--watch")
        #expect(
            await eventually {
                watch.output.contains("\(broadcast.id)  sending: 0 accepted, 2 pending of 2\n")
            })
        #expect(try await workspace.ran("pause \(broadcast.id)").code == 0)
        #expect(await eventually { watch.output.contains("\(broadcast.id)  paused: ") })
        watch.send(SIGINT)
        #expect(try await watch.end() == 0)
        #expect(watch.output.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A })
        #expect(watch.output.split(separator: "\n").count { $0 == "The daemon does not run." } == 1)
    }

    @Test func `as JSON each change is one object on one line`() async throws {
        let workspace = try Workspace.forCommands()
        let broadcast = try await workspace.acceptedBroadcast()
        let watch = try workspace.linerelay("status", "--watch", "--json")
        #expect(await eventually { watch.output.hasSuffix("\n") })
        #expect(try await workspace.ran("pause \(broadcast.id)").code == 0)
        #expect(await eventually { watch.output.contains("\"state\":\"paused\"") })
        watch.send(SIGTERM)
        #expect(try await watch.end() == 0)
        for line in watch.output.split(separator: "\n") {
            #expect(
                (try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["daemon"] != nil)
        }
    }

    @Test(arguments: ["xterm", "dumb"])
    func `on a terminal there is a bar, on a dumb one there is none`(terminal: String) async throws {
        let workspace = try Workspace.forCommands()
        _ = try await workspace.acceptedBroadcast()
        let command = try "'\(Repository.linerelay())' --config '\(workspace.configuration)' status --watch"
        let screen = try RunningProcess(
            "/usr/bin/script", ["-q", "-c", command, "/dev/null"],
            environment: ["TERM": terminal, "NO_COLOR": ""])
        #expect(await eventually { screen.output.contains(terminal == "xterm" ? "\u{1B}[" : "pending of 2") })
        #expect(
            screen.output.contains("[....") == (terminal == "xterm"),
            "\(screen.output.debugDescription) \(screen.errors)")
        screen.send(SIGTERM)
        try await screen.end()
    }
}
