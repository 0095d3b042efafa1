import JSON

/// A status report as lines with progress: how far, how fast, how long still.
struct ProgressBoard {
    /// Recipients decided a second, by broadcast, smoothed.
    private var rates: [String: Rate] = [:]

    private struct Rate {
        var done: Int64
        var at: Int64
        var perSecond: Double?
    }

    /// - Parameters:
    ///   - waiting: what is said of drafts that wait, for each place where they do.
    ///   - width: columns of the terminal; nil: lines for a file or a pipe.
    ///   - now: monotonic milliseconds.
    mutating func lines(_ report: JSON, waiting: [[String]] = [], width: Int?, at now: Int64) -> [String] {
        let daemon = report["daemon"]
        let isRunning = daemon?["running"]?.boolValue == true
        var lines = [
            isRunning
                ? "The daemon runs; relay: \(daemon?["relay"]?.stringValue ?? "not known")"
                : "The daemon does not run."
        ]
        var seen: Set<String> = []
        for broadcast in report["broadcasts"]?.arrayValue ?? [] {
            guard let id = broadcast["id"]?.stringValue, let state = broadcast["state"]?.stringValue else {
                continue
            }
            let isOpen = state == "sending" || state == "paused"
            // What ended before anybody looked is not news.
            guard isOpen || rates[id] != nil else { continue }
            seen.insert(id)
            note(id, ProgressBoard.done(broadcast), at: now)
            lines += text(broadcast, id, state, width: width)
        }
        rates = rates.filter { seen.contains($0.key) }
        lines += waiting.flatMap { width == nil ? $0 : ProgressBoard.few($0) }
        lines += (report["problems"]?.arrayValue ?? []).compactMap { $0.stringValue.map { "problem: \($0)" } }
        return lines
    }

    /// So many that the bars stay on the screen.
    private static func few(_ waiting: [String]) -> [String] {
        let most = 5
        guard waiting.count > most else { return waiting }
        return waiting.prefix(most - 1) + ["… and \(waiting.count - most + 1) more"]
    }

    private mutating func note(_ id: String, _ done: Int64, at now: Int64) {
        guard var rate = rates[id] else {
            rates[id] = Rate(done: done, at: now)
            return
        }
        // Summaries are written once a second.
        guard now - rate.at >= 1_000 else { return }
        let fresh = Double(max(0, done - rate.done)) * 1_000 / Double(now - rate.at)
        let smoothed = rate.perSecond.map { $0 + (fresh - $0) / 3 } ?? fresh
        rate = Rate(done: done, at: now, perSecond: smoothed)
        rates[id] = rate
    }

    private static func done(_ broadcast: JSON) -> Int64 {
        let all = broadcast["recipients"]?.integerValue ?? 0
        return all - (broadcast["pending"]?.integerValue ?? 0) - (broadcast["deferred"]?.integerValue ?? 0)
    }

    private func text(_ broadcast: JSON, _ id: String, _ state: String, width: Int?) -> [String] {
        let counts = "\(state): \(StatusText.counts(broadcast))"
        let isSending = state == "sending"
        let pace = isSending ? pace(broadcast, id) : ""
        guard let width else { return ["\(id)  \(counts)\(pace)"] }
        // The last column stays free, and a bar takes ten beside its own.
        let room = width - 1 - 10
        if room - id.utf8.count >= 10 {
            let bar = bar(broadcast, columns: min(40, room - id.utf8.count))
            return ["\(id)  \(bar)", "  \(counts)\(pace)"]
        }
        return [id, "  \(bar(broadcast, columns: min(40, room)))", "  \(counts)\(pace)"]
    }

    private func pace(_ broadcast: JSON, _ id: String) -> String {
        guard let perSecond = rates[id]?.perSecond, perSecond > 0 else { return "" }
        let left = (broadcast["recipients"]?.integerValue ?? 0) - ProgressBoard.done(broadcast)
        let seconds = (Double(left) / perSecond).rounded(.up)
        let rate = perSecond >= 10 ? "\(Int(perSecond.rounded()))" : "\(Double(Int(perSecond * 10)) / 10)"
        return "; \(rate) a second" + (left > 0 ? ", about \(ProgressBoard.duration(seconds)) left" : "")
    }

    /// `[#####.....]  50 %`.
    private func bar(_ broadcast: JSON, columns: Int) -> String {
        let all = max(1, broadcast["recipients"]?.integerValue ?? 1)
        let done = ProgressBoard.done(broadcast)
        let percent = Int(done * 100 / all)
        let columns = max(5, columns)
        let filled = Int(done * Int64(columns) / all)
        let text = String(repeating: "#", count: filled) + String(repeating: ".", count: columns - filled)
        return "[\(text)] \(percent < 100 ? percent < 10 ? "  " : " " : "")\(percent) %"
    }

    /// `40 s`, `12 min`, `3 h 20 min`.
    static func duration(_ seconds: Double) -> String {
        guard seconds < 1e7 else { return "many days" }
        let whole = Int(seconds)
        if whole < 100 { return "\(whole) s" }
        let minutes = (whole + 59) / 60
        return minutes < 100 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }
}
