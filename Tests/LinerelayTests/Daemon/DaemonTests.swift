import Foundation
import TestSupport
import Testing

/// What a daemon says of its troubles, and when it stops saying it.
struct DaemonTests {
    private let draft = "Subject: Lines\nTo: news\n\nHello.\n"
    private let damage =
        "linerelay: lines.md: not taken yet: state/suppressions.jsonl:1: 'damage' is no value"

    private func problems(_ workspace: Workspace) -> [String]? {
        guard let octets = fileOctets(workspace("state/status.json")) else { return nil }
        let status = try? JSONSerialization.jsonObject(with: Data(octets)) as? [String: Any]
        return status?["problems"] as? [String]
    }

    private func damaged() throws -> Workspace {
        let workspace = try Workspace.forCommands()
        try FileManager.default.createDirectory(
            atPath: workspace("state"), withIntermediateDirectories: false)
        try workspace.write("damage\n", to: "state/suppressions.jsonl")
        try workspace.drop("lines.md", draft)
        return workspace
    }

    @Test func `damaged suppressions are told once, with their line and what to do`() async throws {
        let workspace = try damaged()
        let run = try await workspace.ran("run --once")
        #expect(run.code == 65)
        #expect(run.errors.hasPrefix(damage) && run.errors.contains("put that line right"), "\(run.errors)")
        #expect(workspace.names(in: "drafts").contains("lines.md"))
    }

    @Test func `damaged suppressions hold a draft until they are put right`() async throws {
        let workspace = try damaged()
        let daemon = try workspace.linerelay("run")
        #expect(await eventually { problems(workspace)?.count == 1 })
        try workspace.drop("other.md", draft.replacingOccurrences(of: "Lines", with: "Others"))
        #expect(await eventually { problems(workspace)?.count == 2 })
        try workspace.write("", to: "state/suppressions.jsonl")
        #expect(await eventually { workspace.broadcasts.count == 2 }, "\(daemon.errors)")
        #expect(
            await eventually { problems(workspace)?.allSatisfy { !$0.contains("not taken yet") } == true })
        daemon.send(15)
        #expect(try await daemon.end() == 0)
        #expect(daemon.errors.split(separator: "\n").count { $0.hasPrefix(damage) } == 1, "\(daemon.errors)")
    }

    @Test func `a list that was saved a moment ago is nothing to speak of`() async throws {
        let workspace = try Workspace.forCommands()
        let daemon = try workspace.linerelay("run")
        #expect(await eventually { problems(workspace) != nil })
        try workspace.write(list: "news", ["ann@hub.example"])
        try workspace.drop("lines.md", draft)
        #expect(await eventually { workspace.broadcasts.count == 1 }, "\(daemon.errors)")
        daemon.send(15)
        try await daemon.end()
        #expect(!daemon.errors.contains("not taken yet"), "\(daemon.errors)")
        #expect(daemon.errors.contains("1 recipient\n"), "\(daemon.errors)")
    }

    @Test func `a bad configuration is a problem until a good one is read`() async throws {
        let workspace = try Workspace.forCommands()
        let daemon = try workspace.linerelay("run")
        #expect(await eventually { problems(workspace) == [] })
        let good = try workspace.read("config.json")
        try workspace.write("{", to: "config.json")
        daemon.send(1)
        #expect(await eventually { problems(workspace)?.count == 1 })
        try workspace.write(good, to: "config.json")
        daemon.send(1)
        #expect(await eventually { problems(workspace) == [] })
        daemon.send(15)
        #expect(try await daemon.end() == 0)
    }

    @Test func `a relay's trouble is a problem until it works again`() async throws {
        let server = try ScriptedServer(Script(.init(.greeting, .replyAndClose("421 4.3.2 later"), times: 3)))
        defer { server.stop() }
        let workspace = try Workspace(relayPort: server.port)
        try workspace.write(list: "news", ["ann@hub.example"])
        let daemon = try workspace.linerelay("run")
        #expect(await eventually { problems(workspace) == [] })
        try workspace.drop("lines.md", draft)
        #expect(await eventually { problems(workspace)?.isEmpty == false }, "\(daemon.errors)")
        #expect(
            await eventually(deadline: 120) { (try? workspace.broadcasts.first?.summary().state) == "sent" })
        #expect(await eventually { problems(workspace) == [] }, "\(problems(workspace) ?? [])")
        daemon.send(15)
        #expect(try await daemon.end() == 0)
    }

    @Test func `a pause is a problem until it is over`() async throws {
        let workspace = try Workspace.forCommands()
        let id = try await workspace.acceptedBroadcast().id
        let pause = "\(id): paused: a person paused it"
        let daemon = try workspace.linerelay("run")
        for (command, isPaused) in [("pause", true), ("resume", false), ("pause", true), ("cancel", false)] {
            #expect(try await workspace.ran("\(command) \(id)").code == 0)
            #expect(await eventually { problems(workspace)?.contains(pause) == isPaused })
        }
        daemon.send(15)
        #expect(try await daemon.end() == 0)
    }

    @Test func `a draft that run --once leaves is named, with the reason`() async throws {
        let workspace = try Workspace.forCommands()
        try workspace.drop("lines.md", draft)
        try workspace.write("", to: "drafts/.~lock.lines.md#")
        let run = try await workspace.ran("run --once")
        #expect(
            run.errors.hasPrefix(
                "lines.md: left where it is: it is open in an editor, as '.~lock.lines.md#' shows"), "\(run)")
        #expect(workspace.broadcasts.isEmpty)
    }
}
