import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// Every end that a draft can come to, and the way on from there as its note has it: files are dropped, edited,
    /// moved and deleted, and nothing else.
    @Suite struct DraftEndsTests {
        private let style =
            #"{"words": {"phrases": [{"avoid": ["front pages"], "say": "news", "severity": "error"}]}}"#

        func begin(_ settings: String = "") async throws -> (TestServer, Workspace) {
            let server = try await TestServer.sink()
            let workspace = try Workspace(relayPort: server.port, settings: settings)
            try workspace.write(list: "sector", Person.all(0..<3).map(\.line))
            return (server, workspace)
        }

        /// So many broadcasts, each at its end, and each message of them once.
        func expectSent(
            _ count: Int, messages: Int, _ server: TestServer, _ workspace: Workspace,
            _ daemon: RunningProcess,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let isSent = await eventually {
                workspace.broadcasts.count { (try? $0.summary().state) == "sent" } >= count
            }
            #expect(isSent, "\(daemon.errors)", sourceLocation: sourceLocation)
            #expect(workspace.broadcasts.count == count, sourceLocation: sourceLocation)
            #expect(server.ledger.count == messages, sourceLocation: sourceLocation)
            let ids = try server.ledger.entries().map(\.messageID)
            #expect(Set(ids).count == ids.count, sourceLocation: sourceLocation)
        }

        @Test func `what is rejected says where and why, and goes when that is put right`() async throws {
            let drafts = RejectedDraft.all
            let (server, workspace) = try await begin(#""timezone": "Europe/London""#)
            try workspace.write(style, to: "house-style.json")
            let daemon = try workspace.linerelay("run")
            try #require(await eventually { workspace.names(in: "drafts").contains("attachments") })
            try workspace.write("MZ", to: "drafts/attachments/run.exe")
            for draft in drafts { try workspace.drop(draft.name, octets: draft.octets) }
            let all = drafts.map(\.name)
            #expect(
                await eventually { workspace.names(in: "drafts/rejected").count == 2 * all.count },
                "\(daemon.errors)")
            #expect(Set(all).isSubset(of: workspace.names(in: "drafts/rejected")))
            for draft in drafts { expectNote(draft, in: workspace) }
            #expect(workspace.broadcasts.isEmpty && server.ledger.count == 0)
            for draft in drafts { try putRight(draft, in: workspace) }
            try await expectSent(all.count, messages: 3 * all.count, server, workspace, daemon)
            // Notes go with their files, and nothing is left of either.
            #expect(await workspace.becomes("drafts/rejected", []))
            #expect(workspace.names(in: "drafts/sent").count == all.count)
        }

        private func expectNote(_ draft: RejectedDraft, in workspace: Workspace) {
            let note = workspace.note(of: draft.name, in: "rejected")
            let isForeign = if case .saveAsText = draft.remedy { true } else { false }
            let advice =
                isForeign
                ? ["save it as plain text, as said above, and put that new file into drafts/"]
                : [RejectedDraft.advice]
            for words in ["'\(draft.name)' was not sent. Nobody has been mailed."] + draft.words + advice {
                #expect(note.contains(words), "\(words)\n\(note)")
            }
        }

        private func putRight(_ draft: RejectedDraft, in workspace: Workspace) throws {
            let rejected = "drafts/rejected/\(draft.name)"
            switch draft.remedy {
            case .edit(let text): try workspace.write(text, to: rejected)
            case .bring(let file): try workspace.write("Of use.\n", to: "drafts/attachments/\(file)")
            case .saveAsText:
                try workspace.drop("\(draft.name) as text.txt", RejectedDraft.good(draft.name))
                try #require(unlink(workspace(rejected)) == 0)
                return
            }
            try workspace.move(rejected, to: "drafts/\(draft.name)")
        }

        @Test func `what takes back lines that nobody had been sent is done with, and says so`() async throws
        {
            let (server, workspace) = try await begin()
            try await server.process.killAtOnce()
            let daemon = try workspace.linerelay("run")
            try workspace.drop("lines.md", RejectedDraft.good("lines.md"))
            try #require(await eventually { !workspace.broadcasts.isEmpty }, "\(daemon.errors)")
            let id = try #require(workspace.broadcasts.first).id
            try workspace.drop("back.md", RejectedDraft.good("back.md", "Withdraws: \(id)"))
            try #require(
                await workspace.becomes("drafts/rejected", ["back.md", "back.md.why.txt"]), "\(daemon.errors)"
            )
            let note = workspace.note(of: "back.md", in: "rejected")
            #expect(
                note.contains("drafts/back.md:3:12: error: broadcast \(id) is stopped, and nobody"), "\(note)"
            )
            #expect(note.contains("What to do: nothing; delete the file."), "\(note)")
            try #require(unlink(workspace("drafts/rejected/back.md")) == 0)
            #expect(await workspace.becomes("drafts/rejected", []))
            #expect(try workspace.broadcasts.map { try $0.summary().state } == ["cancelled"])
        }

        @Test func `a name that is taken gets a number, and each note goes with its own draft`() async throws
        {
            let (server, workspace) = try await begin()
            let daemon = try workspace.linerelay("run")
            let wrong = RejectedDraft.good("lines.md", to: "sectr")
            for count in 1...3 {
                try workspace.drop("lines.md", wrong)
                try #require(
                    await eventually { workspace.names(in: "drafts/rejected").count == 2 * count },
                    "\(daemon.errors)")
            }
            let names = ["lines.md", "lines-2.md", "lines-3.md"].flatMap { [$0, "\($0).why.txt"] }
            #expect(workspace.names(in: "drafts/rejected") == names.sorted())
            #expect(workspace.note(of: "lines-2.md", in: "rejected").hasPrefix("'lines-2.md' was not sent."))
            // Put right where somebody kept it, and dropped under the same name.
            try workspace.drop("lines.md", RejectedDraft.good("lines.md"))
            try await expectSent(1, messages: 3, server, workspace, daemon)
            try #require(unlink(workspace("drafts/rejected/lines-2.md")) == 0)
            #expect(
                await workspace.becomes(
                    "drafts/rejected", names.filter { !$0.hasPrefix("lines-2") }.sorted()))
            #expect(workspace.names(in: "drafts/sent") == ["lines.md.receipt.txt"])
        }
    }
}

extension Workspace {
    /// The note beside a draft, as somebody finds it who looks for it.
    func note(of name: String, in place: String) -> String {
        let start = name.utf8.count > 200 ? String(name.prefix(100)) : "\(name)."
        let found = names(in: "drafts/\(place)").first { $0.hasPrefix(start) && $0.hasSuffix(".why.txt") }
        return found.map { text("drafts/\(place)/\($0)") } ?? ""
    }

    /// As `drop` does it, whatever is in the file and in its name.
    func drop(_ name: String, octets: [UInt8]) throws {
        try writeFile(octets, to: self("drafts/.on-its-way.partial"))
        try move("drafts/.on-its-way.partial", to: "drafts/\(name)")
    }
}
