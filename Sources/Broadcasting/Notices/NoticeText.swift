import Mail

/// The notices, in words for a press officer.
extension Notice {
    /// A rejected draft.
    /// - Parameters:
    ///   - why: its `.why.txt`.
    ///   - at: when it was decided.
    public static func rejected(_ name: String, why: String, at: Timestamp) -> Notice {
        Notice(event: "rejected \(name) \(at.rfc3339)", subject: "Not sent: \(name)", text: why)
    }

    /// A held draft, likewise.
    public static func held(_ name: String, why: String, at: Timestamp) -> Notice {
        Notice(event: "held \(name) \(at.rfc3339)", subject: "Waits for a person: \(name)", text: why)
    }

    /// A broadcast that has ended: reach times, who was not reached and why, bad lines.
    public static func finished(_ summary: Summary, missed: Missed, zone: TimeZoneRules) -> Notice {
        let counts = Standing.State.allCases.map { "\($0) \(summary.counts[$0] ?? 0)" }
        let last = summary.lastAcceptedAt?.rfc3339 ?? "never"
        let word =
            summary.state == .cancelled
            ? "Stopped" : summary.isShortOfSomebody ? "Sent, but not to all" : "Sent"
        var text = ReceiptText.make(summary, zone: zone)
        if let trouble = missed.trouble { text += "\nWho was not reached cannot be told: \(trouble)\n" }
        if !missed.all.isEmpty {
            text += "\nNot reached:\n" + missed.all.map { "- \($0.address): \($0.why)\n" }.joined()
            if missed.more > 0 {
                text += "- … and \(missed.more) more: see deliveries.jsonl\n"
            }
            text +=
                "\nTo try those again who were refused or whose time ran out: linerelay retry \(summary.record.id)\n"
        }
        return Notice(
            event: "finished \(summary.record.id) \(counts.joined(separator: " ")) \(last)",
            subject: ExerciseStamp.mark(
                "\(word): \(summary.record.subject)", isExercise: summary.record.isExercise), text: text)
    }

    /// A broadcast that has stopped by itself until a person acts.
    /// - Parameter since: when, as its folder has it.
    public static func paused(_ id: String, reason: String, since: Timestamp) -> Notice {
        Notice(
            event: "paused \(id) \(since.rfc3339)", subject: "Paused: \(id)",
            text: """
                The broadcast \(id) is paused. Those who have it keep it; the others have not been mailed.

                Why: \(reason)

                What to do:

                - To see how far it is: linerelay status
                - To go on, when the cause is put right: linerelay resume \(id)
                - Not to send the rest: linerelay cancel \(id)

                """)
    }

    /// A broadcast whose records cannot be read.
    public static func damaged(_ id: String, problem: String, at: Timestamp) -> Notice {
        Notice(
            event: "damaged \(id) \(problem)", subject: "Not sent further: \(id)",
            text: """
                The broadcast \(id) is not sent further: its records cannot be read.

                What was found: \(problem)

                What to do: whoever looks after the machine puts the file right, or back from a backup, and starts
                the daemon again. Until then nobody more gets this broadcast, and nothing that was logged is lost.

                """)
    }

    /// A digest, or what catches up who is new on a list, that cannot be sent.
    public static func bundleWaits(_ problem: String) -> Notice {
        Notice(
            event: "bundle \(problem)", subject: "Not sent yet: a digest",
            text: """
                What the desk sends by itself waits. Nobody has lost anything; it is tried again every minute.

                Why: \(problem)

                What to do: whoever looks after the lists puts that right. A list that is as it should be, though it has
                lost many, is believed again when a draft to it has been let go.

                """)
    }

    /// A relay that is not used for now.
    public static func setAside(relay name: String, why: String, others: Bool, at: Timestamp) -> Notice {
        Notice(
            event: "relay \(name) \(at.rfc3339)", subject: "Relay set aside: \(name)",
            text: """
                The relay '\(name)' is not used for now.

                Why: \(why)

                \(others
                    ? "Another relay has taken over; this one is tried again by itself, unless a person has to act."
                    : "There is no other relay, so nothing is sent. It is tried again by itself, unless a person has to act.")
                To look: linerelay doctor

                """)
    }

    /// A file in the drafts folder that nobody takes, because its writer is not done, or what it needs cannot be had.
    public static func leftAlone(_ name: String, reason: String, since: Timestamp) -> Notice {
        Notice(
            event: "left alone \(name) \(since.rfc3339)", subject: "Not taken yet: \(name)",
            text: """
                '\(name)' has lain in the drafts folder for ten minutes and is not taken. Nobody has been mailed.

                Why: \(reason)

                What to do: close it in the program that has it open. Where no program has, delete the lock or swap
                file that it left behind. Where the reason names another file, the same goes for that one; where it
                names a fault, whoever looks after the machine has to put that right.

                """)
    }
}
