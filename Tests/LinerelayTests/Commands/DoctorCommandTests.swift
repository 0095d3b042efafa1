import Foundation
import TestSupport
import Testing

/// `doctor`, run as people run it.
@Suite(.timeLimit(.minutes(3)))
struct DoctorCommandTests {
    private func workspace(_ server: ScriptedServer, relay: String = "") throws -> Workspace {
        let workspace = try Workspace(relayPort: server.port, relay: relay)
        try workspace.write(list: "news", ["ann@hub.example"])
        return workspace
    }

    private func server(_ password: String? = nil) throws -> ScriptedServer {
        var script = Script()
        script.keywords = ["SIZE 35882577"]
        if let password { script.account = ("desk", password) }
        return try ScriptedServer(script)
    }

    /// Every path below, with its mode and times.
    private func state(of workspace: Workspace) throws -> [String: String] {
        var found: [String: String] = [:]
        for name in [""] + (FileManager.default.subpaths(atPath: workspace.path) ?? []) {
            let attributes = try FileManager.default.attributesOfItem(atPath: workspace(name))
            found[name] = "\(attributes[.posixPermissions] ?? "") \(attributes[.modificationDate] ?? "")"
        }
        return found
    }

    @Test func `where all is well each check has its line, and nothing is changed`() async throws {
        let server = try server("Tr0ub4dor")
        defer { server.stop() }
        let workspace = try workspace(server, relay: #""username": "desk", "passwordFile": "password""#)
        try workspace.write("Tr0ub4dor\n", to: "password")
        chmod(workspace("password"), 0o600)
        let before = try state(of: workspace)
        let run = try await workspace.ran("doctor")
        #expect(run.code == 0 && run.errors.isEmpty, "\(run)")
        #expect(try state(of: workspace) == before)
        for line in [
            "daemon: does not run\n",
            "drafts: can be read and written, with the folders in it; the daemon makes ",
            "lists: can be read\n", "Templates: can be read\n", "state: not there yet; the daemon makes it\n",
            "change events of drafts: work\n", "disk of ", " UTC, time zone UTC\n",
            "relay 'test' (smtp://127.0.0.1:\(server.port)): connected, in clear text, logged in as 'desk', "
                + "offers SIZE 35882577, PIPELINING, AUTH PLAIN\n",
        ] { #expect(run.output.contains(line), "\(line) is not in \(run.output)") }
        #expect(!run.output.contains("Tr0ub4dor"))
        let verbs = server.commands.map {
            $0.map { String($0.prefix(4)) }.filter { ["EHLO", "AUTH", "MAIL", "QUIT"].contains($0) }
        }
        #expect(verbs == [["EHLO", "AUTH", "QUIT"]])
    }

    @Test(arguments: [("SIZE 500000", true), ("SIZE 1048576", false), ("SIZE 0", false), ("SIZE", false)])
    func `a relay that takes less than a message may have is a warning`(size: String, isNarrow: Bool)
        async throws
    {
        var script = Script()
        script.keywords = [size]
        let server = try ScriptedServer(script)
        defer { server.stop() }
        let run = try await workspace(server).ran("doctor")
        #expect(run.code == (isNarrow ? 1 : 0), "\(run)")
        let warning =
            "warning: relay 'test' (smtp://127.0.0.1:\(server.port)): it takes messages of 488.2 KiB at most, "
            + "and ours may have 1 MiB with attachments; have its limit raised, or keep attachments smaller\n"
        #expect(run.errors == (isNarrow ? warning : ""))
    }

    @Test func `TLS is named by its version`() async throws {
        let authority = try TestAuthority()
        let server = try await TestServer.tls(
            try authority.issue("relay", for: "IP:127.0.0.1") + [
                "--account", "desk:ya29", "--offer", "XOAUTH2",
            ])
        let relay =
            #""tls": "required", "caFile": "\#(authority.caFile)", "username": "desk", "tokenFile": "token""#
        let workspace = try Workspace(relayPort: server.port, relay: relay)
        try workspace.write("ya29\n", to: "token")
        chmod(workspace("token"), 0o600)
        let run = try await workspace.ran("doctor")
        #expect(
            run.code == 0 && run.output.contains(": connected, TLS 1.3, logged in as 'desk', offers "),
            "\(run)")
    }

    @Test func `a running daemon is named, and goes on`() async throws {
        let server = try server()
        defer { server.stop() }
        let workspace = try workspace(server)
        let daemon = try workspace.linerelay("run")
        try #require(
            await eventually { FileManager.default.fileExists(atPath: workspace("state/status.json")) })
        let run = try await workspace.ran("doctor")
        #expect(run.code == 0 && run.output.contains("daemon: runs (pid \(daemon.pid))\n"), "\(run)")
        #expect(run.output.contains("state: can be read and written, by nobody else\n"))
        #expect(!daemon.hasEnded)
        daemon.send(15)
        #expect(try await daemon.end() == 0)
    }

    @Test func `a relay that is not there is 69, and the others are tried all the same`() async throws {
        let server = try server()
        defer { server.stop() }
        let workspace = try workspace(server)
        let dead = try freePort()
        let configuration = try workspace.read("config.json").replacingOccurrences(
            of: #""relays": [{"#,
            with:
                #""relays": [{"name": "dead", "url": "smtp://127.0.0.1:\#(dead)", "helo": "a.hub.example"}, {"#
        )
        try workspace.write(configuration, to: "config.json")
        let run = try await workspace.ran("doctor")
        #expect(run.code == 69)
        #expect(
            run.errors == "error: relay 'dead' (smtp://127.0.0.1:\(dead)): connection refused; "
                + "check 'url', and whether this machine may reach it\n")
        #expect(
            run.output.contains("relay 'test' (smtp://127.0.0.1:\(server.port)): connected, in clear text, "))
    }

    @Test func `a refused log-in is 69, was tried once, and shows no password`() async throws {
        let server = try server("right")
        defer { server.stop() }
        let workspace = try workspace(server, relay: #""username": "desk", "passwordFile": "password""#)
        try workspace.write("Tr0ub4dor\n", to: "password")
        chmod(workspace("password"), 0o644)
        let run = try await workspace.ran("doctor")
        #expect(run.code == 69)
        #expect(
            run.errors.contains("log-in as 'desk' was refused: 535 5.7.8 wrong; check 'username'"), "\(run)")
        #expect(run.errors.contains("warning: relay 'test': anybody on this machine may read"))
        #expect(!(run.output + run.errors).contains("Tr0ub4dor"))
        #expect(server.commands.joined().count { $0.hasPrefix("AUTH") } == 1)
    }

    @Test(arguments: [
        (#""username": "desk", "passwordFile": "nowhere""#, "nowhere"),
        (#""username": "desk", "tokenFile": "empty""#, "no secret on the first line"),
        (#""caFile": "nowhere.pem""#, "nowhere.pem"),
    ])
    func `what the configuration names and is not there is 78`(relay: String, words: String) async throws {
        let server = try server()
        defer { server.stop() }
        let workspace = try workspace(server, relay: relay)
        try workspace.write("\n", to: "empty")
        let run = try await workspace.ran("doctor")
        #expect(run.code == 78 && run.errors.contains(words), "\(run)")
        #expect(server.connectionCount == 0)
    }

    @Test(
        arguments: [
            (
                "drafts", 0o777, 1,
                "warning: drafts: anybody on this machine may write there (mode 0777), and so mail"
            ),
            (
                "drafts/approved", 0o1777, 1,
                "warning: drafts/approved: anybody on this machine may write there (mode 1777)"
            ),
            ("lists", 0o757, 1, "warning: lists: anybody on this machine may write there"),
            ("library", 0o777, 1, "warning: library: anybody on this machine may write there"),
            ("state", 0o755, 77, "error: state: others may look into it (mode 0755); it must be 0700"),
            ("broadcasts", 0o750, 77, "error: broadcasts: others may look into it"),
            (
                "state/secret.key", 0o640, 77,
                "error: state/secret.key: others may look into it (mode 0640); it must be 0600"
            ),
        ] as [(String, mode_t, Int32, String)])
    func `who may do too much is named`(name: String, mode: mode_t, code: Int32, words: String) async throws {
        let server = try server()
        defer { server.stop() }
        let workspace = try workspace(server)
        #expect(try await workspace.ran("run --once").code == 0)
        try FileManager.default.createDirectory(
            atPath: workspace("library"), withIntermediateDirectories: true)
        try #require(chmod(workspace(name), mode) == 0)
        let run = try await workspace.ran("doctor")
        #expect(run.code == code && run.errors.hasPrefix(words), "\(run)")
        #expect(run.errors.split(separator: "\n").count == 1)
    }

    private static let setpriv = "/usr/bin/setpriv"

    @Test(
        .enabled(if: Repository.isRoot && Repository.hasProgram(setpriv), "needs root and setpriv"),
        arguments: [
            ("drafts", 0o555, "cannot write to "), ("drafts/sent", 0o300, "cannot write to "),
            ("lists", 0o300, "cannot read "),
            ("lists/news.txt", 0o200, "cannot read "), ("state/secret.key", 0o200, "cannot read "),
        ] as [(String, mode_t, String)])
    func `what the daemon may not do is 77`(name: String, mode: mode_t, words: String) async throws {
        let server = try server()
        defer { server.stop() }
        let workspace = try workspace(server)
        #expect(try await workspace.ran("run --once").code == 0)
        try #require(chmod(workspace(name), mode) == 0)
        defer { chmod(workspace(name), 0o755) }
        // Root without the right to pass over permissions.
        let drop = "-dac_override,-dac_read_search"
        let run = try await Ran(
            Self.setpriv,
            [
                "--inh-caps", drop, "--bounding-set", drop, try Repository.linerelay(), "--config",
                workspace.configuration, "doctor",
            ])
        #expect(run.code == 77, "\(run)")
        #expect(
            run.errors.hasPrefix("error: 'root' (uid 0) \(words)") && run.errors.contains(name),
            "\(run.errors)")
    }

    @Test(.enabled(if: SmallDisk.isPossible, "needs leave to mount"))
    func `a disk that is nearly full is told`() async throws {
        let server = try server()
        defer { server.stop() }
        let disk = try SmallDisk(kilobytes: 2_000)
        let workspace = try Workspace(relayPort: server.port, at: disk.path)
        try workspace.write(list: "news", ["ann@hub.example"])
        let run = try await workspace.ran("doctor")
        #expect(run.code == 1 && run.errors.hasPrefix("error: disk of "), "\(run)")
    }

    @Test func `a broadcast from the future is the clock's fault`() async throws {
        let server = try server()
        defer { server.stop() }
        let workspace = try workspace(server)
        try FileManager.default.createDirectory(
            atPath: workspace("broadcasts/2099-01-01T000000Z-lines"), withIntermediateDirectories: true)
        chmod(workspace("broadcasts"), 0o700)
        let run = try await workspace.ran("doctor")
        #expect(run.code == 1 && run.errors.hasPrefix("error: clock: "), "\(run)")
    }

    @Test func `templates that are not there are named, and a wrong configuration is 78`() async throws {
        let server = try server()
        defer { server.stop() }
        let workspace = try workspace(server)
        try FileManager.default.removeItem(atPath: workspace("Templates"))
        let run = try await workspace.ran("doctor")
        #expect(run.code == 1 && run.errors.hasPrefix("error: Templates: is not there; "), "\(run)")
        try workspace.write("{", to: "config.json")
        #expect(try await workspace.ran("doctor").code == 78)
    }
}
