import Foundation
import Mail
import TestSupport
import Testing

/// The corpus of odd drafts, lists and addresses, where there is one: `make corpus`.
private let corpus = ProcessInfo.processInfo.environment["CORPUS"]

/// Every case gets the verdict that its index names, from the real program.
@Suite(.enabled(if: corpus != nil, "CORPUS names no folder"), .serialized)
struct CorpusTests {
    /// One line of an index: the columns by their names.
    typealias Row = [String: String]

    static func rows(_ file: String) throws -> [Row] {
        let text = try String(contentsOfFile: "\(corpus ?? "")/\(file)", encoding: .utf8)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        let names = lines.first ?? []
        return lines.dropFirst().map { Dictionary(zip(names, $0), uniquingKeysWith: { $1 }) }
    }

    private func workspace(port: Int) throws -> Workspace {
        let workspace = try Workspace(
            relayPort: port, settings: #""listDomain": "lists.hub.example", "settleTime": "1s""#)
        try workspace.write(list: "news", ["Ann <ann@hub.example>", "bob@hub.example"])
        try workspace.write(list: "board", ["bob@hub.example", "Cy <cy@hub.example>"])
        return workspace
    }

    private func drop(_ name: String, from folder: String, into workspace: Workspace) throws {
        let aside = workspace("drafts/.corpus.partial")
        try FileManager.default.copyItem(atPath: "\(corpus ?? "")/\(folder)/\(name)", toPath: aside)
        try FileManager.default.moveItem(atPath: aside, toPath: workspace("drafts/\(name)"))
    }

    @Test func `every draft gets its verdict`() async throws {
        let server = try await TestServer.sink()
        for row in try CorpusTests.rows("drafts/INDEX.tsv") {
            let name = try #require(row["file"])
            let verdict = row["verdict"] ?? ""
            let workspace = try workspace(port: server.port)
            if verdict == "held" {
                try drop("ok.md", from: "drafts", into: workspace)
                _ = try await workspace.linerelay("run", "--once").end()
            }
            try drop(name, from: "drafts", into: workspace)
            let run = try workspace.linerelay("run", "--once")
            let code = try await run.end()
            let mailed = try workspace.broadcasts.map { try $0.summary().accepted }.reduce(0, +)
            let place = "\(name): \(code), \(mailed) mailed: \(run.errors)"
            switch verdict {
            case "accept": #expect(code == 0 && mailed >= 2, "\(place)")
            case "reject":
                #expect(code == 65 && mailed == 0, "\(place)")
                #expect(
                    workspace.names(in: "drafts/rejected") == [name, "\(name).why.txt"].sorted(), "\(place)")
            case "held":
                #expect(code == 65 && mailed == 2, "\(place)")
                #expect(workspace.names(in: "drafts/held").contains("\(name).why.txt"), "\(place)")
            case "ignore":
                #expect(code == 0 && mailed == 0, "\(place)")
                #expect(workspace.names(in: "drafts").contains(name), "\(place)")
            default: #expect(code == 0 || code == 65, "\(place)")
            }
        }
    }

    @Test func `every list gets its verdict`() async throws {
        let server = try await TestServer.sink()
        for row in try CorpusTests.rows("lists/INDEX.tsv") {
            let name = try #require(row["file"])
            let workspace = try workspace(port: server.port)
            let ending = name.hasSuffix(".csv") ? "csv" : name.hasSuffix(".part") ? "csv.part" : "txt"
            if ending != "csv.part" {
                try FileManager.default.removeItem(atPath: workspace("lists/news.txt"))
            }
            try FileManager.default.copyItem(
                atPath: "\(corpus ?? "")/lists/\(name)", toPath: workspace("lists/news.\(ending)"))
            try workspace.drop("lines.md", "Subject: Lines\nTo: news\n\nHello.\n")
            let run = try workspace.linerelay("run", "--once")
            let code = try await run.end()
            let mailed = try workspace.broadcasts.map { try $0.summary().accepted }.reduce(0, +)
            let place = "\(name): \(code), \(mailed) mailed: \(run.errors)"
            switch row["verdict"] ?? "" {
            case "reject-with-clear-error":
                #expect(code == 65 && mailed == 0, "\(place)")
                let why = try? String(
                    contentsOfFile: workspace("drafts/held/lines.md.why.txt"), encoding: .utf8)
                #expect(why?.contains("lists/news.") == true, "\(place)\n\(why ?? "no why")")
            case "ignore": #expect(code == 0 && mailed == 2, "\(place)")
            default:
                let wanted = Int(row["recipients"] ?? "") ?? -1
                #expect(mailed == wanted && code == (wanted == 0 ? 65 : 0), "\(place)")
            }
        }
    }

    @Test func `every address gets its verdict`() throws {
        for row in try CorpusTests.rows("addresses.tsv") {
            let json = Data((row["address"] ?? "").utf8)
            let text = try #require(
                try JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed) as? String)
            if row["reason"]?.contains("own posting/bounce address") == true { continue }
            let found = try? Mailbox.parse(text)
            switch row["verdict"] ?? "" {
            case "reject": #expect(found == nil, "\(text.debugDescription)")
            case "accept":
                #expect(
                    found?.1.isEmpty == true, "\(text.debugDescription): \(String(describing: found))")
            default:
                #expect(
                    found?.1.isEmpty == false, "\(text.debugDescription): \(String(describing: found))"
                )
            }
            let normalized = Data((row["normalized"] ?? "").utf8)
            guard let found, !normalized.isEmpty,
                let wanted = try JSONSerialization.jsonObject(with: normalized, options: .fragmentsAllowed)
                    as? String
            else { continue }
            #expect(Array(found.0.address.description.unicodeScalars) == Array(wanted.unicodeScalars))
        }
    }

    @Test(.enabled(if: MailParser.areInstalled, "mutt, or GMime for Python, is not installed"))
    func `every address that is taken comes back from three parsers`() async throws {
        let folder = try TemporaryFolder()
        for name in ["new", "cur", "tmp"] { try folder.makeFolder(name) }
        var sent: [String: Mailbox] = [:]
        for (number, row) in try CorpusTests.rows("addresses.tsv").enumerated() {
            let json = Data((row["address"] ?? "").utf8)
            let text = try JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed) as? String
            guard let text, let mailbox = try? Mailbox.parse(text).0 else { continue }
            sent["\(number)@hub.example"] = mailbox
            let form = MessageForm(
                header: [
                    .mailboxes("From", [try Mailbox("desk@hub.example")]), .to, .messageID,
                    .unstructured("Subject", "Lines"),
                ], text: [.text("Lines")], html: nil, boundary: "b")
            var wire: [UInt8] = []
            form.write(to: mailbox, messageID: "\(number)@hub.example", values: [], into: &wire)
            try writeFile(wire, to: folder("new/\(number)"))
        }
        #expect(sent.count > 20)
        for parser in MailParser.allCases {
            let read = try await parser.messages(of: folder.path)
            #expect(read.count == sent.count)
            for (id, mailbox) in sent {
                let wanted = [mailbox.address.description, parser.name(mailbox.name)].map { Array($0.utf8) }
                let found = read[id].map { [Array($0.to.address.utf8), Array($0.to.name.utf8)] }
                #expect(found == wanted, "\(parser): \(mailbox)")
            }
        }
    }
}
