import Mail

extension WhyText {
    /// A draft that goes later: when, and how to call it back, to change it, or to send it now.
    static func scheduled(_ name: String, _ scheduled: Scheduled, _ zone: TimeZoneRules) -> String {
        let wait = scheduled.wait
        let warnings = scheduled.problems
        return """
            '\(name)' waits. Nobody has been mailed yet.
            \(paragraph(scheduled.withdrawal))
            It goes on \(zone.inWords(wait.until)).

            \(reasons(wait, zone).map { "- \($0)" }.joined(separator: "\n"))
            \(readers(scheduled))
            \(warnings.isEmpty ? "" : "\nPlease look at:\n\n\(lines(warnings))\n")
            What to do:

            - Nothing, where that is meant: it goes by itself.
            - To call it back: delete the file, or move it out of the drafts folder
              (or run: linerelay reject \(quoted(name))).
            \(change(wait))
            - To send it now: move the file from drafts/scheduled/ to drafts/approved/
              (or run: linerelay approve \(quoted(name))).

            This note goes when the file goes.

            """
    }

    private static func readers(_ scheduled: Scheduled) -> String {
        if scheduled.withdrawal != nil {
            return "- It then goes to those who were sent what it withdraws, and to nobody else."
        }
        return """
            - As the lists are now, it goes to \(Counted(scheduled.recipients, "recipient")). It is looked at afresh when it
              goes: whoever is on the lists then gets it.
            """
    }

    private static func reasons(_ wait: Wait, _ zone: TimeZoneRules) -> [String] {
        var reasons: [String] = []
        if let sendAt = wait.sendAt { reasons.append("Its 'Send-At' asks for \(sendAt.text).") }
        if wait.coolingTime > 0 {
            reasons.append(
                "Each draft waits \(TimeSpan(milliseconds: Int64(wait.coolingTime))), so that it can be called back"
                    + "\n  (coolingTime); this one since \(zone.inWords(wait.since)).")
        }
        return reasons
    }

    private static func change(_ wait: Wait) -> String {
        guard wait.sendAt != nil else {
            return "- To change it: edit the file where it is, and save it; it then waits anew."
        }
        return """
            - To change it, or the time: edit the file where it is ('Send-At'), and save it. This note then
              names the new time. Without a 'Send-At' it would be held, and not sent.
            """
    }
}
