import Foundation
import Mail
import TestSupport
import Testing

@testable import Broadcasting

struct BroadcastFolderTests {
    private let noon = Timestamp(milliseconds: 1_795_435_200_000)

    @Test func `its id is its name`() {
        #expect(BroadcastFolder("/hub/broadcasts/2026-11-23T120000Z-a").id == "2026-11-23T120000Z-a")
    }

    @Test func `a pause has a reason, and ends`() throws {
        let folder = try TemporaryFolder()
        let broadcast = BroadcastFolder(folder.path)
        #expect(broadcast.pauseReason() == nil)
        #expect(broadcast.writePause("the relay \"fails\"", at: noon))
        #expect(broadcast.pauseReason() == "the relay \"fails\"")
        try broadcast.removePause()
        #expect(broadcast.pauseReason() == nil)
    }

    @Test(arguments: ["", "{", "please wait\n"])
    func `whatever stands in the mark, it is paused`(_ text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "paused")
        #expect(BroadcastFolder(folder.path).pauseReason() == "a person paused it")
    }

    @Test func `a cancellation stays`() throws {
        let folder = try TemporaryFolder()
        let broadcast = BroadcastFolder(folder.path)
        #expect(!broadcast.isCancelled)
        try broadcast.writeCancel(at: noon)
        #expect(broadcast.isCancelled)
    }

    @Test func `a damaged record names its file, a damaged summary is none`() throws {
        let folder = try TemporaryFolder()
        let broadcast = BroadcastFolder(folder.path)
        #expect(broadcast.summary() == nil)
        for text in ["{\"id\":", "{\"id\":\"a\"}"] {
            try folder.write(text, to: "broadcast.json")
            try folder.write(text.dropLast().description, to: "summary.json")
            let damage = #expect(throws: DamagedRecord.self) { try broadcast.record() }
            #expect(damage?.description.hasPrefix("\(folder.path)/broadcast.json:") == true)
            #expect(broadcast.summary() == nil)
        }
    }

    @Test func `the summary is as last written`() throws {
        let desk = try StaffedDesk()
        let record = try desk.accept()
        let broadcast = BroadcastFolder(desk.folder("broadcasts/\(record.id)"))
        #expect(broadcast.summary()?["state"]?.stringValue == "sending")
        try broadcast.writeSummary(Summary(record, Standing(recipients: record.recipients), paused: true))
        #expect(broadcast.summary()?["state"]?.stringValue == "paused")
        #expect(try broadcast.record() == record)
    }
}
