import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// The tests' own instruments: a reader that finds nothing, or a server that counts wrong, would prove nothing.
    @Suite struct InstrumentTests {
        static let sound = """
            From: Press desk <press@hub.example>
            To: Jo <jo@charity.example.org>
            Reply-To: desk@hub.example
            Subject: Lines
            Date: Tue, 24 Nov 2026 06:00:00 +0000
            Message-ID: <1@hub.example>
            MIME-Version: 1.0
            List-Id: <sector.hub.example>
            List-Unsubscribe: <mailto:desk@hub.example>
            List-Post: NO
            List-Owner: <mailto:desk@hub.example>
            List-Help: <mailto:desk@hub.example?subject=help>
            Precedence: list
            X-Auto-Response-Suppress: OOF, AutoReply
            Content-Type: multipart/alternative; boundary="=_b"

            --=_b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Caf=C3=A9
            --=_b--

            """.replacingOccurrences(of: "\n", with: "\r\n")

        @Test(arguments: [
            ("Subject", "Subject", "[:]"),
            ("List-Post: NO\r\n", "", "0 List-Post headers"),
            ("Caf=", "Caf=\n", "bare CR or LF"),
            ("Caf=", "Caf=\r", "bare CR or LF"),
            ("Caf=", "Caf\u{1B}=", "a raw control character"),
            ("Subject: L", "Subject L", "a header line that is no field"),
            ("Subject: L", "Subject: =?a?q?" + String(repeating: "x", count: 68) + "?=", "over 75 octets"),
            ("Subject: L", "Subject: \u{E9}", "raw non-ASCII in the header"),
            ("Caf", String(repeating: "x", count: 1000), "a line over 998 octets"),
            ("Caf", "kim@charity.example.org ", "names kim@charity.example.org"),
            ("Caf", "Kim@=\r\nCharity.example.org ", "names kim@charity.example.org"),
            ("--=_b--\r\n", "", "CloseBoundaryNotFoundDefect"),
            ("Jo <jo@", "kim@charity.example.org, Jo <jo@", "addressed to 2"),
            ("charset=utf-8", "charset=nonsense", "nonsense"),
        ])
        func `the strict reader finds the fault that was planted`(
            piece: String, replacement: String, finding: String
        ) async throws {
            let folder = try TemporaryFolder()
            try folder.makeFolder("new")
            let faulty = InstrumentTests.sound.replacingOccurrences(of: piece, with: replacement)
            try folder.write(faulty, to: "new/1")
            let addresses = ["jo@charity.example.org", "kim@charity.example.org"]
            let reading = try await StrictReading.of(folder.path, addresses: addresses)
            #expect(reading.messages >= 1)
            #expect("\(reading.problems)".contains(finding), "\(reading.problems)")
        }

        @Test(.enabled(if: Repository.hasProgram("/usr/sbin/smtp-source"), "smtp-source is not installed"))
        func `each server counts every message`() async throws {
            let servers = [try await TestServer.aiosmtpd(), try await TestServer.sink()]
            for server in servers {
                let words = [
                    "-d", "-s", "3", "-m", "50", "-N", "-l", "2000", "-f", "a@hub.example", "-t",
                    "b@hub.example",
                ]
                let source = try RunningProcess("/usr/sbin/smtp-source", words + ["127.0.0.1:\(server.port)"])
                #expect(try await source.end() == 0, "\(source.errors)")
                #expect(server.ledger.count == 50)
                #expect(try server.ledger.counts().count == 50)
                #expect(Set(try server.ledger.entries().map(\.messageID)).count == 50)
                try await server.stop()
            }
            #expect(servers[0].messages.count == 50)
        }

        @Test(.enabled(if: SmallDisk.isPossible, "a small disk of one's own needs root and leave to mount"))
        func `a small disk can be full and have room again`() throws {
            let disk = try SmallDisk(kilobytes: 256)
            try disk.fill()
            let file = disk.path + "/more"
            #expect(!FileManager.default.createFile(atPath: file, contents: Data(repeating: 1, count: 10)))
            disk.makeRoom()
            #expect(FileManager.default.createFile(atPath: file, contents: Data(repeating: 1, count: 10)))
        }

        @Test(
            .enabled(if: MailParser.areInstalled, "mutt, or GMime for Python, is not installed"),
            arguments: MailParser.allCases)
        func `each parser gives back what a message says`(parser: MailParser) async throws {
            let folder = try TemporaryFolder()
            for name in ["new", "cur", "tmp"] { try folder.makeFolder(name) }
            let pieces = [
                "Subject: Lines": "Subject: =?utf-8?b?xbvDs8WCxIc=?=\r\n =?utf-8?q?_=C3=A9?=",
                "Jo <jo@": "\"Day, Jo\" <Jo+x@",
            ]
            let message = pieces.reduce(InstrumentTests.sound) {
                $0.replacingOccurrences(of: $1.key, with: $1.value)
            }
            try folder.write(message, to: "new/1")
            try folder.write(
                message.replacingOccurrences(of: "<1@", with: "<2@").replacingOccurrences(
                    of: "_=C3=A9", with: "_e"),
                to: "new/2")
            let read = try await parser.messages(of: folder.path)
            #expect(read.count == 2 && read["2@hub.example"]?.subject == "Żółć e")
            let first = try #require(read["1@hub.example"])
            #expect(
                [first.subject, first.to.name, first.to.address] == [
                    "Żółć é", "Day, Jo", "Jo+x@charity.example.org",
                ])
            #expect([first.from.name, first.from.address] == ["Press desk", "press@hub.example"])
            #expect(first.text.split(separator: "\n") == ["Café"])
        }

        @Test(.enabled(if: Repository.hasProgram("/usr/bin/mutt"), "mutt is not installed"))
        func `mutt decodes`() async throws {
            let folder = try TemporaryFolder()
            for name in ["new", "cur", "tmp"] { try folder.makeFolder(name) }
            try folder.write(InstrumentTests.sound, to: "new/1.a.b")
            #expect(try await Mutt.text(of: folder.path).contains("Café"))
        }
    }
}
