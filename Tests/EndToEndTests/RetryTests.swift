import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// `retry`: another try for those who were rejected or expired, and for nobody else.
    @Suite struct RetryTests {
        private func configuration(_ port: Int, giveUpAfter: String = "48h") -> String {
            """
            {
              "organisation": "Example Hub", "from": "Press desk <press@hub.example>",
              "owner": "desk@hub.example", "postalAddress": "1 Example Street",
              "relays": [{"url": "smtp://127.0.0.1:\(port)", "helo": "tests.hub.example"}],
              "retry": {"firstDelay": "1s", "giveUpAfter": "\(giveUpAfter)"}
            }

            """
        }

        /// A broadcast that no relay took in time.
        private func expired(_ workspace: Workspace, keys: String = "") async throws -> BroadcastFolder {
            try workspace.write(configuration(try freePort(), giveUpAfter: "1s"), to: "config.json")
            try workspace.write(list: "sector", Person.all(0..<5).map(\.line))
            try workspace.drop("lines.md", keys + draft(to: "sector"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 1, "\(run.errors)")
            let broadcast = try #require(workspace.broadcasts.first)
            #expect(try broadcast.summary().expired == 5)
            return broadcast
        }

        private func retry(_ broadcast: BroadcastFolder, in workspace: Workspace) async throws
            -> RunningProcess
        {
            let command = try workspace.linerelay("retry", broadcast.id)
            try await command.end()
            return command
        }

        @Test func `without a daemon they go at the next start, under the same Message-IDs`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            let broadcast = try await expired(workspace)
            try workspace.write(configuration(server.port), to: "config.json")
            let command = try await retry(broadcast, in: workspace)
            #expect(command.output == "\(broadcast.id): 5 recipients are tried again\n", "\(command.errors)")
            #expect(try broadcast.summary().state == "sending" && broadcast.summary().pending == 5)
            let receipts = workspace.names(in: "drafts/sent")
            let receipt = try String(
                contentsOfFile: workspace("drafts/sent/\(receipts.first ?? "")"), encoding: .utf8)
            #expect(receipts.count == 1 && receipt.contains("State: sending"), "\(receipt)")
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0, "\(run.errors)")
            #expect(try server.ledger.counts().values.sorted() == [1, 1, 1, 1, 1])
            #expect(try broadcast.summary().state == "sent" && broadcast.summary().accepted == 5)
            let kinds = try broadcast.events().map(\.event)
            #expect(kinds.count { $0 == "reopened" } == 5 && kinds.count { $0 == "accepted" } == 5)
            #expect(!workspace.names(in: "broadcasts/\(broadcast.id)").contains("retry"))
            let again = try await retry(broadcast, in: workspace)
            #expect(again.errors.contains("nobody was rejected or expired"))
        }

        @Test func `nobody is tried again without the attachments`() async throws {
            let workspace = try Workspace(relayPort: try freePort())
            let folder = workspace("drafts/attachments")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try writeFile("briefing", to: "\(folder)/briefing.txt")
            let broadcast = try await expired(workspace, keys: "Attach: briefing.txt\n")
            let path = "\(broadcast.path)/attachments.mime"
            let octets = try #require(fileOctets(path))
            try writeFile(Array(octets.dropLast()), to: path)
            let refused = try await retry(broadcast, in: workspace)
            #expect(refused.status == 65 && refused.output == "", "\(refused.errors)")
            #expect(refused.errors.contains("\(path): it is not what was accepted"), "\(refused.errors)")
            #expect(try broadcast.summary().expired == 5 && broadcast.summary().state == "sent")
            #expect(!workspace.names(in: "broadcasts/\(broadcast.id)").contains("retry"))
            try writeFile(octets, to: path)
            #expect(try await retry(broadcast, in: workspace).output.contains("5 recipients are tried again"))
        }

        @Test func `a running daemon takes the broadcast up again`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            let broadcast = try await expired(workspace)
            try workspace.write(configuration(server.port), to: "config.json")
            let daemon = try workspace.linerelay("run")
            _ = await eventually { daemon.hasEnded || !workspace.names(in: "state").isEmpty }
            let command = try await retry(broadcast, in: workspace)
            #expect(command.output.contains("5 recipients are tried again"), "\(command.errors)")
            let isDone = await eventually {
                server.ledger.count == 5 && (try? broadcast.summary().accepted) == 5
            }
            #expect(isDone, "\(daemon.errors)")
            daemon.send(15)
            #expect(try await daemon.end() == 0)
            #expect(try server.ledger.counts().values.sorted() == [1, 1, 1, 1, 1])
        }

        @Test func `a dead address is suppressed, and left out until a person lets it in`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(configuration(server.port), to: "config.json")
            try workspace.write(
                list: "sector", ["refuse550-x@charity.example.org", "ann@charity.example.org"])
            try workspace.drop("lines.md", draft(to: "sector"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 1, "\(run.errors)")
            let broadcast = try #require(workspace.broadcasts.first)
            let refused = try await retry(broadcast, in: workspace)
            #expect(
                refused.errors.contains("1 recipient is suppressed now and left out"), "\(refused.errors)")
            let open = try workspace.linerelay("unsuppress", "refuse550-x@charity.example.org")
            #expect(try await open.end() == 0)
            #expect(try await retry(broadcast, in: workspace).output.contains("1 recipient is tried again"))
            let second = try workspace.linerelay("run", "--once")
            #expect(try await second.end() == 1, "\(second.errors)")
            #expect(try broadcast.summary().rejected == 1 && broadcast.summary().accepted == 1)
            #expect(server.ledger.count == 1)
        }
    }
}
