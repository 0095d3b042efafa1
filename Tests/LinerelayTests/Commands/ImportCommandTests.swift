import Foundation
import TestSupport
import Testing

struct ImportCommandTests {
    /// As Google writes it: a line above the header, names by their members.
    private static let export = """
        Members for group Lines
        Email address,Nickname,Group status,Email status,Email preference,Posting permissions,Join year
        ann@one.example,Ann Ek,owner,,email,allowed,2020
        Bob@two.example,"Öz, ""B"" Bob",member,,digest,allowed,2021
        eve@three.example,=HYPERLINK(1),member,,no email,allowed,2021
        dan@four.example,,member,bouncing,email,allowed,2022
        fay@five.example,Fay,invited,,email,allowed,2022
        bob@TWO.example,Bob again,member,,email,allowed,2022
        not an address,Nobody,member,,email,allowed,2022

        """

    private func workspace(_ export: String = export) throws -> Workspace {
        let workspace = try Workspace.forCommands()
        try workspace.write(export, to: "export.csv")
        return workspace
    }

    private func run(_ workspace: Workspace, _ more: String = "--bouncing suppress") async throws -> Ran {
        try await workspace.ran("import google-groups \(workspace("export.csv")) --list kent \(more)")
    }

    @Test func `names and settings are kept, who bounced is suppressed`() async throws {
        let workspace = try workspace()
        let ran = try await run(workspace)
        #expect(ran.code == 1)
        #expect(
            ran.output == """
                lists/kent.csv: 4 subscribers (2 each, 1 digest, 1 none)
                1 bounced in the Google group: suppressed
                1 left out: not members (invited, waiting or banned)
                1 left out: the address was there before
                1 left out: bad lines, named above

                """)
        #expect(ran.errors.contains("export.csv:9:1: error: "))
        #expect(
            fileOctets(workspace("lists/kent.csv"))
                == Array(
                    """
                    \u{FEFF}email,name,delivery\r
                    ann@one.example,Ann Ek,each\r
                    Bob@two.example,"Öz, ""B"" Bob",digest\r
                    eve@three.example,HYPERLINK(1),none\r
                    dan@four.example,,each\r

                    """.utf8))
        let entry = try workspace.read("state/suppressions.jsonl")
        #expect(
            entry.contains(#""address":"dan@four.example""#) && entry.contains("bounced in the Google group"))
        #expect(try await workspace.ran("check").code == 0)
        #expect(workspace.names(in: "lists") == ["kent.csv", "news.txt"])
    }

    @Test func `with nobody to ask and nothing said, nothing is made`() async throws {
        let workspace = try workspace()
        let ran = try await run(workspace, "")
        #expect(ran.code == 64 && ran.errors.contains("--bouncing suppress"))
        #expect(workspace.names(in: "lists") == ["news.txt"])
        #expect(fileOctets(workspace("state/suppressions.jsonl")) == nil)
    }

    @Test func `who bounced may be mailed all the same`() async throws {
        let workspace = try workspace()
        #expect(
            try await run(workspace, "--bouncing mail").output.contains(
                "1 bounced in the Google group: mailed"))
        #expect(fileOctets(workspace("state/suppressions.jsonl")) == nil)
    }

    @Test(arguments: ["no email", "digest"])
    func `who bounced keeps what they chose`(preference: String) async throws {
        let header = "Email address,Group status,Email status,Email preference\n"
        let workspace = try workspace(header + "dan@four.example,member,bouncing,\(preference)\n")
        #expect(try await run(workspace, "--bouncing mail").code == 0)
        let word = preference == "digest" ? "digest" : "none"
        #expect(try workspace.read("lists/kent.csv").hasSuffix("dan@four.example,,\(word)\r\n"))
    }

    @Test(arguments: ["kent.csv", "kent.txt"])
    func `a list that is there stays as it is`(name: String) async throws {
        let workspace = try workspace()
        try workspace.write("zoe@hub.example\n", to: "lists/\(name)")
        let ran = try await run(workspace)
        #expect(ran.code == 73)
        #expect(
            ran.errors
                == "linerelay: lists/\(name) is there already, and is not overwritten: choose another name\n")
        #expect(try workspace.read("lists/\(name)") == "zoe@hub.example\n")
        #expect(fileOctets(workspace("state/suppressions.jsonl")) == nil)
    }

    @Test(arguments: [
        ("email,name\nann@one.example,Ann\n", 65, "is no member export of Google Groups"),
        ("", 65, "export.csv"), ("PK\u{3}\u{4}", 65, "export.csv"),
        ("Email address,Group status\n", 65, "there is no member in it"),
    ])
    func `what is no export makes no list`(export: String, code: Int32, message: String) async throws {
        let workspace = try workspace(export)
        let ran = try await run(workspace)
        #expect(ran.code == code && ran.errors.contains(message), "\(ran)")
        #expect(workspace.names(in: "lists") == ["news.txt"])
    }

    @Test(arguments: [
        ("import", 64, "import: google-groups EXPORT is missing"),
        ("import mailman x --list kent", 64, "'mailman' is not known"),
        ("import google-groups x", 64, "--list NAME"),
        ("import google-groups x --list ../kent", 64, "no name of a list"),
        ("import google-groups x --list kent --bouncing maybe", 64, "neither"),
        ("import google-groups nothing-there.csv --list kent", 66, "nothing-there.csv"),
    ])
    func `a slip is told of`(words: String, code: Int32, message: String) async throws {
        let ran = try await Workspace.forCommands().ran(words)
        #expect(ran.code == code && ran.errors.contains(message), "\(ran)")
    }

    @Test func `Excel's semicolons and UTF-16 are read as well`() async throws {
        let text = "Email address;Nickname;Group status\r\nann@one.example;Zoë;member\r\n"
        let workspace = try workspace()
        var octets: [UInt8] = [0xFF, 0xFE]
        for unit in text.utf16 { octets += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        try writeFile(octets, to: workspace("export.csv"))
        #expect(try await run(workspace).code == 0)
        #expect(try workspace.read("lists/kent.csv").contains("ann@one.example,Zoë,each\r\n"))
    }
}
