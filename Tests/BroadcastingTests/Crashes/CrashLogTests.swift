import Disk
import TestSupport
import Testing

@testable import Broadcasting

/// What `state/crashes.jsonl` says to the next daemon.
struct CrashLogTests {
    let folder: TemporaryFolder
    let draft = Work.Subject.draft(name: "lines \"x\".md", digest: "d1")
    let broadcast = Work.Subject.broadcast(id: "2026-11-24T120000Z-lines")

    init() throws { folder = try TemporaryFolder() }

    private var path: String { folder("crashes.jsonl") }

    private func open() throws -> CrashLog { try CrashLog(path) }

    /// As the signal's handler writes it.
    private func crash(_ members: String) throws {
        let file = try File(path, 0x401 | 0x40, mode: 0o600)  // O_WRONLY | O_APPEND | O_CREAT
        try file.write(Array("{\"event\":\"crashed\",\"signal\":11\(members)}\n".utf8))
    }

    private static let draftMembers = #","draft":"lines \"x\".md","sha256":"d1""#
    private static let broadcastMembers = #","broadcast":"2026-11-24T120000Z-lines""#

    @Test func `the second crash of the same draft or broadcast is one too many`() throws {
        for (subject, members) in [
            (draft, CrashLogTests.draftMembers), (broadcast, CrashLogTests.broadcastMembers),
        ] {
            #expect(!(try open()).mustSetAside(subject))
            try crash(members)
            #expect(!(try open()).mustSetAside(subject))
            try crash(members)
            #expect(try open().mustSetAside(subject))
            #expect(try open()[subject].signalInWords == "signal 11, a memory error")
        }
        #expect(try open().untouchable == ["2026-11-24T120000Z-lines"])
    }

    @Test func `another text under the same name is another draft`() throws {
        try crash(CrashLogTests.draftMembers)
        try crash(CrashLogTests.draftMembers)
        #expect(!(try open()).mustSetAside(.draft(name: "lines \"x\".md", digest: "d2")))
    }

    @Test func `what was set aside is tried once more when a person says so, and not twice`() throws {
        try crash(CrashLogTests.broadcastMembers)
        try crash(CrashLogTests.broadcastMembers)
        try open().setAside(broadcast, isCancelled: true)
        let entry = try open()[broadcast]
        #expect(entry.isAside && entry.wasCancelled && entry.crashes == 1)
        #expect(try open().untouchable == ["2026-11-24T120000Z-lines"])
        try open().release(broadcast)
        #expect(try open().untouchable == [])
        #expect(!(try open()).mustSetAside(broadcast))
        try crash(CrashLogTests.broadcastMembers)
        #expect(try open().mustSetAside(broadcast))
    }

    @Test func `a good end clears the account, and an empty account empties the file`() throws {
        try crash(CrashLogTests.draftMembers)
        let log = try open()
        log.clear(broadcast)
        log.clear(draft)
        #expect(log[draft] == CrashLog.Entry())
        #expect(try folder.read("crashes.jsonl").contains("cleared"))
        #expect(!(try open()).mustSetAside(draft))
        #expect(try folder.read("crashes.jsonl") == "")
    }

    @Test func `a line that was cut short tells nothing, and nothing is glued to it`() throws {
        try crash(CrashLogTests.draftMembers)
        try folder.write(try folder.read("crashes.jsonl") + #"{"event":"crash"#, to: "crashes.jsonl")
        #expect(try open()[draft].crashes == 1)
        try crash(CrashLogTests.draftMembers)
        #expect(try open().mustSetAside(draft))
    }

    @Test func `a crash in nobody's work counts against nobody, and is told once`() throws {
        try crash("")
        let log = try open()
        #expect(log.unexplained == 11)
        #expect(log.untouchable.isEmpty)
        #expect(try open().unexplained == nil)
        // Also where there is more in the file.
        try crash(CrashLogTests.draftMembers)
        try crash("")
        #expect(try open().unexplained == 11)
        #expect(try open().unexplained == nil)
        #expect(try open()[draft].crashes == 1)
    }

    @Test func `the file is kept short, and says the same`() throws {
        for _ in 0..<5 { try crash(CrashLogTests.draftMembers) }
        for _ in 0..<2 { try crash(CrashLogTests.broadcastMembers) }
        try open().setAside(broadcast, isCancelled: true)
        for _ in 0..<3 {
            let log = try open()
            #expect(log[draft].crashes == 5)
            #expect(log[broadcast].isAside && log[broadcast].wasCancelled && log[broadcast].crashes == 1)
            #expect(log.hopeless == [])
        }
        try crash(CrashLogTests.broadcastMembers)
        for _ in 0..<3 { #expect(try open().hopeless == ["2026-11-24T120000Z-lines"]) }
        let log = try open()
        log.release(broadcast)
        log.clear(broadcast)
        log.clear(draft)
        _ = try open()
        #expect(try folder.read("crashes.jsonl") == "")
    }
}
