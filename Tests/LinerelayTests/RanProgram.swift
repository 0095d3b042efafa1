import Foundation
import TestSupport

/// What the real program said to one command in a workspace of a test.
struct Ran: Equatable {
    var code: Int32
    var output: String
    var errors: String

    /// - Parameter words: by spaces.
    init(_ words: String, in workspace: Workspace, environment: [String: String] = [:]) async throws {
        try await self.init(
            Repository.linerelay(),
            ["--config", workspace.configuration] + words.split(separator: " ").map(String.init), environment)
    }

    init(_ program: String, _ arguments: [String], _ environment: [String: String] = [:]) async throws {
        let process = try RunningProcess(program, arguments, environment: environment)
        code = try await process.end()
        output = process.output
        errors = process.errors
    }
}

extension Workspace {
    /// One with the list `news`, whose relay nobody answers for.
    static func forCommands() throws -> Workspace {
        let workspace = try Workspace(
            relayPort: try freePort(), settings: #""listDomain": "lists.hub.example""#)
        try workspace.write(list: "news", ["Ann <ann@hub.example>", "bob@hub.example"])
        return workspace
    }

    func ran(_ words: String) async throws -> Ran { try await Ran(words, in: self) }

    func read(_ name: String) throws -> String { try String(contentsOfFile: self(name), encoding: .utf8) }

    /// A broadcast that nobody has taken yet.
    /// - Parameter keys: further ones of its draft, a line each.
    func acceptedBroadcast(_ keys: String = "") async throws -> BroadcastFolder {
        try drop("lines.md", "Subject: Lines\nTo: news\n\(keys)\nHello.\n")
        let daemon = try linerelay("run")
        let isThere = await eventually { daemon.hasEnded || (try? broadcasts.first?.summary()) != nil }
        daemon.send(15)
        try await daemon.end()
        guard isThere, let broadcast = broadcasts.first else {
            let (there, folders) = (names(in: "drafts"), names(in: "broadcasts"))
            throw TestFailure(
                "no broadcast: drafts \(there), broadcasts \(folders), it said: \(daemon.errors)")
        }
        return broadcast
    }
}
