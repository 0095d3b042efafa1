import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// Lists as spreadsheets and Google Groups write them, byte by byte, sent as they are.
    @Suite struct SpreadsheetTests {
        struct Export: Sendable, CustomTestStringConvertible {
            var from: String
            var octets: [UInt8]
            /// By address: the name that is to arrive.
            var mailed: [String: String]

            var testDescription: String { from }
        }

        private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

        private static func utf16(_ text: String) -> [UInt8] {
            [0xFF, 0xFE]
                + text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        }

        /// Each character of these is one octet there.
        private static func windows1252(_ text: String) -> [UInt8] {
            text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        }

        static let exports: [Export] = [
            Export(
                from: "Excel where lists have semicolons, CSV UTF-8",
                octets: mark
                    + Array(
                        ("Name;E-Mail;Region;Delivery;Notes;;\r\n"
                            + "\"Öz; \"\"Bo\"\" Bob\";bo@hub.example;Kent;;\"two\nlines\";;\r\n"
                            + "Zoë Ek;zoe@hub.example;;each;;;\r\n"
                            + "Nobody;none@hub.example;;none;;;\r\n;;;;;;\r\n").utf8),
                mailed: ["bo@hub.example": "Öz; \"Bo\" Bob", "zoe@hub.example": "Zoë Ek"]),
            Export(
                from: "Excel, plain CSV",
                octets: windows1252(
                    "Email Address,Nickname,Unsubscribed\r\nrene@hub.example,Ren\u{E9} F\u{F6}n,\r\n"
                        + "gone@hub.example,Gone,24/11/2026\r\nlee@hub.example,\"Lee, Dr\",FALSE\r\n"),
                mailed: ["rene@hub.example": "Ren\u{E9} F\u{F6}n", "lee@hub.example": "Lee, Dr"]),
            Export(
                from: "Excel, Unicode Text",
                octets: utf16(
                    "name\temail\r\n\u{645}\u{631}\u{64A}\u{645}\tmaryam@hub.example\r\n\"Ann, \"\"A\"\"\"\tann@hub.example\r\n"
                ),
                mailed: [
                    "maryam@hub.example": "\u{645}\u{631}\u{64A}\u{645}", "ann@hub.example": "Ann, \"A\"",
                ]),
            Export(
                from: "Excel, with a line that names the separator",
                octets: Array("sep=;\r\nemail;name\r\nann@hub.example;Ann\r\n".utf8),
                mailed: ["ann@hub.example": "Ann"]),
            Export(
                from: "LibreOffice, all text in quotation marks",
                octets: Array(
                    ("\"email\",\"name\",\"joined\"\n\"ann@hub.example\",\"Ann \u{201C}A\u{201D} Day\",2026-01-31\n"
                        + "\"ben@hub.example\",,\n,,\n").utf8),
                mailed: ["ann@hub.example": "Ann \u{201C}A\u{201D} Day", "ben@hub.example": ""]),
            Export(
                from: "LibreOffice, with tabs",
                octets: Array("email\tname\nann@hub.example\tAnn\nben@hub.example\t\"Ben\tB\"\n".utf8),
                mailed: ["ann@hub.example": "Ann", "ben@hub.example": "Ben B"]),
            Export(from: "Google Groups", octets: Array(google.utf8), mailed: googleMembers),
        ]

        private static let google = """
            Members for group Reactive lines
            Email address,Nickname,Group status,Email status,Email preference,Posting permissions,Join year,Join month,Join day,Join hour,Join minute,Join second,Time zone
            ann@hub.example,Ann Ek,owner,,email,allowed,2020,1,31,9,5,0,Greenwich Mean Time
            Bob@two.example,"Öz, Bob",member,,abridged email,allowed,2021,2,1,10,0,0,Greenwich Mean Time
            eve@three.example,Eve,member,,no email,allowed,2021,2,1,10,0,0,Greenwich Mean Time
            dan@four.example,Dan,member,bouncing,email,allowed,2022,2,1,10,0,0,Greenwich Mean Time
            fay@five.example,Fay,invited,,email,allowed,2022,2,1,10,0,0,Greenwich Mean Time

            """
        private static let googleMembers = ["ann@hub.example": "Ann Ek", "Bob@two.example": "Öz, Bob"]

        /// By address, from the frozen recipients.
        private func frozen(_ workspace: Workspace) throws -> [String: String] {
            struct Line: Decodable { var to, name: String }
            let folder = try #require(workspace.broadcasts.first)
            let octets = fileOctets("\(folder.path)/recipients.jsonl") ?? []
            let lines = try octets.split(separator: 0x0A).map {
                try JSONDecoder().decode(Line.self, from: Data($0))
            }
            return Dictionary(lines.map { ($0.to, $0.name) }) { $1 }
        }

        private func run(_ workspace: Workspace, _ words: String..., code: Int32 = 0) async throws {
            let process = try RunningProcess(
                try Repository.linerelay(), ["--config", workspace.configuration] + words)
            let ended = try await process.end()
            #expect(ended == code, "\(words): \(process.output)\(process.errors)")
        }

        private func expectSent(
            _ mailed: [String: String], by server: TestServer, from workspace: Workspace
        ) async throws {
            try workspace.drop("lines.md", draft(to: "sector"))
            try await run(workspace, "run", "--once")
            #expect(try frozen(workspace) == mailed)
            let counts = Dictionary(mailed.keys.map { ($0.lowercased(), 1) }) { $1 }
            #expect(try server.ledger.counts() == counts)
        }

        @Test(arguments: exports)
        func `a list is sent as the spreadsheet wrote it`(_ export: Export) async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try writeFile(export.octets, to: workspace("lists/sector.csv"))
            try await expectSent(export.mailed, by: server, from: workspace)
        }

        @Test func `the members of a Google group are moved in, and sent to`() async throws {
            let server = try await TestServer.aiosmtpd()
            let workspace = try Workspace(relayPort: server.port)
            try workspace.write(Self.google, to: "members.csv")
            try await run(
                workspace, "import", "google-groups", workspace("members.csv"), "--list", "sector",
                "--bouncing",
                "suppress")
            try workspace.drop("lines.md", draft(to: "sector"))
            try await run(workspace, "run", "--once")
            var frozen = try frozen(workspace)
            // Bouncing there, and so suppressed here.
            #expect(frozen.removeValue(forKey: "dan@four.example") == "Dan")
            #expect(frozen == Self.googleMembers)
            #expect(try server.ledger.counts() == ["ann@hub.example": 1, "bob@two.example": 1])
        }
    }
}
