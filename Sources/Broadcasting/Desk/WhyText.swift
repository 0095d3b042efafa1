/// What stands in a `.why.txt`: what is wrong, where, and what to do, for a press officer.
public enum WhyText {
    public static func rejected(_ name: String, _ problems: [Problem]) -> String {
        """
        '\(name)' was not sent. Nobody has been mailed.

        What is wrong (file:line:column):

        \(lines(problems))

        What to do: open the file beside this note, put it right, and save it in the drafts
        folder again. This note goes when the file goes.

        """
    }

    public static func held(_ name: String, reasons: [String], problems: [Problem]) -> String {
        """
        '\(name)' waits for a person. Nobody has been mailed.

        Why:

        \(reasons.map { "- \($0)" }.joined(separator: "\n"))
        \(problems.isEmpty ? "" : "\n\(lines(problems))\n")
        What to do:

        - To send it as it is: move the file from drafts/held/ to drafts/approved/
          (or run: linerelay approve \(quoted(name))).
        - If a list is to blame: put the list right first, then move the file as above, or back
          into drafts/.
        - Not to send it: delete the file (or run: linerelay reject \(quoted(name))).

        This note goes when the file goes.

        """
    }

    /// As one word for a shell, whatever is in it: people copy such lines.
    private static func quoted(_ name: String) -> String {
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
