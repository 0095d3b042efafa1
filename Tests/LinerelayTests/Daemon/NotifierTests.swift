import Broadcasting
import Disk
import Glibc
import Mail
import TestSupport
import Testing

@testable import linerelay

@Suite struct NotifierTests {
    private let folder: TemporaryFolder
    private let delivered = Delivered()
    private let notifier: Notifier
    private let configuration: Configuration
    private let wall = Timestamp(milliseconds: 1_795_000_000_000)

    private final class Delivered {
        var folders: [Broadcasting.BroadcastFolder] = []
        var subjects: [String] { folders.map { (try? $0.record().subject) ?? "unreadable" } }
    }

    init() throws {
        folder = try TemporaryFolder()
        var configuration = Configuration(
            organisation: "Hub", from: Mailbox(name: "", address: try EmailAddress("press@hub.example")),
            listDomain: "hub.example", folders: Folders(workspace: folder.path),
            relays: [try NotifierTests.relay("a"), try NotifierTests.relay("b")])
        configuration.notify = [try EmailAddress("duty@hub.example")]
        self.configuration = configuration
        let delivered = delivered
        notifier = Notifier(configuration, clock: .real) { delivered.folders.append($0) }
    }

    private static func relay(_ name: String) throws -> RelaySettings {
        let text = """
            {"organisation": "Hub", "from": "press@hub.example",
             "relays": [{"name": "\(name)", "url": "smtp://127.0.0.1:2525"}]}
            """
        let loaded = Configuration.load(bytes: Array(text.utf8), path: "config.json", workspace: "/tmp") {
            _ in
            true
        }
        return try #require(loaded.configuration?.relays.first)
    }

    @Test func `one event is one notice`() {
        let notice = Notice(event: "held lines.md", subject: "Waits", text: "…\n")
        notifier.post(notice)
        notifier.post(notice)
        #expect(delivered.subjects == ["Waits"])
    }

    @Test func `a relay is told of when it stays away, and again only after it was well`() {
        let away = RelayState.unreachable("refused", retryAfter: 1_000)
        notifier.relay("a", away, at: 0)
        notifier.tend(at: 59_999, wall: wall)
        #expect(delivered.subjects == [])
        notifier.relay("a", away, at: 50_000)
        notifier.tend(at: 60_000, wall: wall)
        notifier.tend(at: 300_000, wall: wall)
        #expect(delivered.subjects == ["Relay set aside: a"])
        notifier.relay("a", .working(connections: 1), at: 300_000)
        notifier.relay("a", away, at: 300_000)
        notifier.tend(at: 360_000, wall: wall.adding(milliseconds: 1))
        #expect(delivered.subjects == ["Relay set aside: a", "Relay set aside: a"])
    }

    @Test func `one that needs a person is told of at once`() {
        notifier.relay("b", .needsPerson("535 no", retryAfter: 3_600_000), at: 0)
        notifier.tend(at: 0, wall: wall)
        #expect(delivered.subjects == ["Relay set aside: b"])
    }

    @Test func `a file that is left alone is told of after ten minutes, once`() {
        let file = LeftAlone(name: "lines.md", reason: "it is open elsewhere", since: wall)
        notifier.look([file], at: wall.adding(milliseconds: 599_999))
        #expect(delivered.subjects == [])
        for _ in 0..<2 { notifier.look([file], at: wall.adding(milliseconds: 600_000)) }
        #expect(delivered.subjects == ["Not taken yet: lines.md"])
    }

    @Test func `a notice that cannot be written is kept for later`() throws {
        try folder.write("in the way", to: "state")
        notifier.post(Notice(event: "held lines.md", subject: "Waits", text: "…\n"))
        #expect(notifier.unwritten.count == 1)
        #expect(delivered.subjects == [])
        unlink(folder("state"))
        notifier.tend(at: 0, wall: wall)
        #expect(notifier.unwritten.isEmpty)
        #expect(delivered.subjects == ["Waits"])
    }

    @Test func `one that could not be written whole leaves nothing behind`() throws {
        let wall = wall
        let still = Clock(now: { wall }, monotonic: { 0 })
        let notice = Notice(event: "held lines.md", subject: "Waits", text: "…\n")
        var configuration = configuration
        let id = try #require(
            try NoticeBox(of: configuration.folders, clock: still).post(notice, configuration)
        ).id
        configuration.folders = Folders(workspace: folder("other"))
        let notices = "other/state/notices"
        try folder.makeFolder("\(notices)/.\(id)")
        #expect(symlink("nowhere", folder("\(notices)/.\(id)/broadcast.json")) == 0)
        let box = NoticeBox(of: configuration.folders, clock: still)
        #expect(throws: SystemError.self) { try box.post(notice, configuration) }
        #expect(try Folder.names(in: folder(notices)) == [])
        #expect(try box.post(notice, configuration)?.id == id)
    }

    @Test func `one that paused goes on at the next start`() throws {
        notifier.post(Notice(event: "held lines.md", subject: "Waits", text: "…\n"))
        let posted = try #require(delivered.folders.first)
        #expect(posted.writePause("three answers never came", at: wall))
        delivered.folders = []
        notifier.takeUp { _ in true }
        #expect(delivered.subjects == ["Waits"])
        #expect(posted.pauseReason() == nil)
    }

    @Test func `no text makes a second header`() throws {
        let hostile = "lines.md\r\nBcc: all@hub.example\r\n\r\nnew body\u{0}\u{202E}"
        notifier.post(.rejected(hostile, why: "from\r\n.\r\nQUIT\r\n", at: wall))
        let record = try #require(delivered.folders.first).record()
        var wire: [UInt8] = []
        let address = try EmailAddress("duty@hub.example")
        record.lists[0].form.write(
            to: Mailbox(name: "", address: address), messageID: "x@hub.example", values: [], into: &wire)
        let text = try #require(String(validating: wire, as: UTF8.self))
        let header = try #require(text.split(separator: "\r\n\r\n").first)
        #expect(!header.split(separator: "\r\n").contains { $0.hasPrefix("Bcc") })
        #expect(header.utf8.allSatisfy { $0 == 0x0D || $0 == 0x0A || (0x20...0x7E).contains($0) })
    }
}
