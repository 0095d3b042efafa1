import Foundation
import TestSupport
import Testing

extension EndToEndTests {
    /// Lists are edited whenever people like: also while a broadcast is made from them.
    @Suite struct EditedListTests {
        private static let broadcasts = 20
        private static let people = 400

        /// Who is on the list in one of its versions: as many in each, so that no guard holds a draft.
        private func version(_ number: Int) -> [String] {
            (0..<Self.people).map { "person-\($0)@version-\(number).example.org" }
        }

        /// In place and by rename in turns, every 50 ms, until the task is cancelled.
        private func rewrite(_ list: String) async throws {
            var number = 0
            while !Task.isCancelled {
                number += 1
                let octets = Array(version(number % 3).map { $0 + "\n" }.joined().utf8)
                if number.isMultiple(of: 2) {
                    try writeFile(octets, to: list)
                } else {
                    try writeFile(octets, to: list + ".tmp")
                    guard rename(list + ".tmp", list) == 0 else { throw TestFailure("rename", errno: errno) }
                }
                try? await Task.sleep(for: .milliseconds(50))
            }
        }

        @Test func `a list that an editor writes every 50 ms is read as one of its versions, whole`()
            async throws
        {
            let server = try await TestServer.sink()
            let workspace = try Workspace(relayPort: server.port, connections: 8)
            try workspace.write(list: "sector", version(0))
            let daemon = try workspace.linerelay("run")
            let list = workspace("lists/sector.txt")
            let editor = Task { try await rewrite(list) }
            defer { editor.cancel() }
            for number in 0..<Self.broadcasts {
                try workspace.drop("lines-\(number).md", draft(to: "sector", subject: "Lines \(number)"))
                let isAccepted = await eventually(deadline: 240) {
                    workspace.broadcasts.count == number + 1
                }
                try #require(isAccepted, "\(daemon.errors)")
            }
            editor.cancel()
            try await editor.value
            #expect(
                await eventually {
                    workspace.broadcasts.allSatisfy { (try? $0.summary().state) == "sent" }
                }, "\(daemon.errors)")
            let versions = (0..<3).map { Set(version($0)) }
            var seen: Set<Int> = []
            for broadcast in workspace.broadcasts {
                let recipients = try broadcast.events().filter { $0.event == "accepted" }.map(\.to)
                #expect(recipients.count == Self.people)
                seen.formUnion(versions.indices.filter { versions[$0] == Set(recipients) })
                #expect(versions.contains(Set(recipients)), "\(broadcast.id)")
            }
            // Else the list was never rewritten between two broadcasts.
            #expect(seen.count > 1)
            #expect(server.ledger.count == Self.broadcasts * Self.people)
        }
    }
}
