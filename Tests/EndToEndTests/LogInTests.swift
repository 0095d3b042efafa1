import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// Passwords and tokens: tried seldom, shown nowhere, read again when they change.
    @Suite struct LogInTests {
        private static let account = #""username": "desk", "passwordFile": "password""#

        private func server() throws -> ScriptedServer {
            var script = Script()
            script.account = ("desk", "c0rrect-h0rse")
            return try ScriptedServer(script)
        }

        private func logIns(_ server: ScriptedServer) -> Int {
            server.commands.joined().count { $0.hasPrefix("AUTH") }
        }

        /// What must not be found anywhere: a secret as it is, and as it goes over the wire.
        private func forms(_ secret: String) -> [String] {
            let wire = ["\0desk\0\(secret)", secret].map { Data($0.utf8).base64EncodedString() }
            return [secret] + wire
        }

        /// Every file that the daemon has written, and what it has said.
        private func traces(of daemon: RunningProcess, in workspace: Workspace) -> String {
            let names = FileManager.default.subpaths(atPath: workspace.path) ?? []
            let files = names.filter { $0 != "password" && $0 != "token" }.compactMap {
                fileOctets(workspace($0))
            }
            let arguments = fileOctets("/proc/\(daemon.pid)/cmdline") ?? []
            return (files + [arguments]).map { String(decoding: $0, as: UTF8.self) }.joined() + daemon.output
                + daemon.errors
        }

        @Test func `a wrong password is tried twice at most, and the right one as soon as it is there`()
            async throws
        {
            let server = try server()
            defer { server.stop() }
            let workspace = try Workspace(relayPort: server.port, relay: Self.account)
            try workspace.write("Tr0ub4dor-3\n", to: "password")
            try workspace.write(list: "sector", Person.all(0..<30).map(\.line))
            let daemon = try workspace.linerelay("run")
            try workspace.drop("one.md", draft(to: "sector", subject: "One"))
            try #require(
                await eventually { daemon.errors.contains("log-in as 'desk' was refused: 535") },
                "\(daemon.errors)")
            // A person says that it can work now, and is wrong.
            daemon.send(SIGHUP)
            try #require(await eventually { logIns(server) == 2 })
            try workspace.drop("two.md", draft(to: "sector", subject: "Two"))
            // The same once more is no other password.
            try workspace.write("Tr0ub4dor-3\n", to: "password")
            try #require(
                await eventually { workspace.names(in: "drafts/sent").count == 2 }, "\(daemon.errors)")
            #expect(logIns(server) == 2 && server.messages.isEmpty)

            try workspace.write("c0rrect-h0rse\n", to: "password")
            let isDone = await eventually {
                let states = workspace.broadcasts.compactMap { try? $0.summary().state }
                return states == ["sent", "sent"]
            }
            try #require(isDone, "\(daemon.errors)")
            #expect(daemon.errors.contains("relay 'test': its secret was read again\n"))
            #expect(Set(server.messages.flatMap(\.recipients)).count == 30 && server.messages.count == 60)
            let refused = server.commands.filter { words in
                words.contains { $0.hasPrefix("AUTH") } && !words.contains { $0.hasPrefix("MAIL") }
            }
            #expect(refused.count >= 2 && server.commands.prefix(2).allSatisfy { refused.contains($0) })
            let traces = traces(of: daemon, in: workspace)
            #expect(
                traces.contains("linerelay\0--config\0") && traces.contains("log-in as 'desk' was refused"))
            for form in forms("Tr0ub4dor-3") + forms("c0rrect-h0rse") { #expect(!traces.contains(form)) }
            for broadcast in workspace.broadcasts { try expectLogAndSummaryAgree(broadcast) }
            daemon.send(SIGTERM)
            #expect(try await daemon.end() == 0)
        }

        @Test func `run --once gives up after one refused log-in`() async throws {
            let server = try server()
            defer { server.stop() }
            let workspace = try Workspace(relayPort: server.port, connections: 8, relay: Self.account)
            try workspace.write("Tr0ub4dor-3\n", to: "password")
            try workspace.write(list: "sector", Person.all(0..<30).map(\.line))
            try workspace.drop("one.md", draft(to: "sector"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 75, "\(run.errors)")
            #expect(logIns(server) == 1 && server.messages.isEmpty)
        }

        @Test
        func `a token that is out of date is replaced without a signal, and while it is gone it is kept`()
            async throws
        {
            let authority = try TestAuthority()
            let server = try await TestServer.tls(
                try authority.issue("relay", for: "IP:127.0.0.1")
                    + ["--account", "desk:ya29.fresh", "--offer", "XOAUTH2"])
            let relay = """
                "tls": "required", "caFile": "\(authority.caFile)", "username": "desk", "tokenFile": "token"
                """
            let workspace = try Workspace(relayPort: server.port, relay: relay)
            try workspace.write("ya29.stale", to: "token")
            try workspace.write(list: "sector", Person.all(0..<5).map(\.line))
            let daemon = try workspace.linerelay("run")
            try workspace.drop("lines.md", draft(to: "sector"))
            try #require(
                await eventually { daemon.errors.contains("may be out of date") }, "\(daemon.errors)")
            try FileManager.default.removeItem(atPath: workspace("token"))
            try #require(
                await eventually { daemon.errors.contains("the secret stays as it was") }, "\(daemon.errors)")
            #expect(server.lines.isEmpty)
            try workspace.write("ya29.fresh", to: "token")
            let broadcast = try await workspace.sentBroadcast(by: daemon)
            try expectLogAndSummaryAgree(broadcast)
            #expect(server.lines.count == 5 && server.lines.allSatisfy { $0.hasSuffix(" tls desk") })
            #expect(daemon.errors.components(separatedBy: "the secret stays as it was").count == 2)
            #expect(!traces(of: daemon, in: workspace).contains("ya29."))
        }
    }
}
