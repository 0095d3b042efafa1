import Disk
import Foundation
import JSON
import Mail
import TestSupport
import Testing

@testable import Broadcasting

/// A broadcast whose attachments are not what was accepted: nothing leaves without them, and nobody is forgotten.
struct LostAttachmentTests {
    private let desk: StaffedDesk
    private let folder: Broadcasting.BroadcastFolder
    private let octets: [UInt8]

    init() throws {
        desk = try StaffedDesk()
        try writeFile("%PDF-1.4\nbriefing\n", to: desk.folder("drafts/attachments/briefing.pdf"))
        let record = try desk.accept("a.md", "Subject: A\nTo: news\nAttach: briefing.pdf\n\nText.\n")
        folder = Broadcasting.BroadcastFolder(desk.folder("broadcasts/\(record.id)"))
        octets = try #require(fileOctets(folder.attachmentsPath))
    }

    private func open() throws -> Delivery {
        let world = Delivery.World(
            clock: desk.time.clock, schedule: RetrySchedule(desk.configuration.retry), key: desk.key,
            hasOtherRelay: false, random: { 0 })
        return try Delivery(folder, world)
    }

    private func next(_ delivery: Delivery) throws -> [UInt8]? {
        guard let envelope = try delivery.next(slot: 0, through: "r", atMost: 1) else { return nil }
        var message: [UInt8] = []
        delivery.write(envelope.recipients[0].ticket.recipient, into: &message)
        return message
    }

    private enum Damage: CaseIterable {
        case gone, empty, cut, longer, changed, huge, folder, link
    }

    private func damage(_ damage: Damage) throws {
        let path = folder.attachmentsPath
        try Folder.remove(path)
        switch damage {
        case .gone: return
        case .empty: try writeFile([], to: path)
        case .cut: try writeFile(Array(octets.dropLast()), to: path)
        case .longer: try writeFile(octets + [0x41], to: path)
        case .changed: try writeFile(octets.dropLast() + [0x41], to: path)
        case .huge:
            try writeFile(octets, to: path)
            try #require(truncate(path, 1 << 40) == 0)
        case .folder: try Folder.make(path)
        case .link: try #require(symlink("message.eml", path) == 0)
        }
    }

    @Test(arguments: Damage.allCases)
    private func `it is paused with the reason, and goes on when they are put back`(_ kind: Damage) throws {
        try damage(kind)
        let delivery = try open()
        let why = try #require(delivery.paused)
        #expect(
            why.hasPrefix("\(folder.attachmentsPath): ") && why.contains("put it back from a backup"),
            "\(why)")
        #expect(try next(delivery) == nil && delivery.summary.state == .paused)
        #expect(folder.pauseReason() == why)
        // A person lets it go on, and has put nothing back.
        try folder.removePause()
        delivery.heedMarkers()
        #expect(try delivery.paused == why && next(delivery) == nil)
        #expect(folder.pauseReason() == why)
        if kind == .folder { try #require(rmdir(folder.attachmentsPath) == 0) }
        try Folder.remove(folder.attachmentsPath)
        try writeFile(octets, to: folder.attachmentsPath)
        delivery.heedMarkers()
        #expect(delivery.paused == why)
        try folder.removePause()
        delivery.heedMarkers()
        let message = try #require(try next(delivery))
        #expect(
            delivery.paused == nil
                && String(decoding: message, as: UTF8.self).contains("filename=\"briefing.pdf\""))
    }

    @Test func `it can be cancelled`() throws {
        try damage(.gone)
        try folder.writeCancel(at: desk.time.now)
        let delivery = try open()
        delivery.heedMarkers()
        #expect(delivery.isComplete && delivery.summary.counts[.cancelled] == 2)
        #expect(delivery.summary.state == .cancelled)
    }

    @Test func `it expires like any other`() throws {
        try damage(.cut)
        let delivery = try open()
        desk.time.advance(milliseconds: 172_800_001)
        delivery.heedDeadline()
        #expect(delivery.isComplete && delivery.summary.counts[.expired] == 2)
    }

    @Test func `those who were suppressed at acceptance, and those who have it, stay what they are`() throws {
        let first = try open()
        let envelope = try #require(try first.next(slot: 0, through: "r", atMost: 1))
        first.attempting(envelope.recipients[0].ticket.recipient)
        first.settle(
            envelope.recipients[0].ticket.recipient, .accepted(Reply(code: 250, text: "ok")), milliseconds: 1)
        #expect(first.log.commit() == .done)
        try damage(.changed)
        let second = try open()
        #expect(second.summary.counts[.accepted] == 1 && second.summary.counts[.pending] == 1)
        #expect(second.summary.state == .paused)
    }
}
