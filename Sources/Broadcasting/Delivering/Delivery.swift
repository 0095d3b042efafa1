import Disk
import JSON
import Mail

/// One broadcast being delivered: what is owed, and the log of what became of it.
///
/// Resuming after a crash is the same code as a first run: owed = recipients − those with a final event.
public final class Delivery {
    /// What all deliveries share.
    public struct World: Sendable {
        public var clock: Clock
        public var schedule: RetrySchedule
        /// `state/secret.key`.
        public var key: SecretKey
        /// A relay's trouble is no reason for a message to wait: another one takes over.
        public var hasOtherRelay: Bool
        /// From 0 up to, not including, 1.
        public var random: @Sendable () -> Double

        public init(
            clock: Clock, schedule: RetrySchedule, key: SecretKey, hasOtherRelay: Bool,
            random: @escaping @Sendable () -> Double
        ) {
            self.clock = clock
            self.schedule = schedule
            self.key = key
            self.hasOtherRelay = hasOtherRelay
            self.random = random
        }
    }

    /// A recipient whose message is with the transport.
    final class InFlight {
        let recipient: Recipient
        /// The recipient's, by itself: most who ask want no more.
        let address: EmailAddress
        let attempt: Int
        /// The name of the relay it goes through.
        let relay: String

        init(recipient: Recipient, attempt: Int, relay: String) {
            self.recipient = recipient
            address = recipient.address
            self.attempt = attempt
            self.relay = relay
        }
    }

    /// Answers that never came, in a row for one recipient, until somebody has to look.
    static let unconfirmedLimit = 3

    public let record: BroadcastRecord
    /// What goes with every message; empty where nothing does, or what there is is not what was accepted.
    private(set) var attachments: [UInt8] = []
    let folder: BroadcastFolder
    var world: World
    var standing: Standing
    var inFlight: [Int: InFlight] = [:]
    var owed: Owed
    /// Monotonic milliseconds at which what is undelivered expires.
    var deadline: Int64
    /// Recipients were reopened, and the mark that asked for it is still there.
    var isReopening = false
    /// Why it does not send, where it does not.
    public internal(set) var paused: String?
    /// A full disk is no reason to go on: until the mark can be written, the pause holds without it.
    var isPauseWritten = true
    var brake = Brake()
    /// Cancelled or expired: what comes back from the transport does not leave again.
    var isEnding = false
    let log: DeliveryLog
    let messageIDs: MessageIDs
    let returnPath: ReturnPath
    private let recipients: RecipientFile
    /// To blame for what goes wrong in here.
    let work: Work

    /// Opens a broadcast's folder and takes up where its log ends.
    /// - Throws: `SystemError`, or `DamagedRecord` naming file and line.
    public init(_ folder: BroadcastFolder, _ world: World) throws {
        self.folder = folder
        self.world = world
        work = Work(on: .broadcast(id: folder.id))
        record = try folder.record()
        messageIDs = record.messageIDs(world.key)
        returnPath = ReturnPath(record, key: world.key)
        recipients = try RecipientFile(folder.recipientsPath)
        guard recipients.count == record.recipients else {
            throw DamagedRecord(
                "\(folder.recipientsPath): \(Counted(recipients.count, "recipient")) where broadcast.json says \(record.recipients)"
            )
        }
        standing = try DeliveryLog.read(
            folder.logPath, recipients: record.recipients, repair: true, find: recipients.index
        ).standing
        log = try DeliveryLog(folder.logPath)
        log.reserve(recipients: standing.count(.pending))
        try Folder.synchronize(folder.path)
        let wall = world.clock.now()
        let monotonic = world.clock.monotonic()
        let end = Delivery.end(record, standing, world.schedule.settings)
        deadline = monotonic + max(0, end.milliseconds - wall.milliseconds)
        paused = folder.pauseReason()
        // Whoever took the pause away while no daemon ran has looked as well.
        if paused == nil { standing.forgive(atLeast: Delivery.unconfirmedLimit) }
        owed = Owed()
        try loadAttachments()
        try suppress()
        owed = Owed(standing) { unsettled in
            let wait = (unsettled.next ?? wall).milliseconds - wall.milliseconds
            return monotonic + min(max(0, wait), Int64(world.schedule.settings.maxDelay))
        }
    }

    /// They were no more what was accepted when it was opened.
    var isLackingAttachments: Bool { record.attached != nil && attachments.isEmpty }

    public var isComplete: Bool { standing.isComplete && inFlight.isEmpty }

    public var summary: Summary {
        let pause = standing.isComplete ? nil : paused
        return Summary(
            record, standing, paused: pause != nil, problems: pause.map { ["paused: \($0)"] } ?? [])
    }

    /// Where they are not what was accepted, nothing leaves; a person can still end it.
    /// - Throws: `SystemError` where room or descriptors are short.
    func loadAttachments() throws {
        do { attachments = try folder.whole(record.attached)?.wire ?? [] } catch let damage as DamagedRecord {
            pause("\(damage)")
        }
    }

    func recipient(at index: Int) throws -> Recipient { try recipients.recipient(at: index) }

    /// Those who were on the suppression list at acceptance end before anything is sent.
    private func suppress() throws {
        guard standing.count(.suppressed) < record.suppressed else { return }
        for index in standing.states.indices where standing.states[index] == .pending {
            let recipient = try recipients.recipient(at: index)
            guard let reason = recipient.suppressed else { continue }
            note(.suppressed, index, recipient.address, attempt: 0) { $0.reason = reason }
        }
    }

    /// Records an event, and stands by it.
    func note(
        _ kind: DeliveryEvent.Kind, _ index: Int, _ address: EmailAddress, attempt: Int,
        _ details: (inout DeliveryEvent) -> Void = { _ in }
    ) {
        var event = DeliveryEvent(
            at: world.clock.now(), recipient: index, to: address.description, kind: kind,
            attempt: attempt)
        details(&event)
        do throws(DamagedRecord) { try standing.apply(event) } catch { return }
        log.append(event)
    }
}
