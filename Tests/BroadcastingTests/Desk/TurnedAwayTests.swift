import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// What those in `notify` are told of drafts that are put aside, whatever crashes.
struct TurnedAwayTests {
    private static let wrong = "Subject: S\nTo: nws\n\nText\n"

    private func desk() throws -> StaffedDesk { try StaffedDesk(#""notify": ["duty@hub.example"]"#) }

    @Test func `a crash between the move and the notice keeps nobody from being told, once`() throws {
        let desk = try desk()
        _ = try desk.take("lines.md", Self.wrong)
        // As if the process had ended here.
        try desk.restart()
        let told = desk.desk.takeNotices()
        #expect(told.map(\.subject) == ["Not sent: lines.md"])
        #expect(try told.map(\.text) == [desk.why("rejected", "lines.md")])
        // And here: the same event, of which there is one notice.
        desk.time.advance(milliseconds: 5_000)
        try desk.restart()
        #expect(desk.desk.takeNotices().map(\.event) == told.map(\.event))
        desk.desk.noticesAreWritten()
        try desk.restart()
        #expect(desk.desk.takeNotices().isEmpty)
    }

    @Test func `a crash before the move tells nothing that is not so`() throws {
        let desk = try desk()
        let notice = Notice.held("lines.md", why: "Why", at: desk.time.now)
        TurnedAway(of: desk.configuration.folders).write(notice, of: "lines.md", in: .held)
        try desk.restart()
        #expect(desk.desk.takeNotices().isEmpty)
    }

    @Test func `each time a draft is put aside is an event of its own`() throws {
        let desk = try desk()
        for _ in 0..<2 {
            _ = try desk.take("lines.md", Self.wrong)
            desk.time.advance(milliseconds: 1_000)
        }
        let told = desk.desk.takeNotices()
        #expect(told.map(\.subject) == ["Not sent: lines.md", "Not sent: lines-2.md"])
        #expect(Set(told.map(\.event)).count == 2)
    }
}
