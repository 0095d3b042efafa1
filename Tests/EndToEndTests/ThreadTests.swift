import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// A broadcast, its update and its withdrawal, as mail readers show them.
    @Suite struct ThreadTests {
        @Test func `a broadcast, its updates and its withdrawal are one thread`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(list: "sector", ["Ann Day <ann@kent.example>"])
            try workspace.drop("other.md", draft(to: "sector", subject: "Something else"))
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            let first = try #require(workspace.broadcasts.first { $0.id.hasSuffix("-lines") })
            var last = first.id
            for (name, key) in [("second", "Updates"), ("third", "Updates"), ("gone", "Withdraws")] {
                try workspace.drop(
                    "\(name).md", "Subject: Lines\nTo: sector\n\(key): \(last)\n\nText of \(name).\n")
                let run = try workspace.linerelay("run", "--once")
                #expect(try await run.end() == 0, "\(run.errors)")
                last = try #require(workspace.broadcasts.last?.id)
            }
            let mailbox = try #require(server.mailbox)
            let imap = try RunningProcess(Repository.file("Tests/Servers/imap-threads"), [mailbox])
            try await imap.end(deadline: 30)
            // Two threads: one message alone, and four that follow each other.
            let threads = imap.output.split(separator: "(").map { $0.filter { $0.isNumber || $0 == " " } }
            #expect(
                threads.map { $0.split(separator: " ").count }.sorted() == [1, 4],
                "\(imap.output)\(imap.errors)")
            // In a terminal, too: what follows is shown under what it follows.
            let index = try await Mutt.index(of: mailbox)
            #expect(index.count { $0.contains(">") } == 3, "\(index)")
            #expect(index.contains { $0.hasSuffix("    `->Withdrawn: Lines]") }, "\(index)")
        }
    }
}
