import Disk
import TestSupport
import Testing

@testable import Broadcasting

/// Broadcasts that ended the daemon twice: paused without being opened.
struct SetAsideTests {
    let parent: TemporaryFolder
    let clock = FakeClock()
    let staged: StagedBroadcast

    init() throws {
        parent = try TemporaryFolder()
        staged = try StagedBroadcast("b1", in: parent, to: ["a@hub.example"], at: clock.now)
        let standing = Standing(recipients: 1)
        try staged.folder.writeSummary(Summary(staged.record, standing, paused: false))
    }

    private func crash(_ times: Int) throws -> CrashLog {
        let line = #"{"event":"crashed","signal":4,"broadcast":"b1"}"# + "\n"
        try parent.write(String(repeating: line, count: times), to: "crashes.jsonl")
        return try CrashLog(parent("crashes.jsonl"))
    }

    private func restarted() throws -> SetAside {
        SetAside(try CrashLog(parent("crashes.jsonl")), clock: clock.clock)
    }

    @Test func `one crash is none`() throws {
        var aside = SetAside(try crash(1), clock: clock.clock)
        #expect(aside.reason(toKeep: staged.folder) == nil)
        #expect(staged.folder.pauseReason() == nil)
    }

    @Test func `two are a pause with its reason, across restarts, until a person resumes it`() throws {
        var aside = SetAside(try crash(2), clock: clock.clock)
        let reason = aside.reason(toKeep: staged.folder)
        let why = try #require(reason)
        #expect(why.contains("failed twice") && why.contains("linerelay resume b1"))
        #expect(staged.folder.pauseReason() == why)
        #expect(staged.folder.summary()?["state"]?.stringValue == "paused")
        #expect(staged.folder.summary()?["problems"]?.arrayValue?.first?.stringValue == "paused: \(why)")
        #expect(aside.takeReleased() == [])

        var next = try restarted()
        #expect(next.reason(toKeep: staged.folder) == why)
        try staged.folder.removePause()
        #expect(next.takeReleased() == [staged.folder])
        #expect(next.takeReleased() == [])

        var last = try restarted()
        #expect(last.reason(toKeep: staged.folder) == nil)
    }

    @Test func `one without a summary gets one that tells why, made of nothing else`() throws {
        try Folder.remove(staged.folder.summaryPath)
        try parent.write("what nobody may read", to: "b1/broadcast.json")
        var aside = SetAside(try crash(2), clock: clock.clock)
        let reason = aside.reason(toKeep: staged.folder)
        let why = try #require(reason)
        #expect(staged.folder.summary()?["id"]?.stringValue == "b1")
        #expect(
            staged.folder.summary()?["problems"]?.arrayValue?.map(\.stringValue) == ["paused: \(why)"])
    }

    @Test func `a cancelled one is tried once, and not again because it is cancelled`() throws {
        var aside = SetAside(try crash(2), clock: clock.clock)
        #expect(aside.reason(toKeep: staged.folder) != nil)
        try staged.folder.writeCancel(at: clock.now)
        #expect(aside.takeReleased() == [staged.folder])

        let log = try File(parent("crashes.jsonl"), 0x401)  // O_WRONLY | O_APPEND
        try log.write(Array((#"{"event":"crashed","signal":4,"broadcast":"b1"}"# + "\n").utf8))
        var next = try restarted()
        #expect(next.reason(toKeep: staged.folder) != nil)
        #expect(next.takeReleased() == [])
        var third = try restarted()
        #expect(third.reason(toKeep: staged.folder) != nil)
    }

    @Test func `without room for the mark it is kept back all the same`() throws {
        var aside = SetAside(try crash(2), clock: clock.clock)
        // Where the mark would go lies something that cannot be replaced by a file.
        try parent.makeFolder("b1/paused/x")
        #expect(aside.reason(toKeep: staged.folder) != nil)
        #expect(aside.takeReleased() == [])
    }
}
