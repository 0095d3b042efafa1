import Foundation
import TestSupport
import Testing

struct BroadcastCommandTests {
    @Test func `without a daemon a pause and a cancellation are in the summary at once`() async throws {
        let workspace = try Workspace.forCommands()
        let broadcast = try await workspace.acceptedBroadcast()
        #expect(try await workspace.ran("pause \(broadcast.id)").output == "\(broadcast.id): paused\n")
        #expect(try broadcast.summary().state == "paused")
        #expect(try await workspace.ran("run --once").code == 75)
        #expect(try await workspace.ran("resume \(broadcast.id)").output == "\(broadcast.id): goes on\n")
        #expect(try broadcast.summary().state == "sending")
        #expect(
            try await workspace.ran("resume \(broadcast.id)").output == "\(broadcast.id): was not paused\n")
        #expect(try await workspace.ran("cancel \(broadcast.id)").code == 0)
        #expect(try broadcast.summary().state == "cancelled")
        #expect(try broadcast.summary().cancelled == 2)
        #expect(try broadcast.events().map(\.event) == ["cancelled", "cancelled"])
        #expect(try workspace.read("drafts/sent/lines.md.receipt.txt").contains("State: cancelled"))
    }

    @Test func `one that is sent can still be taken out of the digests to come`() async throws {
        let workspace = try Workspace.forCommands()
        let config = try workspace.read("config.json")
        try workspace.write(
            config.replacingOccurrences(
                of: "{\n  \"organisation\"", with: "{\n  \"digestAt\": \"00:00\",\n  \"organisation\""),
            to: "config.json")
        try workspace.write("email,delivery\ndan@hub.example,digest\n", to: "lists/few.csv")
        try workspace.drop("few.md", "Subject: Few\nTo: few\n\nText.\n")
        #expect(try await workspace.ran("run --once").code == 0)
        let broadcast = try #require(workspace.broadcasts.first)
        let cancelled = try await workspace.ran("cancel \(broadcast.id)")
        #expect(cancelled.output == "\(broadcast.id): is sent; it goes with no digest from now on\n")
        try workspace.write(config, to: "config.json")
        #expect(try await workspace.ran("run --once").code == 0)
        #expect(workspace.broadcasts.count == 1)
        #expect(try await workspace.ran("cancel \(broadcast.id)").code == 1)
    }

    @Test func `a broadcast that was cancelled while it was paused is not paused`() async throws {
        let workspace = try Workspace.forCommands()
        let broadcast = try await workspace.acceptedBroadcast()
        for command in ["pause", "cancel"] {
            #expect(try await workspace.ran("\(command) \(broadcast.id)").code == 0)
        }
        let receipt = try workspace.read("drafts/sent/lines.md.receipt.txt")
        #expect(receipt.contains("State: cancelled") && !receipt.contains("paused"), "\(receipt)")
        #expect(!(try workspace.read("broadcasts/\(broadcast.id)/summary.json").contains("paused")))
    }

    @Test func `a broadcast that has lost its attachments says so, and can be cancelled or go on`()
        async throws
    {
        let workspace = try Workspace.forCommands()
        let folder = workspace("drafts/attachments")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try writeFile("briefing", to: "\(folder)/briefing.txt")
        let broadcast = try await workspace.acceptedBroadcast("Attach: briefing.txt\n")
        let path = "\(broadcast.path)/attachments.mime"
        let octets = try #require(fileOctets(path))
        unlink(path)
        let run = try await workspace.ran("run --once")
        #expect(run.code == 75 && run.errors.contains("paused: \(path): it cannot be read"), "\(run)")
        #expect(try broadcast.summary().state == "paused")
        let resume = try await workspace.ran("resume \(broadcast.id)")
        #expect(resume.code == 65 && resume.output == "" && resume.errors.contains(path), "\(resume)")
        #expect(try broadcast.summary().state == "paused")
        try writeFile(octets, to: path)
        #expect(try await workspace.ran("resume \(broadcast.id)").output == "\(broadcast.id): goes on\n")
        #expect(try broadcast.summary().state == "sending")
        unlink(path)
        #expect(try await workspace.ran("cancel \(broadcast.id)").code == 0)
        #expect(try broadcast.summary().state == "cancelled" && broadcast.summary().cancelled == 2)
        #expect(try broadcast.events().map(\.event) == ["cancelled", "cancelled"])
    }

    @Test func `where nobody can say whether a daemon runs, nothing is claimed`() async throws {
        let workspace = try Workspace.forCommands()
        let broadcast = try await workspace.acceptedBroadcast()
        try FileManager.default.removeItem(atPath: workspace("state/lock"))
        try FileManager.default.createDirectory(
            atPath: workspace("state/lock"), withIntermediateDirectories: false)
        let run = try await workspace.ran("cancel \(broadcast.id)")
        #expect(run.code == 73 && run.errors.contains("state/lock"))
        #expect(run.output == "")
    }

    @Test func `what is finished can neither be paused nor cancelled`() async throws {
        let workspace = try Workspace.forCommands()
        let broadcast = try await workspace.acceptedBroadcast()
        #expect(try await workspace.ran("cancel \(broadcast.id)").code == 0)
        for command in ["pause", "resume"] {
            let run = try await workspace.ran("\(command) \(broadcast.id)")
            #expect(run.code == 1 && run.errors.contains("it is too late"))
        }
        #expect(
            try await workspace.ran("cancel \(broadcast.id)")
                == Ran(code: 0, output: "\(broadcast.id): is cancelled already\n", errors: ""))
        #expect(try broadcast.events().count == 2)
    }

    @Test func `a running daemon heeds the marks`() async throws {
        let workspace = try Workspace.forCommands()
        let broadcast = try await workspace.acceptedBroadcast()
        let daemon = try workspace.linerelay("run")
        _ = await eventually { daemon.hasEnded || daemon.errors.contains("refused") }
        #expect(try await workspace.ran("pause \(broadcast.id)").code == 0)
        #expect(await eventually { (try? broadcast.summary().state) == "paused" })
        #expect(try await workspace.ran("cancel \(broadcast.id)").code == 0)
        #expect(await eventually { (try? broadcast.summary().state) == "cancelled" })
        daemon.send(15)
        #expect(try await daemon.end() == 0)
    }

    @Test(arguments: ["", "..", ".", "../drafts", "/etc", "no-such-id"])
    func `no id leads out of the folder`(id: String) async throws {
        let workspace = try Workspace.forCommands()
        for command in ["pause", "resume", "cancel"] {
            let run = try await Ran(
                Repository.linerelay(), ["--config", workspace.configuration, command, id])
            #expect(run == Ran(code: 66, output: "", errors: "linerelay: there is no broadcast '\(id)'\n"))
        }
        #expect(workspace.names(in: "") == ["Templates", "config.json", "drafts", "lists"])
    }
}
