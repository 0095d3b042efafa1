@testable import Broadcasting

/// Loads a configuration in a test: the zones Europe/London and UTC are known, the workspace is `/hub`.
func load(_ text: String) -> (configuration: Configuration?, problems: [Problem]) {
    Configuration.load(bytes: Array(text.utf8), path: "config.json", workspace: "/hub") {
        ["UTC", "Europe/London"].contains($0)
    }
}

/// A configuration that is right but for what is put into it.
func configuration(_ members: String = "", relay: String = "", relays: String? = nil) -> String {
    """
    {"organisation": "Hub", "from": "Hub <lines@example.org>",
    "relays": \(relays ?? "[{\"url\": \"smtp://127.0.0.1:2525\"\(relay.isEmpty ? "" : ", \(relay)")}]"),
    \(members)}
    """
}
