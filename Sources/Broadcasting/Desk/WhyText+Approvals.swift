import Mail

extension WhyText {
    private static let heading = "\nApprovals:\n\n"
    private static let nextHeading = "\nWhat to do:\n"

    /// Who is still to approve it, who has, what they approve, and whom it reaches.
    static func paragraph(_ approval: Approval?) -> String {
        guard let approval else { return "" }
        var lines = [
            "\(approval.missing) of \(Counted(approval.question.needed, "approval")) "
                + "\(approval.missing == 1 ? "is" : "are") missing."
        ]
        let given = approval.given.map { "\($0.who) (\($0.at.rfc3339))" }
        lines.append("So far: \(given.isEmpty ? "nobody" : given.joined(separator: ", ")).")
        if let people = approval.question.preparedBy {
            lines = [
                "The prepared line that it uses has been approved: \(people.map(\.who.description).joined(separator: ", "))."
            ]
        }
        if let author = approval.author {
            lines.append("Its author is \(author), whose own approval does not count.")
        }
        if approval.hasChanged || !approval.voided.isEmpty {
            let whose = approval.voided.map(\.description).joined(separator: ", ")
            lines.append(
                "It was shown before, and something has changed since (the draft, a template, an attachment, a"
                    + "\n  setting) or it was dropped anew: earlier approvals are void"
                    + (whose.isEmpty ? "." : " (\(whose))."))
        }
        if approval.wasMoved {
            lines.append(
                "It was moved to drafts/approved/. That does not say who approves it: use the command below.")
        }
        lines.append("It reaches \(approval.question.reach), as the lists are now.")
        lines.append("What is approved, and nothing else, has the digest\n  \(approval.question.digest)")
        return heading + lines.map { "- \($0)\n" }.joined()
    }

    /// The same note with what it says of approvals brought up to date.
    public static func updated(_ note: String, _ approval: Approval) -> String {
        let note = plainLines(note)
        guard let end = note.ranges(of: nextHeading).last?.lowerBound else { return note }
        let start = note[..<end].ranges(of: heading).last?.lowerBound ?? end
        return note[..<start] + paragraph(approval) + note[end...]
    }

    /// Whether a note asks for approvals.
    static func asksForApprovals(_ note: String) -> Bool { plainLines(note).contains(heading) }

    static func approvalAdvice(_ name: String, _ approval: Approval, waits: String?) -> String {
        let then = waits.map { "\n  It then waits in drafts/scheduled/ \($0)." } ?? ""
        let move =
            approval.isMoveEnough
            ? "\n  Or move the file from drafts/held/ to drafts/approved/."
            : "\n  Moving the file is not enough, for it does not say who did it. Whoever cannot run the command asks"
                + "\n  whoever looks after the machine to."
        return """
            - To see it as it will be sent: linerelay preview drafts/held/\(quoted(name))
            - To approve it, which somebody else than its author has to do:
              linerelay approve \(quoted(name)) --as YOUR-NAME\(move)
              It goes when no approval is missing.\(then)
            - To change it: edit it, and move it back into drafts/. It is then approved anew.
            - In an emergency, to send it without: linerelay approve \(quoted(name)) --as YOUR-NAME --override "WHY"
              Who did it and why is written down, and told to everybody in 'notify'.
            """
    }
}
