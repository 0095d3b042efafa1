import Foundation

/// A workspace made for one test: configuration, templates, lists; drafts are dropped as people drop them.
public final class Workspace {
    public let path: String
    private let folder: TemporaryFolder?

    /// - Parameters:
    ///   - relayPort: where the one relay listens on loopback.
    ///   - relay: further members of the relay, as JSON: `"timeout": "5s"`.
    ///   - settings: further members of the configuration, as JSON: `"settleTime": "2s"`.
    ///   - path: where to make it, where a fresh folder of its own will not do.
    public init(
        relayPort: Int, connections: Int = 4, relay: String = "", settings: String = "",
        at path: String? = nil
    ) throws {
        folder = path == nil ? try TemporaryFolder() : nil
        self.path = path ?? folder?.path ?? ""
        for name in ["drafts", "lists"] {
            try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
        }
        try FileManager.default.copyItem(atPath: Repository.file("Templates"), toPath: self("Templates"))
        try write(
            Workspace.configuration(port: relayPort, connections, relay, settings), to: "config.json")
    }

    public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    public var configuration: String { self("config.json") }

    public func write(_ text: String, to name: String) throws {
        try writeFile(text, to: self(name))
    }

    /// Writes `lists/NAME.txt`, a line each.
    public func write(list name: String, _ lines: [String]) throws {
        try write(lines.map { "\($0)\n" }.joined(), to: "lists/\(name).txt")
    }

    /// Renames a finished file into the drafts folder: complete at once.
    public func drop(_ name: String, _ text: String) throws {
        try write(text, to: "drafts/.\(name).partial")
        try FileManager.default.moveItem(
            atPath: self("drafts/.\(name).partial"), toPath: self("drafts/\(name)"))
    }

    /// Writes into the drafts folder in place: complete when it has been closed and left alone for a while.
    public func place(_ name: String, _ text: String) throws { try write(text, to: "drafts/\(name)") }

    /// Starts `linerelay --config …` with these words.
    public func linerelay(_ words: String...) throws -> RunningProcess {
        try RunningProcess(try Repository.linerelay(), ["--config", configuration] + words)
    }

    /// The broadcasts so far, oldest first.
    public var broadcasts: [BroadcastFolder] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: self("broadcasts"))) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted().map {
            BroadcastFolder(path: self("broadcasts/\($0)"))
        }
    }

    /// The names in a folder, sorted, those that start with a dot left out.
    public func names(in name: String) -> [String] {
        let found = (try? FileManager.default.contentsOfDirectory(atPath: self(name))) ?? []
        return found.filter { !$0.hasPrefix(".") }.sorted()
    }

    private static func configuration(
        port: Int, _ connections: Int, _ relay: String, _ settings: String
    ) -> String {
        """
        {
          "organisation": "Example Hub",
          "from": "Press desk <press@hub.example>",
          "owner": "desk@hub.example",
          "postalAddress": "1 Example Street, London",
          \(settings.isEmpty ? "" : settings + ",")
          "relays": [{
            "name": "test", "url": "smtp://127.0.0.1:\(port)", "helo": "tests.hub.example",
            \(relay.isEmpty ? "" : relay + ",")
            "maxConnections": \(connections)
          }]
        }

        """
    }
}
