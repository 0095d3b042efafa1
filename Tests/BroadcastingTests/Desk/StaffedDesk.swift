import Disk
import Foundation
import Mail
import Synchronization
import TestSupport
import Testing

@testable import Broadcasting

/// A clock that stands still unless the test moves it.
final class StandingClock: Sendable {
    private let time: Mutex<Timestamp>
    /// How far the time of day was set, altogether.
    private let steps = Mutex<Int64>(0)

    init(at time: Timestamp) { self.time = Mutex(time) }

    var now: Timestamp { time.withLock { $0 } }

    /// Somebody sets the time of day: the clock that never jumps does not.
    func step(milliseconds: Int64) {
        advance(milliseconds: milliseconds)
        steps.withLock { $0 += milliseconds }
    }

    func advance(milliseconds: Int64) { time.withLock { $0 = $0.adding(milliseconds: milliseconds) } }

    var clock: Clock {
        Clock(now: { self.now }, monotonic: { self.now.milliseconds - self.steps.withLock { $0 } })
    }
}

/// A workspace of its own with a desk in it, at which it is noon on 2050-11-23 in London: long after its
/// lists were written, which would be taken for unfinished otherwise.
final class StaffedDesk {
    let folder: TemporaryFolder
    let configuration: Configuration
    let time: StandingClock
    let key = SecretKey(Array(repeating: 7, count: 32))
    private(set) var desk: Desk

    static let zone = TimeZoneRules(identifier: "Europe/London") ?? .utc
    static let lines = "Subject: Lines\nTo: news\n\nHello.\n"
    static let template = "{{subject}}\n{{body.text}}\n{{subscriber.name}}\n{{unsubscribe.url}}\n"

    /// - Parameters:
    ///   - settings: further members of the configuration, as JSON.
    ///   - relay: further members of its relay.
    init(
        _ settings: String = "", relay: String = "",
        lists: [String: String] = ["news": "ann@hub.example\nBob <bob@hub.example>\n"]
    )
        throws
    {
        folder = try TemporaryFolder()
        for name in ["drafts", "lists", "Templates"] { try folder.makeFolder(name) }
        for (name, text) in lists { try folder.write(text, to: "lists/\(name).txt") }
        try folder.write(StaffedDesk.template, to: "Templates/lines.txt.mustache")
        let text = Array(BroadcastingTests.configuration(settings, relay: relay).utf8)
        let loaded = Configuration.load(bytes: text, path: "config.json", workspace: folder.path) { _ in true
        }
        configuration = try #require(loaded.configuration, "\(loaded.problems)")
        time = StandingClock(at: try #require(Timestamp(rfc3339: "2050-11-23T12:00:00Z")))
        desk = try Desk(configuration, zone: StaffedDesk.zone, clock: time.clock, key: key)
    }

    /// As after a crash: what is known is what is on disk.
    func restart(crashes: CrashLog? = nil) throws {
        desk = try Desk(
            configuration, zone: StaffedDesk.zone, clock: time.clock, key: key, crashes: crashes)
    }

    /// A file as the watcher hands it out.
    func settled(_ name: String, in place: String = "drafts") throws -> SettledFile {
        var status = stat()
        let path = folder("\(place)/\(name)")
        try #require(lstat(path, &status) == 0)
        return SettledFile(
            name: name, rawName: Array(name.utf8), content: .bytes(try File.contents(of: path)),
            identity: FileIdentity(status), seenComplete: time.now)
    }

    /// Writes a draft and has the desk take it.
    func take(_ name: String = "lines.md", _ text: String = StaffedDesk.lines) throws -> Desk.Event {
        try folder.write(text, to: "drafts/\(name)")
        let file = try settled(name)
        return spawning.withLock { desk.take(file) }
    }

    func accept(_ name: String = "lines.md", _ text: String = StaffedDesk.lines) throws -> BroadcastRecord {
        let event = try take(name, text)
        guard case .accepted(let record) = event else { throw TestFailure("not accepted: \(event)") }
        return record
    }

    /// Moves a held draft to `approved/`, and has the desk take it from there.
    func approve(_ name: String) throws -> Desk.Event {
        try moveToApproved(name, from: "held")
        let file = try settled(name, in: "drafts/approved")
        return spawning.withLock { desk.take(file, from: .approved) }
    }

    func moveToApproved(_ name: String, from place: String) throws {
        try FileManager.default.moveItem(
            atPath: folder("drafts/\(place)/\(name)"), toPath: folder("drafts/approved/\(name)"))
    }

    /// Has the desk take a file that lies in `scheduled/`, as it is now.
    func takeScheduled(_ name: String = "lines.md") throws -> Desk.Event {
        let file = try settled(name, in: "drafts/scheduled")
        return spawning.withLock { desk.take(file, from: .scheduled) }
    }

    func why(_ place: String, _ name: String) throws -> String {
        try folder.read("drafts/\(place)/\(name).why.txt")
    }
}

extension Desk.Event {
    var heldFor: [String]? { if case .held(_, let reasons) = self { reasons } else { nil } }

    var isAccepted: Bool { if case .accepted = self { true } else { false } }

    var scheduledUntil: String? { if case .scheduled(_, let until, _) = self { until.rfc3339 } else { nil } }

    var problems: [String]? {
        if case .rejected(_, let problems) = self { problems.map(\.description) } else { nil }
    }
}
