import Foundation
import TestSupport
import Testing

struct StatusCommandTests {
    @Test func `the JSON has the documented fields`() async throws {
        let workspace = try Workspace.forCommands()
        _ = try await workspace.acceptedBroadcast()
        let run = try await workspace.ran("status --json")
        #expect(run.code == 0 && run.errors.isEmpty)
        let status = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(Set(status.keys) == ["daemon", "broadcasts", "drafts", "library", "leftAlone", "problems"])
        let daemon = try #require(status["daemon"] as? [String: Any])
        #expect(Set(daemon.keys) == ["running", "pid", "startedAt", "relay", "relays"])
        #expect(daemon["running"] as? Bool == false)
        let drafts = try #require(status["drafts"] as? [String: Any])
        #expect(Set(drafts.keys) == ["held", "scheduled", "rejected", "sendAt", "approvals"])
        #expect((status["broadcasts"] as? [[String: Any]])?.map { $0["pending"] as? Int } == [2])
    }

    @Test func `why a broadcast is paused stands under it`() async throws {
        let workspace = try Workspace.forCommands()
        _ = try await workspace.acceptedBroadcast()
        let id = try #require(workspace.names(in: "broadcasts").first)
        #expect(try await workspace.ran("pause \(id)").code == 0)
        let output = try await workspace.ran("status").output
        #expect(output.contains("\(id)  paused: 0 accepted, 2 pending of 2\n  paused: a person paused it\n"))
    }

    @Test func `a running daemon is named by its pid`() async throws {
        let workspace = try Workspace.forCommands()
        let daemon = try workspace.linerelay("run")
        #expect(await eventually { FileManager.default.fileExists(atPath: workspace("state/status.json")) })
        let run = try await workspace.ran("status")
        #expect(run.output.hasPrefix("The daemon runs (pid \(daemon.pid)); relay: "))
        daemon.send(15)
        try await daemon.end()
        #expect(try await workspace.ran("status").output == "The daemon does not run.\n")
    }

    @Test(arguments: ["deliveries.jsonl", "broadcast.json"])
    func `a broadcast that cannot be read is shown with the reason, also without its summary`(
        damaged: String
    ) async throws {
        let workspace = try Workspace.forCommands()
        let broadcast = try await workspace.acceptedBroadcast()
        let folder = "broadcasts/\(broadcast.id)"
        try workspace.write("nonsense\n{\"event\":\"accepted\"}\n", to: "\(folder)/\(damaged)")
        try FileManager.default.removeItem(atPath: workspace("\(folder)/summary.json"))
        for words in ["status", "run --once", "status"] {
            let run = try await workspace.ran(words)
            guard words == "status" else { continue }
            let lines = run.output.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix("\(broadcast.id)  paused: ") }, "\(run)")
            #expect(lines.contains { $0.contains("\(damaged):1") }, "\(run)")
        }
    }

    @Test(arguments: [true, false])
    func `of one that cannot be read no numbers are claimed`(isLog: Bool) async throws {
        let workspace = try Workspace.forCommands()
        let broadcast = try await workspace.acceptedBroadcast()
        try FileManager.default.removeItem(atPath: "\(broadcast.path)/summary.json")
        let event =
            #"{"at":"2050-11-23T12:00:00.000Z","to":"a@hub.example","event":"deferred","attempt":1,"recipient":0}"#
        let name = isLog ? "deliveries.jsonl" : "broadcast.json"
        try workspace.write("\(event)\nnonsense\n\(event)\n", to: "broadcasts/\(broadcast.id)/\(name)")
        let output = try await workspace.ran("status").output
        #expect(
            output.contains("\(broadcast.id)  paused: how many were reached is not known\n"), "\(output)")
        #expect(output.contains("\n  broadcasts/\(broadcast.id)/\(name):2:"), "\(output)")
        let json = try await workspace.ran("status --json").output
        let status = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let found = try #require((status["broadcasts"] as? [[String: Any]])?.first)
        #expect(found["id"] as? String == broadcast.id && found["accepted"] is NSNull && found.count == 22)
        #expect(found["recipients"] as? Int == (isLog ? 2 : nil))
    }

    @Test func `a pause is told without its summary too, and a folder of somebody's is no broadcast`()
        async throws
    {
        let workspace = try Workspace.forCommands()
        let broadcast = try await workspace.acceptedBroadcast()
        #expect(try await workspace.ran("pause \(broadcast.id)").code == 0)
        let before = try await workspace.ran("status")
        try FileManager.default.removeItem(atPath: "\(broadcast.path)/summary.json")
        try FileManager.default.createDirectory(
            atPath: workspace("broadcasts/old"), withIntermediateDirectories: false)
        #expect(try await workspace.ran("status") == before)
        #expect(before.output.contains("  paused: a person paused it\n"))
    }

    @Test func `a summary that is gone is made from the other records`() async throws {
        let workspace = try Workspace.forCommands()
        let broadcast = try await workspace.acceptedBroadcast()
        try FileManager.default.removeItem(atPath: workspace("broadcasts/\(broadcast.id)/summary.json"))
        #expect(
            try await workspace.ran("status").output.contains(
                "\(broadcast.id)  sending: 0 accepted, 2 pending of 2\n"))
    }
}
