import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// `house-style.json` beside the configuration, while the daemon runs.
    @Suite struct HouseStyleTests {
        private func style(_ severity: String) -> String {
            "{\"words\": {\"phrases\": [{\"avoid\": [\"front pages\"], \"say\": \"news\", \"severity\": \"\(severity)\"}]}}"
        }

        private func why(_ workspace: Workspace, _ place: String) throws -> String {
            try String(contentsOfFile: workspace("drafts/\(place)/lines.md.why.txt"), encoding: .utf8)
        }

        @Test func `a warning goes with the receipt, and an error sends the draft back`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            try workspace.write(style("error"), to: "house-style.json")
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 65)
            let told = "'front pages' is not in the house style: say 'news'"
            #expect(try why(workspace, "rejected").contains("drafts/lines.md:1:34: error: \(told)"))
            #expect(server.ledger.count == 0)
            try workspace.write(style("warning"), to: "house-style.json")
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            let receipt = try String(
                contentsOfFile: workspace("drafts/sent/lines.md.receipt.txt"), encoding: .utf8)
            #expect(receipt.contains("- drafts/lines.md:1:34: warning: \(told)\n"), "\(receipt)")
            #expect(server.ledger.count == 3)
        }

        @Test
        func
            `a bad one at the start holds drafts, SIGHUP reads it again, and a bad one then changes nothing`()
            async throws
        {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            try workspace.write("{\"wrods\": {}}", to: "house-style.json")
            let daemon = try workspace.linerelay("run")
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(await eventually { workspace.names(in: "drafts/held").contains("lines.md.why.txt") })
            #expect(
                try why(workspace, "held").contains("house-style.json:1:2: error: wrods: unknown key 'wrods'")
            )
            #expect(
                daemon.errors.contains(
                    "drafts are held, for want of a house style: house-style.json:1:2: error"))

            try workspace.write(style("error"), to: "house-style.json")
            daemon.send(1)
            try #require(await eventually { daemon.errors.contains("was read again") }, "\(daemon.errors)")
            try workspace.write("{", to: "house-style.json")
            daemon.send(1)
            try #require(
                await eventually {
                    daemon.errors.contains("the house style stays as it was: house-style.json:1:")
                },
                "\(daemon.errors)")
            try workspace.drop("other.md", draft(to: "sector"))
            #expect(await eventually { workspace.names(in: "drafts/rejected").contains("other.md.why.txt") })
            #expect(server.ledger.count == 0)

            // Somebody took it away: that is said, for it may have been a slip.
            try FileManager.default.removeItem(atPath: workspace("house-style.json"))
            daemon.send(1)
            try #require(
                await eventually { daemon.errors.components(separatedBy: "was read again").count == 4 },
                "\(daemon.errors)")
            #expect(daemon.errors.contains("there is no house style any more: nothing is asked of drafts"))
            try FileManager.default.moveItem(
                atPath: workspace("drafts/held/lines.md"), toPath: workspace("drafts/approved/lines.md"))
            _ = try await workspace.sentBroadcast(by: daemon)
            #expect(server.ledger.count == 3)
        }
    }
}
