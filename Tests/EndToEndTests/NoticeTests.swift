import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// What those in `notify` are told by mail: once for each event, and never of a notice.
    @Suite struct NoticeTests {
        private static let settings = #""notify": ["duty@hub.example", "second@hub.example"]"#

        private func begin(
            _ script: Script = Script(), people: Int = 3, settings: String = settings
        ) throws -> (ScriptedServer, Workspace) {
            let server = try ScriptedServer(script)
            let workspace = try Workspace(relayPort: server.port, settings: settings)
            try workspace.write(list: "sector", Person.all(0..<people).map(\.line))
            return (server, workspace)
        }

        /// As text, for one of those who are told.
        private func notices(_ server: ScriptedServer, to address: String = "duty@hub.example") -> [Notice] {
            server.messages.filter { $0.recipients == [address] }.map { Notice($0.content) }
        }

        @Test func `a rejected draft is told of with the words of its note`() async throws {
            let (server, workspace) = try begin()
            defer { server.stop() }
            try workspace.drop("lines.md", draft(to: "sector").replacing("Stance:", with: "Stanse:"))
            #expect(try await workspace.linerelay("run", "--once").end() == 65)
            let notice = try #require(notices(server).first)
            #expect(notices(server).count == 1)
            #expect(notices(server, to: "second@hub.example").count == 1)
            #expect(server.messages.count == 2)
            #expect(notice.header["Subject"] == "Not sent: lines.md")
            #expect(notice.header["Auto-Submitted"] == "auto-generated")
            #expect(notice.header["To"] == "duty@hub.example")
            #expect(notice.header["List-Id"] == nil)
            let why = try #require(fileOctets(workspace("drafts/rejected/lines.md.why.txt")))
            #expect(notice.text == String(validating: why, as: UTF8.self))
            #expect(Set(server.messages.map(\.sender)) == ["desk@hub.example"])
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            #expect(server.messages.count == 2)
        }

        @Test func `a finished broadcast is told of with who was not reached and why`() async throws {
            let reply = "550 5.1.1 no such user"
            let (server, workspace) = try begin(Script(.init(.rcpt, .reply(reply), recipient: "person-1@")))
            defer { server.stop() }
            try workspace.drop("lines.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 1)
            let notice = try #require(notices(server).first)
            #expect(notices(server).count == 1)
            #expect(notice.header["Subject"]?.hasPrefix("Sent, but not to all: ") == true)
            #expect(notice.text.contains("- \(Person(number: 1).address): rejected: \(reply)\n"))
            #expect(notice.text.contains("2 accepted"))
        }

        @Test func `a held draft and its release are two events`() async throws {
            let (server, workspace) = try begin()
            defer { server.stop() }
            try workspace.drop("one.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            try workspace.drop("two.md", draft(to: "sector"))
            #expect(try await workspace.linerelay("run", "--once").end() == 65)
            #expect(try await workspace.linerelay("approve", "two.md").end() == 0)
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            let subjects = notices(server).compactMap { $0.header["Subject"]?.split(separator: ":").first }
            #expect(subjects == ["Sent", "Waits for a person", "Sent"])
        }

        @Test func `a pause by the brake is told of, one by a person is not`() async throws {
            let (server, workspace) = try begin(
                Script(.init(.rcpt, .reply("550 5.7.1 no"), times: .max, recipient: "person-")), people: 40)
            defer { server.stop() }
            let daemon = try workspace.linerelay("run")
            try workspace.drop("lines.md", draft(to: "sector"))
            try #require(await eventually { !notices(server).isEmpty }, "\(daemon.errors)")
            let broadcast = try #require(workspace.broadcasts.first)
            let notice = try #require(notices(server).first)
            #expect(notice.header["Subject"] == "Paused: \(broadcast.id)")
            #expect(notice.text.contains("linerelay resume \(broadcast.id)"))
            #expect(try await workspace.linerelay("pause", broadcast.id).end() == 0)
            daemon.send(SIGTERM)
            #expect(try await daemon.end() == 0)
            let again = try workspace.linerelay("run")
            #expect(await eventually { again.errors.contains("paused") })
            #expect(try await workspace.linerelay("cancel", broadcast.id).end() == 0)
            #expect(await eventually { notices(server).count == 2 }, "\(again.errors)")
            #expect(notices(server).last?.header["Subject"]?.hasPrefix("Stopped: ") == true)
        }

        @Test func `a notice that is refused makes no other, and suppresses nobody`() async throws {
            let (server, workspace) = try begin(
                Script(.init(.rcpt, .reply("550 5.1.1 no such user"), times: .max, recipient: "duty@")))
            defer { server.stop() }
            try workspace.drop("lines.md", draft(to: "sector"))
            let run = try workspace.linerelay("run", "--once")
            #expect(try await run.end() == 0)
            #expect(run.errors.contains("a notice was not delivered to 1 of 'notify'"))
            #expect(notices(server, to: "second@hub.example").count == 1)
            #expect(server.messages.count == 4)
            #expect(fileOctets(workspace("state/suppressions.jsonl")) ?? [] == [])
        }

        @Test func `where no relay answers, one that runs once does not wait for its notices for ever`()
            async throws
        {
            let workspace = try Workspace(relayPort: try freePort(), settings: Self.settings)
            try workspace.drop("lines.md", "no key at all\n")
            #expect(try await workspace.linerelay("run", "--once").end(deadline: 60) == 65)
            let waiting = workspace.names(in: "state/notices")
            #expect(waiting.count == 1)
        }

        @Test func `what waited for a relay goes when the daemon runs again, once`() async throws {
            let port = try freePort()
            let workspace = try Workspace(relayPort: port, settings: Self.settings)
            try workspace.drop("lines.md", "no key at all\n")
            #expect(try await workspace.linerelay("run", "--once").end(deadline: 60) == 65)
            let server = try await TestServer.aiosmtpd(["--port", "\(port)"])
            let daemon = try workspace.linerelay("run")
            #expect(await eventually { server.ledger.count == 2 }, "\(daemon.errors)")
            daemon.send(SIGTERM)
            #expect(try await daemon.end() == 0)
            #expect(try await workspace.linerelay("run", "--once").end() == 0)
            #expect(server.ledger.count == 2)
        }
    }
}

/// A message as it was sent, its quoted-printable text decoded.
private struct Notice {
    var header: [String: String] = [:]
    var text = ""

    init(_ content: String) {
        let parts = content.split(separator: "\r\n\r\n", maxSplits: 1)
        for line in parts[0].replacing("\r\n ", with: " ").split(separator: "\r\n") {
            let field = line.split(separator: ": ", maxSplits: 1).map(String.init)
            if field.count == 2 { header[field[0]] = field[1] }
        }
        guard parts.count == 2 else { return }
        var octets: [UInt8] = []
        let body = Array(String(parts[1]).replacing("=\r\n", with: "").replacing("\r\n", with: "\n").utf8)
        var place = 0
        while place < body.count {
            if body[place] == UInt8(ascii: "="), place + 2 < body.count,
                let byte = UInt8(String(decoding: body[(place + 1)...(place + 2)], as: UTF8.self), radix: 16)
            {
                octets.append(byte)
                place += 3
            } else {
                octets.append(body[place])
                place += 1
            }
        }
        text = String(decoding: octets, as: UTF8.self)
    }
}
