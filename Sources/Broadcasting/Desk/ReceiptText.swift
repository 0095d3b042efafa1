/// What stands in a `.receipt.txt`: which broadcast a draft became, whom it goes to, and how it ended.
public enum ReceiptText {
    /// - Parameter zone: for times that people read.
    public static func make(_ summary: Summary, zone: TimeZoneRules) -> String {
        let record = summary.record
        var lines = record.isExercise ? [ExerciseStamp.words] : []
        lines += [
            "Draft: \(record.draft.name)",
            "Subject: \(record.subject)",
            "Broadcast: \(record.id)",
            "Accepted: \(zone.inWords(record.acceptedAt))",
            "Lists: \(record.lists.map { "\($0.name) (\($0.recipients))" }.joined(separator: ", "))",
            "Recipients: \(record.recipients)\(record.digestInWords)",
        ]
        if let bundle = record.bundle { lines.append("In it: \(bundle.of.joined(separator: ", "))") }
        if let line = record.library { lines.append("Prepared line: \(line.path)") }
        let changes = record.lists.compactMap(\.change).flatMap(\.inWords)
        if !changes.isEmpty { lines += ["Changed on the lists:"] + changes.map { "  \($0)" } }
        if let attached = record.attached {
            lines += [
                "Attached: \(attached.inWords)",
                "Weight: \(Octets(record.largestMessage)) a message at most, \(Octets(record.totalOctets)) in all",
            ]
        }
        lines += [
            "State: \(summary.state.rawValue)"
        ]
        if summary.state != .sending { lines += ending(summary, zone) }
        if !summary.problems.isEmpty {
            lines += ["", "Please look at:"] + summary.problems.prefix(30).map { "- \($0)" }
            if summary.problems.count > 30 { lines.append("- … and \(summary.problems.count - 30) more") }
        }
        lines += ["", "Everything about it: broadcasts/\(record.id)/", ""]
        return lines.joined(separator: "\n")
    }

    /// Whether nothing more will be said: it tells of an end.
    static func isLast(_ text: [UInt8]) -> Bool {
        let lines = text.split(separator: UInt8(ascii: "\n"))
        return [Summary.State.sent, .cancelled].contains { state in
            lines.contains { $0.elementsEqual("State: \(state.rawValue)".utf8) }
        }
    }

    private static func ending(_ summary: Summary, _ zone: TimeZoneRules) -> [String] {
        let order: [(Standing.State, String)] = [
            (.accepted, "accepted"), (.deferred, "deferred"), (.rejected, "rejected"), (.expired, "expired"),
            (.suppressed, "suppressed"), (.cancelled, "cancelled"), (.pending, "pending"),
        ]
        var lines = order.compactMap { state, words in
            (summary.counts[state] ?? 0) > 0 || state == .accepted
                ? "  \(summary.counts[state] ?? 0) \(words)" : nil
        }
        if let last = summary.lastAcceptedAt { lines.append("Last accepted: \(zone.inWords(last))") }
        for share in Standing.shares {
            guard let seconds = summary.reach[share] else { continue }
            lines.append("Reached \(share)% after \(Tenths(seconds)) s")
        }
        return lines
    }
}
