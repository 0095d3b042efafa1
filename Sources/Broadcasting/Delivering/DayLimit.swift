import Mail

/// At most so many messages in any 24 hours (`messagesPerDay`), counted by the hour.
///
/// A restart must not forget messages: they are counted before they leave, some at a time, so that a file that is
/// written now and then never tells of too few.
struct DayLimit: Equatable {
    let perDay: Int
    /// Messages by the hour since 1970 in which they left; what was set aside is counted.
    private(set) var hours: [Int64: Int]
    /// Set aside and not used yet.
    private var reserved = 0

    private static let hour: Int64 = 3_600_000

    init(perDay: Int, hours: [Int64: Int] = [:]) {
        self.perDay = perDay
        self.hours = hours
    }

    /// What is set aside at a time.
    private var portion: Int { min(1_000, max(1, perDay / 100)) }

    /// Whether a message may leave now.
    /// - Returns: nil: it may, and is counted. Else the milliseconds to wait.
    func wait(at now: Timestamp) -> Int? {
        if left(at: now) > 0 { return nil }
        let current = now.milliseconds / DayLimit.hour
        let oldest = hours.keys.filter { $0 > current - 24 && $0 <= current }.min() ?? current
        return Int((oldest + 24) * DayLimit.hour - now.milliseconds)
    }

    /// What a clock that was fast has counted in hours to come counts now.
    mutating func heedClock(_ now: Timestamp) {
        let current = now.milliseconds / DayLimit.hour
        for (hour, count) in hours where hour > current {
            hours[hour] = nil
            hours[current, default: 0] += count
        }
    }

    /// How many may leave.
    func left(at now: Timestamp) -> Int { max(0, reserved + perDay - used(at: now)) }

    /// A message leaves.
    /// - Returns: whether more was set aside, so that it has to be written down before.
    mutating func take(at now: Timestamp) -> Bool {
        if reserved > 0 {
            reserved -= 1
            return false
        }
        let current = now.milliseconds / DayLimit.hour
        hours = hours.filter { $0.key > current - 24 }
        let more = max(1, min(portion, perDay - used(at: now)))
        hours[current, default: 0] += more
        reserved = more - 1
        return true
    }

    /// The message did not leave after all.
    mutating func giveBack() { reserved += 1 }

    /// As it is to be written where nothing more will leave: what was set aside and not used does not count.
    func settled(at now: Timestamp) -> [Int64: Int] {
        var settled = hours
        let current = now.milliseconds / DayLimit.hour
        settled[current, default: 0] = max(0, settled[current, default: 0] - reserved)
        return settled
    }

    /// In the 24 hours up to now; a clock that was put back takes nothing away.
    private func used(at now: Timestamp) -> Int {
        let current = now.milliseconds / DayLimit.hour
        return hours.filter { $0.key > current - 24 }.values.reduce(0, +)
    }
}
