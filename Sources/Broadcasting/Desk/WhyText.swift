/// What stands in a `.why.txt`: what is wrong, where, and what to do, for a press officer.
public enum WhyText {
    /// - Parameter draft: what problems call the draft; others are not in it.
    public static func rejected(
        _ name: String, _ problems: [Problem], draft: String, withdrawal: WithdrawalEffect? = nil
    ) -> String {
        """
        '\(name)' was not sent. Nobody has been mailed.
        \(paragraph(withdrawal))
        What is wrong (file:line:column):

        \(lines(problems))

        What to do: \(withdrawal == .unsent ? "nothing; delete the file." : advice(problems, draft))
        This note goes when the file goes.

        """
    }

    static func paragraph(_ withdrawal: WithdrawalEffect?) -> String {
        withdrawal?.inWords.map { "\n\($0)\n" } ?? ""
    }

    private static func paragraph(_ changes: [ListChange]) -> String {
        if changes.isEmpty { return "" }
        let lines = changes.flatMap { $0.inWords }.joined(separator: "\n")
        return "\nOn the lists, since the last broadcast to them:\n\n\(lines)\n"
    }

    private static func advice(_ problems: [Problem], _ draft: String) -> String {
        var others: [String] = []
        for problem in problems where problem.severity == .error && problem.path != draft {
            if !others.contains(problem.path) { others.append(problem.path) }
        }
        let isInDraft = problems.contains { $0.severity == .error && $0.path == draft }
        if others.isEmpty {
            // A word processor would only save such a file as what it is.
            if problems.contains(where: { $0.message.hasSuffix(FileKind.advice) }) {
                return """
                    save it as plain text, as said above, and put that new file into drafts/. Then
                    delete this one.
                    """
            }
            return """
                put right what is named above, and save this file. Then move it from
                drafts/rejected/ back into drafts/.
                """
        }
        let mend = "whoever looks after the machine has to put \(others.joined(separator: ", ")) right."
        if isInDraft {
            return
                "\(mend)\nPut this file right as well, and move it from drafts/rejected/ back into drafts/."
        }
        return
            "\(mend)\nThe draft itself is as it should be: then move it from drafts/rejected/ back into drafts/."
    }

    /// A draft that a person turned down while it was held, or scheduled.
    /// - Parameter note: what it had beside it then.
    public static func turnedDown(_ name: String, was place: DraftDesk.Place, note: String?) -> String {
        let was = place.rawValue
        let rest = place == .held ? "Else put right what was wrong, and" : "Else"
        return """
            '\(name)' was \(was), and then a person rejected it. Nobody has been mailed.

            What to do: nothing, where that was meant. \(rest) move the
            file back into the drafts folder. This note goes when the file goes.
            \(note.map { "\nThe note of when it was \(was):\n\n" + indented($0) } ?? "")
            """
    }

    /// A note as it was written here, whatever editor has saved it since. By scalars: CRLF is one Character.
    static func plainLines(_ note: String) -> String {
        String(String.UnicodeScalarView(note.unicodeScalars.filter { $0 != "\r" }))
    }

    private static func indented(_ text: String) -> String {
        plainLines(text).split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "    \(String($0))" }.joined(separator: "\n")
    }

    /// - Parameters:
    ///   - hasNobody: releasing it would only hold it again.
    ///   - waits: how long it waits when it is released, in words.
    ///   - approval: how it stands with those who have to approve it.
    ///   - changes: of the lists since the last broadcasts to them.
    public static func held(
        _ name: String, reasons: [String], problems: [Problem], hasNobody: Bool = false,
        waits: String? = nil, withdrawal: WithdrawalEffect? = nil, approval: Approval? = nil,
        changes: [ListChange] = []
    ) -> String {
        let others = problems.filter { problem in !reasons.contains { $0.contains(problem.description) } }
        return """
            '\(name)' waits for a person. Nobody has been mailed.
            \(paragraph(withdrawal))
            Why:

            \(reasons.map { "- \($0)" }.joined(separator: "\n"))
            \(others.isEmpty ? "" : "\n\(lines(others))\n")\(paragraph(changes))\(paragraph(approval))
            What to do:

            \(hasNobody ? listAdvice : releaseAdvice(name, waits: waits, approval))
            - Not to send it: delete the file (or run: linerelay reject \(quoted(name))).

            This note goes when the file goes.

            """
    }

    private static let listAdvice = """
        - Put the list right, so that somebody is on it, and move the file from drafts/held/
          back into drafts/; or name other lists in the draft. To approve it as it is would
          only hold it again.
        """

    private static func releaseAdvice(_ name: String, waits: String?, _ approval: Approval?) -> String {
        if let approval, approval.missing > 0 { return approvalAdvice(name, approval, waits: waits) }
        let then = waits.map { "\n  It then waits in drafts/scheduled/ \($0)." } ?? ""
        return """
            - To send it as it is: move the file from drafts/held/ to drafts/approved/
              (or run: linerelay approve \(quoted(name))).\(then)
            - To have it looked at anew, when a list or the draft has been put right: move the file
              from drafts/held/ back into drafts/.
            """
    }

    /// - Parameter signal: how the program ended, in words.
    public static func crashed(_ name: String, signal: String) -> String {
        """
        '\(name)' is set aside. Nobody has been mailed.

        Why:

        - LineRelay itself failed twice in its work on this draft (\(signal)). That is a fault of
          the program, and not of yours. It would fail again, and nothing else would be sent
          meanwhile: so this draft waits here, and all others go on.

        What to do:

        - Report it to whoever looks after LineRelay, with this file and the lists it names.
        - To send these lines all the same: write them plainer (fewer tables, links and odd
          characters), and save them in the drafts folder as a new draft.
        - To try it as it is, once more: move the file from drafts/held/ to drafts/approved/
          (or run: linerelay approve \(quoted(name))). If LineRelay fails again, it comes back here.
        - Not to send it: delete the file (or run: linerelay reject \(quoted(name))).

        This note goes when the file goes.

        """
    }

    /// As one word for a shell, whatever is in it: people copy such lines.
    static func quoted(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "-_.".utf8.contains(byte)
        }
        return isPlain ? name : "'" + name.replacing("'", with: "'\\''") + "'"
    }

    /// At most twenty, then a count.
    static func lines(_ problems: [Problem]) -> String {
        let sorted = problems.sorted { $0.severity == .error && $1.severity == .warning }
        let shown = sorted.prefix(20).map(\.description)
        let rest = sorted.count - shown.count
        return (shown + (rest > 0 ? ["… and \(rest) more"] : [])).joined(separator: "\n")
    }
}
