import Broadcasting
import Mail

/// What `preview` says: the message as it will be read, and the facts behind it.
struct PreviewText {
    private let rehearsal: Rehearsal
    private let recipient: Recipient
    private let octets: Int
    private let shown: ShownMessage

    init(_ rehearsal: Rehearsal, _ recipient: Recipient, octets: Int, _ shown: ShownMessage) {
        self.rehearsal = rehearsal
        self.recipient = recipient
        self.octets = octets
        self.shown = shown
    }

    /// The text of the message; what would steer a terminal is a `?`.
    var message: String {
        let scalars = shown.text.unicodeScalars.map { scalar -> Unicode.Scalar in
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            return isControl && scalar != "\n" && scalar != "\t" ? "?" : scalar
        }
        let text = String(String.UnicodeScalarView(scalars))
        return text.last == "\n" ? String(text.dropLast()) : text
    }

    /// - Parameter zone: for the time at which it goes.
    func all(_ pace: Pace?, _ zone: TimeZoneRules) -> String {
        let header = rehearsal.envelope(recipient).map { "\($0): \($1)" }
        let attached = rehearsal.attached.map { ["Attached: \($0.inWords)"] } ?? []
        let facts =
            ["Reaches: \(reach)"] + lists + changes + held + goes(zone) + attached + ["Weighs: \(weight)"]
            + time(pace)
        return (header + ["", message, "", String(repeating: "-", count: 72)] + facts).joined(separator: "\n")
    }

    // MARK: Whom it reaches

    private var reach: String {
        let suppressed = rehearsal.lists.reduce(0) { $0 + $1.suppressed }
        let rest =
            !rehearsal.knowsSuppressed
            ? "; how many are suppressed is not known" : suppressed > 0 ? "; \(suppressed) suppressed" : ""
        return "\(Counted(rehearsal.recipients, "recipient"))\(rest)"
    }

    private var lists: [String] {
        rehearsal.lists.filter { !$0.isExcept }.map { list in
            let time = rehearsal.configuration.digestAt(of: list.name).map { " at \($0)" } ?? ""
            let left: [(Int, String)] = [
                (list.digest, "with the digest\(time)"),
                (list.onEarlierList, "on a list before it"), (list.excluded, "left out by 'Except'"),
                (list.suppressed, "suppressed"), (list.notMailed, "not to be mailed"),
                (list.badLines, list.badLines == 1 ? "bad line" : "bad lines"), (list.repeated, "repeated"),
            ]
            let words = left.filter { $0.0 > 0 }.map { "\($0) \($1)" }.joined(separator: ", ")
            return "  \(list.name): \(list.mailed)" + (words.isEmpty ? "" : " (beside them: \(words))")
        }
    }

    private var changes: [String] {
        let lines = rehearsal.changes.flatMap(\.inWords)
        return lines.isEmpty ? [] : ["Changed on the lists:"] + lines.map { "  \($0)" }
    }

    private var held: [String] {
        if let standing = rehearsal.standing { return prepared(standing) }
        let reasons = rehearsal.reasonsToHold
        if reasons.isEmpty { return ["Held: no"] }
        return ["Held: yes, until a person releases it"] + reasons.map { "  - \($0.message)" }
    }

    /// Of a line of the library.
    private func prepared(_ standing: LineStanding) -> [String] {
        let review = standing.line.review.value.text
        return [
            standing.isDue
                ? "Prepared: not any more; its review date has passed (\(review))"
                : "Prepared: until \(review)"
        ] + [standing.approvalsInWords.map { "Approved: \($0)" }].compactMap(\.self)
    }

    /// When it would leave `drafts/scheduled/`, where it would wait there.
    private func goes(_ zone: TimeZoneRules) -> [String] {
        rehearsal.wait.map {
            ["Goes: on \(zone.inWords($0.until)), and waits in drafts/scheduled/ until then"]
        } ?? []
    }

    // MARK: What it weighs

    private var weight: String {
        let addressed = rehearsal.lists.filter { !$0.isExcept }
        let total = addressed.reduce(0) { $0 + $1.octets }
        let messages = addressed.reduce(0) { $0 + $1.messages }
        let largest = addressed.map(\.largest).max() ?? 0
        guard messages > 0 else { return "\(Octets(octets)) a message" }
        let most = largest > octets ? " (\(Octets(largest)) at most)" : ""
        return "\(Octets(octets)) a message\(most), \(Octets(total)) in all "
            + "(\(Counted(messages, "message")))"
    }

    // MARK: How long it takes

    private func time(_ pace: Pace?) -> [String] {
        guard let relay = rehearsal.configuration.relays.first, rehearsal.recipients > 0 else {
            return ["Takes: not known"]
        }
        var lines: [String] = []
        let least = relay.messagesPerSecond.map { Double(rehearsal.recipients) / $0 } ?? 0
        let guess = pace?.seconds(for: rehearsal.recipients)
        if let pace, let guess, guess.upperBound >= least {
            let (low, high) = (
                PreviewText.duration(max(guess.lowerBound, least)), PreviewText.duration(guess.upperBound)
            )
            lines.append(
                "about \(low == high ? low : "\(low) to \(high)") until 95 in a hundred have it, as "
                    + (pace.broadcasts == 1 ? "the last broadcast" : "the last \(pace.broadcasts) broadcasts")
                    + " went")
        }
        if let rate = relay.messagesPerSecond {
            lines.append(
                "\(PreviewText.duration(least)) at least: relay '\(relay.name)' gets \(PreviewText.number(rate)) a second (messagesPerSecond)"
            )
        }
        if let day = relay.messagesPerDay, rehearsal.recipients > day {
            lines.append(
                "more than a day: relay '\(relay.name)' gets \(day) a day (messagesPerDay)")
        }
        if lines.isEmpty {
            lines = [
                "not known: relay '\(relay.name)' has no messagesPerSecond, and no earlier broadcast tells"
            ]
        }
        return ["Takes: \(lines[0])"] + lines.dropFirst().map { "  \($0)" }
    }

    private static func duration(_ seconds: Double) -> String {
        seconds < 1 ? "a second" : ProgressBoard.duration(seconds.rounded(.up))
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
}
