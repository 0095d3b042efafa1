import Disk
import JSON
import Mail

/// How much each relay may be given (`messagesPerSecond`, `messagesPerDay`), across restarts: `state/relays.json`.
///
/// What is counted is on disk before the message leaves: the commit that its delivery log needs covers it.
public struct RelayLimits {
    private struct Limit {
        var rate: RateLimit
        var day: DayLimit?
        var lastAt: Timestamp?
    }

    private let path: String
    private var limits: [String: Limit] = [:]
    /// Of relays that are not configured now, and may be again.
    private var others: [String: RelayUsage] = [:]
    /// Something counts that is not on disk.
    private var isUnwritten = false
    /// Why what was counted before is not known, where it is not.
    public let problem: String?

    public init(_ relays: [RelaySettings], path: String, clock: Clock) {
        self.path = path
        var problem: String?
        var usage: [String: RelayUsage] = [:]
        do { usage = try RelayUsage.read(path) } catch let error as SystemError {
            problem = "\(error); the relays' messages of the day are counted from now on"
        } catch {
            problem =
                "\(error); put aside as '\(path).damaged', and the day's messages are counted from now on"
            try? Folder.rename(path, to: path + ".damaged")
        }
        self.problem = problem
        others = usage
        use(relays, clock)
    }

    /// By these settings from now on; what was counted stays.
    mutating func use(_ relays: [RelaySettings], _ clock: Clock) {
        for (name, limit) in limits {
            others[name] = RelayUsage(lastAt: limit.lastAt, hours: limit.day?.settled(at: clock.now()) ?? [:])
        }
        limits = [:]
        let (wall, monotonic) = (clock.now(), clock.monotonic())
        for relay in relays where relay.messagesPerSecond != nil || relay.messagesPerDay != nil {
            let before = others.removeValue(forKey: relay.name)
            var rate = RateLimit(perSecond: relay.messagesPerSecond)
            if let last = before?.lastAt {
                rate.take(at: monotonic - max(0, min(wall.milliseconds - last.milliseconds, 1 << 40)))
            }
            limits[relay.name] = Limit(
                rate: rate,
                day: relay.messagesPerDay.map { DayLimit(perDay: $0, hours: before?.hours ?? [:]) },
                lastAt: before?.lastAt)
        }
        heedClock(wall)
    }

    /// Milliseconds until a message may leave by its rate; 0 now.
    func wait(for relay: String, at monotonic: Int64) -> Int { limits[relay]?.rate.wait(at: monotonic) ?? 0 }

    /// Milliseconds until the messages of the day are no longer used up; nil: they are not.
    func rest(of relay: String, at now: Timestamp) -> Int? { limits[relay]?.day?.wait(at: now) }

    /// What a clock that was fast has counted in days to come counts now.
    mutating func heedClock(_ now: Timestamp) {
        for name in limits.keys { limits[name]?.day?.heedClock(now) }
    }

    /// How many recipients more it may be given today.
    func left(of relay: String, at now: Timestamp) -> Int { limits[relay]?.day?.left(at: now) ?? Int.max }

    /// A message leaves through this relay to one recipient; where several share one, each counts.
    mutating func take(_ relay: String, at now: Timestamp, _ monotonic: Int64) {
        guard var limit = limits[relay] else { return }
        limit.rate.take(at: monotonic)
        let isMore = limit.day?.take(at: now) ?? false
        if isMore || limit.rate.isSlow { isUnwritten = true }
        limit.lastAt = now
        limits[relay] = limit
    }

    /// It did not leave after all.
    mutating func giveBack(_ relay: String) { limits[relay]?.day?.giveBack() }

    /// Puts what counts on disk, where it is not.
    mutating func commit() throws(SystemError) {
        guard isUnwritten else { return }
        try write { $0.hours }
    }

    /// Nothing more will leave: what was set aside and not used does not count.
    mutating func settle(at now: Timestamp) {
        guard !limits.isEmpty else { return }
        // Where it cannot be written, too many are counted: a wait, and no more.
        try? write { $0.settled(at: now) }
    }

    private mutating func write(_ hours: (DayLimit) -> [Int64: Int]) throws(SystemError) {
        var usage = others
        for (name, limit) in limits {
            usage[name] = RelayUsage(lastAt: limit.lastAt, hours: limit.day.map(hours) ?? [:])
        }
        try AtomicFile.replace(path, with: RelayUsage.bytes(usage), mode: 0o600)
        isUnwritten = false
    }
}

/// What a relay was given, as it is kept.
struct RelayUsage: Equatable {
    var lastAt: Timestamp?
    /// Messages, by the hour since 1970.
    var hours: [Int64: Int]

    /// - Throws: `SystemError` or `DamagedRecord`; a file that is not there is an empty one.
    static func read(_ path: String) throws -> [String: RelayUsage] {
        guard Folder.exists(path) else { return [:] }
        let bytes = try File.contents(of: path, limit: 1 << 20)
        let json: JSON
        do throws(JSONProblem) { json = try JSON.parse(bytes) } catch {
            throw DamagedRecord("\(path):\(error)")
        }
        var usage: [String: RelayUsage] = [:]
        for relay in json.objectValue ?? [] {
            var hours: [Int64: Int] = [:]
            for hour in relay.value["hours"]?.objectValue ?? [] {
                guard let start = Timestamp(rfc3339: hour.name), let count = hour.value.integerValue,
                    (0...1_000_000_000).contains(count)
                else { throw DamagedRecord("\(path): relay '\(relay.name)' has an hour that is none") }
                hours[start.milliseconds / 3_600_000] = Int(count)
            }
            let last = relay.value["lastAt"]?.stringValue.flatMap { Timestamp(rfc3339: $0) }
            usage[relay.name] = RelayUsage(lastAt: last, hours: hours)
        }
        return usage
    }

    static func bytes(_ usage: [String: RelayUsage]) -> [UInt8] {
        let relays = usage.sorted { $0.key < $1.key }.map { name, usage in
            let hours = usage.hours.sorted { $0.key < $1.key }.map { hour, count in
                JSON.Member(Timestamp(milliseconds: hour * 3_600_000).rfc3339, .integer(Int64(count)))
            }
            return JSON.Member(
                name,
                .object([
                    .init("lastAt", usage.lastAt.map { .string($0.rfc3339) } ?? .null),
                    .init("hours", .object(hours)),
                ]))
        }
        return JSON.object(relays).bytes(pretty: true) + [0x0A]
    }
}
