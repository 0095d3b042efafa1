import Broadcasting
import Mail

/// Whether the machine's clock can be believed: embargoes, expiries and the names of broadcasts hang on it.
struct ClockCheckup {
    /// Both clocks at one moment: the time of day, and the one that nobody sets.
    struct Reading {
        var wall: Timestamp
        /// Milliseconds.
        var monotonic: Int64

        static func now() -> Reading { Reading(wall: Clock.real.now(), monotonic: Clock.real.monotonic()) }
    }

    let zone: TimeZoneRules
    /// The broadcast accepted last, by its folder's name.
    var newest: (id: String, at: Timestamp)?

    /// From 2025 to 2100, in milliseconds since 1970: what this program can be run in.
    static let plausible: Range<Int64> = 1_735_689_600_000..<4_102_444_800_000
    /// Milliseconds that clocks may differ.
    static let tolerance: Int64 = 1_000

    init(zone: TimeZoneRules, broadcasts: String) {
        self.zone = zone
        let names = (try? Workspace.names(in: broadcasts)) ?? []
        newest = names.compactMap { name in BroadcastID.moment(of: name).map { (name, $0) } }.max {
            $0.1 < $1.1
        }
    }

    /// - Parameter start: both clocks as they were when the doctor began.
    func findings(from start: Reading, to now: Reading) -> [Finding] {
        var problems: [Finding] = []
        let shown = "clock: \(zone.inWords(now.wall))"
        let advice = "set it, and let it be set over the network"
        if !Self.plausible.contains(now.wall.milliseconds) {
            problems.append(.error(.problems, "\(shown): that year cannot be", advice))
        } else if let newest, newest.at > now.wall.adding(milliseconds: Self.tolerance) {
            let since = "broadcast \(newest.id) was accepted later, so the clock is slow, or was fast then"
            problems.append(.error(.problems, "\(shown): \(since)", advice))
        }
        let walled = now.wall.milliseconds &- start.wall.milliseconds
        let passed = now.monotonic &- start.monotonic
        if abs(walled &- passed) > Self.tolerance {
            let jump = "it moved by \(walled) ms while \(passed) ms passed"
            problems.append(.error(.problems, "\(shown): \(jump)", "look for what is setting it"))
        }
        return problems.isEmpty ? [.well("\(shown), time zone \(zone.identifier)")] : problems
    }
}
