import JSON
import Testing

@testable import linerelay

struct ProgressBoardTests {
    private func report(
        _ state: String = "sending", accepted: Int64, pending: Int64, deferred: Int64 = 0,
        running: Bool = true
    ) -> JSON {
        let broadcast: JSON = [
            "id": "2026-lines", "state": .string(state),
            "recipients": .integer(accepted + pending + deferred),
            "accepted": .integer(accepted), "pending": .integer(pending), "deferred": .integer(deferred),
        ]
        return [
            "daemon": ["running": .bool(running), "relay": "working (4 connections)"],
            "broadcasts": [broadcast], "problems": ["the disk is slow"],
        ]
    }

    @Test func `a bar, the counts, the rate and the time that is left`() {
        var board = ProgressBoard()
        _ = board.lines(report(accepted: 0, pending: 1_000), width: 80, at: 0)
        let lines = board.lines(report(accepted: 240, pending: 750, deferred: 10), width: 80, at: 2_000)
        #expect(
            lines == [
                "The daemon runs; relay: working (4 connections)",
                "2026-lines  [#########...............................]  24 %",
                "  sending: 240 accepted, 10 deferred, 750 pending of 1000; 120 a second, about 7 s left",
                "problem: the disk is slow",
            ])
    }

    @Test func `without a terminal the same on one line`() {
        var board = ProgressBoard()
        _ = board.lines(report(accepted: 0, pending: 10), width: nil, at: 0)
        let lines = board.lines(report(accepted: 1, pending: 9), width: nil, at: 4_000)
        #expect(lines[1] == "2026-lines  sending: 1 accepted, 9 pending of 10; 0.2 a second, about 36 s left")
    }

    @Test func `what was seen while it was sent is shown at its end, what ended before is not`() {
        var board = ProgressBoard()
        let done = report("sent", accepted: 10, pending: 0, running: false)
        #expect(
            board.lines(done, width: nil, at: 0) == ["The daemon does not run.", "problem: the disk is slow"])
        _ = board.lines(report(accepted: 5, pending: 5), width: nil, at: 1_000)
        #expect(board.lines(done, width: nil, at: 2_000)[1] == "2026-lines  sent: 10 accepted of 10")
    }

    @Test func `paused has no pace, and a narrow terminal a short bar`() {
        var board = ProgressBoard()
        _ = board.lines(report(accepted: 0, pending: 10), width: 20, at: 0)
        let lines = board.lines(report("paused", accepted: 5, pending: 5), width: 20, at: 2_000)
        #expect(lines[1...2] == ["2026-lines", "  [####.....]  50 %"])
        #expect(lines[3] == "  paused: 5 accepted, 5 pending of 10")
    }

    @Test(arguments: 20...90) func `no bar is wider than the terminal`(width: Int) {
        var board = ProgressBoard()
        _ = board.lines(report(accepted: 0, pending: 10), width: width, at: 0)
        for accepted: Int64 in [0, 5, 10] {
            let lines = board.lines(
                report(accepted: accepted, pending: 10 - accepted), width: width, at: 2_000)
            // The last column is not written to.
            #expect(lines.filter { $0.hasSuffix("%") }.allSatisfy { $0.count < width }, "\(lines)")
        }
    }

    @Test func `drafts that wait are shown, and where they are many no more than the bars leave room for`() {
        var board = ProgressBoard()
        let idle: JSON = ["daemon": ["running": true, "relay": "idle"]]
        let scheduled = (1...9).map { "scheduled: \($0).md, goes on Monday" }
        let waiting = [["held: a.md"], scheduled]
        let plain = board.lines(idle, waiting: waiting, width: nil, at: 0)
        #expect(plain == ["The daemon runs; relay: idle", "held: a.md"] + scheduled)
        let lines = board.lines(idle, waiting: waiting, width: 80, at: 0)
        #expect(lines == [plain[0], "held: a.md"] + Array(scheduled[..<4]) + ["… and 5 more"])
    }

    @Test(arguments: [
        (0.0, "0 s"), (99, "99 s"), (100, "2 min"), (5_940, "99 min"), (6_000, "1 h 40 min"),
        (1e12, "many days"),
    ])
    func `times as people say them`(seconds: Double, expected: String) {
        #expect(ProgressBoard.duration(seconds) == expected)
    }
}
