import Disk
import Glibc

/// How one recipient of a broadcast stands, and what was said of them last.
public struct RecipientFate: Sendable {
    public let recipient: Recipient
    public let state: Standing.State
    /// The relay's last word, or why there is none; nil where nothing has been written down yet.
    public let lastEvent: DeliveryEvent?
    /// They may have got two copies.
    public let maybeDuplicate: Bool
    /// Not accepted, and an attempt whose outcome is not known may have reached them all the same.
    public let maybeReceived: Bool
    /// What came back later: `bounced`, `complained`, `unsubscribed`.
    public let cameBack: [String]

    /// The relay has not taken their message, or it came back.
    public var isMissed: Bool { state != .accepted || cameBack.contains(DeliveryEvent.Kind.bounced.rawValue) }

    /// Why, in a few words: `550 5.1.1 no such user`, `asked by phone (2026-11-20T…)`.
    public var why: String {
        if state == .suppressed || lastEvent == nil, let reason = recipient.suppressed { return reason }
        guard let event = lastEvent else { return "not tried yet" }
        if let reply = event.reply { return "\(reply.code) \(reply.line)" }
        return event.reason ?? "no answer came"
    }
}

/// Reads single events of a log, by the offsets of their lines.
final class EventReader {
    private let file: File
    private var window: [UInt8] = []
    private var start = 0

    private static let chunk = 1 << 16
    /// No line of ours is longer.
    private static let longest = 1 << 22

    init(_ path: String) throws(SystemError) { file = try File(path, O_RDONLY | O_NOFOLLOW) }

    /// - Throws: `SystemError` or `DamagedRecord`.
    func event(at offset: Int, of recipient: Int) throws -> DeliveryEvent {
        if let event = try found(offset, recipient) { return event }
        for size in [EventReader.chunk, EventReader.longest] {
            window = try file.octets(size, at: offset)
            start = offset
            if let event = try found(offset, recipient) { return event }
        }
        throw DamagedRecord("\(file.path): it is shorter than it was")
    }

    /// Nil where the line is not in the window, or not whole.
    private func found(_ offset: Int, _ recipient: Int) throws -> DeliveryEvent? {
        guard offset >= start, offset < start + window.count else { return nil }
        let first = offset - start
        return try window.withUnsafeBufferPointer { bytes -> DeliveryEvent? in
            guard let end = bytes[first...].firstIndex(of: 0x0A) else { return nil }
            return try DeliveryEvent(UnsafeBufferPointer(rebasing: bytes[first..<end])) { _ in recipient }
        }
    }
}
